package import Configuration

/// What is asked of the servers on the path. All questions go out at once.
package enum Question: Hashable, Sendable {
  /// A member of the Alertmanager cluster, by its URL: the heartbeats that it has.
  case heartbeats(String)
  /// Its counters of notifications.
  case notifications(String)
  case exporter
  case targets
  case rules
  case prometheus

  /// The questions that the configuration allows.
  package static func all(_ settings: AlertPathSettings) -> [Question] {
    settings.alertmanagers.flatMap { [.heartbeats($0), .notifications($0)] }
      + (settings.nodeExporter == nil ? [] : [.exporter])
      + (settings.prometheus == nil ? [] : [.targets, .rules, .prometheus])
  }

  /// The URL to ask.
  package func url(_ settings: AlertPathSettings) -> String {
    let prometheus = settings.prometheus ?? ""
    return switch self {
    // Silenced and inhibited ones too: suppressed is not broken.
    case .heartbeats(let member): member + "/api/v2/alerts?filter=alertname%3D%22BatchwatchHeartbeat%22"
    case .notifications(let member): member + "/metrics"
    case .exporter: (settings.nodeExporter ?? "") + "/metrics?collect%5B%5D=textfile"
    case .targets: prometheus + "/api/v1/targets?state=active"
    case .rules: prometheus + "/api/v1/rules?type=alert"
    case .prometheus: prometheus + "/metrics"
    }
  }
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
