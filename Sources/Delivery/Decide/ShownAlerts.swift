package import AlertPath
package import Ledger

/// What Alertmanager shows of each alert, of all that it shows of this host.
///
/// An alert whose severity or team has changed is two alerts to it for a while, the old one and the new: what counts is the
/// one with the labels that the alert has now. An alert of which only the old one is there is shown all the same, since it
/// is soon replaced.
package func shownAlerts(_ seen: [SeenAlert], _ holding: [HeldAlert]) -> [AlertKey: SeenAlert] {
  let held = Dictionary(holding.map { ($0.key, $0) }) { first, _ in first }
  let byKey = Dictionary(grouping: seen) { alert in
    AlertKey(alert.labels["alertname"] ?? "", batch: alert.labels["batch"] ?? "", link: alert.labels["link"] ?? "")
  }
  return byKey.compactMapValues { alerts in
    alerts.max { rank($0, among: held) < rank($1, among: held) }
  }
}

/// The higher, the more an alert is the one that is meant; never the same for two.
private func rank(_ alert: SeenAlert, among held: [AlertKey: HeldAlert]) -> (Int, Int, String) {
  let labels = alert.labels
  let key = AlertKey(labels["alertname"] ?? "", batch: labels["batch"] ?? "", link: labels["link"] ?? "")
  let isMeant = held[key].map { $0.severity == labels["severity"] ?? "" && $0.team == labels["team"] ?? "" } ?? false
  let text = labels.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: ",")
  return (isMeant ? 1 : 0, alert.isSuppressed ? 0 : 1, text)
}
