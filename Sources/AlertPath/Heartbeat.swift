package import Batches
package import JSON

/// A `BatchwatchHeartbeat` as Alertmanager has it: one host's, of some moment.
package struct Heartbeat: Equatable, Sendable {
  /// Everything that identifies it, `alertname` and `severity` among it.
  package var labels: [String: String]
  /// The export that it tells of.
  package var exported: Timestamp
  /// The fingerprint of the rules that made it; nil for those of a release that had none.
  package var rules: String?

  package init(labels: [String: String], exported: Timestamp, rules: String? = nil) {
    self.labels = labels
    self.exported = exported
    self.rules = rules
  }

  /// The labels that Prometheus gives every alert of this host: `job`, `instance`, and what is added on its way
  /// (`external_labels`, relabelling). An alert posted directly needs the very same, or people hear it twice.
  package var hostLabels: [String: String] {
    labels.filter { $0.key != "alertname" && $0.key != "severity" }
  }
}

/// The heartbeats in an answer of Alertmanager's `GET /api/v2/alerts`; those without a readable time, from 1970 to the
/// year 5138, are left out, and so are those with more labels than the requests of a pass can carry on.
/// - Throws: `JSONError` where the answer isn't a list.
package func heartbeats(in answer: [UInt8]) throws(JSONError) -> [Heartbeat] {
  let document = try JSON(parsing: answer)
  guard case .array(let alerts) = document else { throw JSONError(reason: "the answer is no list of alerts") }
  return alerts.compactMap { alert in
    guard let labels = alert["labels"]?.texts, labels["alertname"] == "BatchwatchHeartbeat", areShort(labels),
      let exported = alert["annotations"]?["timestamp"]?.string.flatMap(milliseconds)
    else { return nil }
    return Heartbeat(
      labels: labels, exported: Timestamp(milliseconds: exported),
      rules: alert["annotations"]?["rules"]?.string.map(evidence))
  }
}

/// Whether labels are so few that they fit into a URL, the ledger and a mail: 100, of 8 KiB together.
private func areShort(_ labels: [String: String]) -> Bool {
  labels.count <= 100 && labels.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count } <= 8192
}

/// This host's heartbeat among those of all hosts: the one that carries a time at which this host exported, which no
/// other host can know; or else the one with the labels that such a one had before.
///
/// Who may write beside batchwatch's textfile can publish a twin of its time with more labels. Of two that carry the same
/// time the one with the known labels is meant, or else the one with fewer. And none is of a time that lies far ahead.
/// - Parameters:
///   - exports: the times of this host's last exports.
///   - known: the labels of the host's last proven heartbeat.
package func ownHeartbeat(
  among heartbeats: [Heartbeat], exports: Set<Timestamp>, known: [String: String]?
) -> Heartbeat? {
  let proven = heartbeats.filter { exports.contains($0.exported) }
  // Before the first export nothing is known of the clock.
  let latest = exports.max().map { $0 + .hours(1) } ?? Timestamp(milliseconds: .max)
  let known = known ?? [:]
  let candidates = proven.isEmpty ? heartbeats.filter { $0.labels == known && $0.exported <= latest } : proven
  func rank(_ heartbeat: Heartbeat) -> (Timestamp, Int, Int) {
    (heartbeat.exported, heartbeat.labels == known ? 1 : 0, -heartbeat.labels.count)
  }
  return candidates.max { rank($0) < rank($1) }
}

/// Unix seconds with up to three decimals, as the rule's annotation writes them.
private func milliseconds(_ text: String) -> Int64? {
  let parts = text.split(separator: ".", omittingEmptySubsequences: false)
  guard (1...2).contains(parts.count), let seconds = Int64(parts[0]), (0...99_999_999_999).contains(seconds) else {
    return nil
  }
  guard parts.count == 2 else { return seconds * 1000 }
  let digits = (parts[1] + "00").prefix(3)
  guard parts[1].count <= 9, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let rest = Int64(digits) else {
    return nil
  }
  return seconds * 1000 + rest
}
