internal import Batches
internal import Configuration

/// Whether the heartbeat comes back in time. `knowledge` is what is remembered, with this look's heartbeat in it.
func judgeHeartbeat(
  _ own: Heartbeat?, _ knowledge: PathKnowledge, _ settings: AlertPathSettings, at now: Timestamp, isReachable: Bool
) -> LinkState {
  guard isReachable else { return .unknown(reason: "no Alertmanager answers") }
  let limit = settings.heartbeatMaxAge
  if let own {
    let age = elapsed(from: own.exported, to: now)
    guard age > limit else { return .up(evidence: "it came back, \(age.shortText) old") }
    if let answering = knowledge.answering, elapsed(from: answering, to: now) <= limit {
      return .unknown(reason: "the newest that came back is \(age.shortText) old; a newer one is awaited")
    }
    return .down(
      evidence: "the newest that came back is \(age.shortText) old, the limit is \(limit)", fix: heartbeatFix)
  }
  // A first one needs a scrape, an evaluation and up to a minute more; and an Alertmanager that was restarted has lost
  // those that it had.
  let last = [knowledge.lastHeartbeat, knowledge.since, knowledge.answering].compactMap(\.self).max() ?? now
  let age = elapsed(from: last, to: now)
  guard age > limit else { return .unknown(reason: "the next one is awaited, for \(age.shortText) now") }
  return .down(evidence: "Alertmanager has none of this host, for \(age.shortText) now", fix: heartbeatFix)
}

private let heartbeatFix =
  "follow the links before it: node_exporter's textfile directory, Prometheus's scrape, its rules, its alerting section"
