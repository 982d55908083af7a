internal import Alerts
internal import Batches
internal import Ledger

/// Whether an alert tells of something that was, and so has no end to be told.
func isEvent(_ alert: FollowedAlert) -> Bool { Alert.events.contains { $0.name == alert.key.name } }

/// Events that nobody has heard of yet. Only the pass that found one knows that it was; what it excuses stays quiet, so it
/// must go on until somebody was told, but for a day at most.
func untoldEvents(_ state: LedgerState, _ facts: PassFacts) -> [HeldAlert] {
  let holding = Set(facts.holding.map(\.key))
  return state.alerts.values.filter { alert in
    isEvent(alert) && alert.told == nil && !holding.contains(alert.key) && facts.now - alert.since < .days(1)
  }.map { alert in
    var held = HeldAlert(
      alert.key, severity: alert.severity, team: alert.team, text: alert.text, runbook: alert.runbook)
    held.isOurs = true
    return held
  }
}
