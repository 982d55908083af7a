package import Configuration

/// What is asked of the servers on the path. All questions go out at once.
package enum Question: Hashable, Sendable {
  /// A member of the Alertmanager cluster, by its URL: the heartbeats that it has.
  case heartbeats(String)
  /// Its counters of notifications.
  case notifications(String)
  /// What it shows of this host's alerts.
  case alerts(String)
  /// How it stands in its cluster.
  case status(String)
  /// Its silences.
  case silences(String)
  case exporter
  case targets
  case rules
  case prometheus

  /// The questions that the configuration allows, but for the status.
  package static func all(_ settings: AlertPathSettings) -> [Question] {
    settings.alertmanagers.flatMap { [.heartbeats($0), .notifications($0), .alerts($0), .silences($0)] }
      + (settings.nodeExporter == nil ? [] : [.exporter])
      + (settings.prometheus == nil ? [] : [.targets, .rules, .prometheus])
  }

  /// The URL to ask.
  /// - Parameter host: the labels that all alerts of this host have.
  package func url(_ settings: AlertPathSettings, host: [String: String]) -> String {
    let prometheus = settings.prometheus ?? ""
    return switch self {
    // Silenced and inhibited ones too: suppressed is not broken.
    case .heartbeats(let member): member + "/api/v2/alerts?filter=alertname%3D%22BatchwatchHeartbeat%22"
    case .notifications(let member): member + "/metrics"
    case .alerts(let member): member + "/api/v2/alerts?" + filters(host)
    case .status(let member): member + "/api/v2/status"
    case .silences(let member): member + "/api/v2/silences"
    case .exporter: (settings.nodeExporter ?? "") + "/metrics?collect%5B%5D=textfile"
    case .targets: prometheus + "/api/v1/targets?state=active"
    case .rules: prometheus + "/api/v1/rules?type=alert"
    case .prometheus: prometheus + "/metrics"
    }
  }
}

extension Question {
  /// The families that are wanted of a page of metrics, which may be long; nil for questions that JSON answers.
  package var families: [String]? {
    switch self {
    case .notifications:
      [
        MemberPage.start, MemberPage.requests.all, MemberPage.requests.failed, MemberPage.notifications.all,
        MemberPage.notifications.failed,
      ]
    case .exporter: ["batchwatch_export_timestamp_seconds", "node_textfile_scrape_error"]
    case .prometheus: ["prometheus_notifications_errors_total", "prometheus_notifications_dropped_total"]
    case .heartbeats, .alerts, .status, .silences, .targets, .rules: nil
    }
  }

  /// The longest answer, in bytes. All documents of a pass together stay below 32 MiB, however many members a cluster has;
  /// of pages only the wanted lines are kept.
  /// - Parameter members: how many members are asked, 1 or more.
  package func limit(members: Int) -> Int {
    let mebibyte = 1 << 20
    return switch self {
    // A heartbeat of each host and all alerts of this one, each of some 1200 bytes; all silences, those that are over too.
    case .heartbeats, .alerts, .silences: min(4 * mebibyte, 8 * mebibyte / max(1, members))
    case .status: mebibyte / 4
    case .targets, .rules: 4 * mebibyte
    case .notifications, .prometheus: 8 * mebibyte
    // Some 4 KiB of each batch.
    case .exporter: 32 * mebibyte
    }
  }
}

/// `filter=` for each label, as Alertmanager's matchers write it.
private func filters(_ labels: [String: String]) -> String {
  labels.sorted { $0.key < $1.key }.map { name, value in
    "filter=" + percentEncoded("\(name)=\"\(escaped(value))\"")
  }.joined(separator: "&")
}

private func escaped(_ value: String) -> String {
  var text = ""
  for scalar in value.unicodeScalars {
    switch scalar {
    case "\"": text += "\\\""
    case "\\": text += "\\\\"
    case "\n": text += "\\n"
    default: text.unicodeScalars.append(scalar)
    }
  }
  return text
}

/// Everything but RFC 3986's unreserved characters as `%XX`.
private func percentEncoded(_ text: String) -> String {
  let digits = Array("0123456789ABCDEF".utf8)
  var bytes: [UInt8] = []
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "~"):
      bytes.append(byte)
    default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// The answers, by question: the body, or why there is none.
package typealias Answers = [Question: Result<[UInt8], Refusal>]

/// Why a question has no usable answer.
package struct Refusal: Error, Equatable, Sendable {
  /// What was seen, in one sentence without a full stop.
  package var evidence: String
  /// What mends it.
  package var fix: String

  package init(_ evidence: String, fix: String) {
    self.evidence = evidence
    self.fix = fix
  }

  var state: LinkState { .down(evidence: evidence, fix: fix) }
}
