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
    return .down(
      evidence: "the newest that came back is \(age.shortText) old, the limit is \(limit)", fix: heartbeatFix)
  }
  // Prometheus needs a scrape, an evaluation and up to a minute more until the first one can come.
  if knowledge.lastHeartbeat == nil, let since = knowledge.since, elapsed(from: since, to: now) <= limit {
    return .unknown(reason: "the first one is awaited since \(elapsed(from: since, to: now).shortText)")
  }
  return .down(evidence: "Alertmanager has none of this host", fix: heartbeatFix)
}

private let heartbeatFix =
  "follow the links before it: node_exporter's textfile directory, Prometheus's scrape, its rules, its alerting section"
