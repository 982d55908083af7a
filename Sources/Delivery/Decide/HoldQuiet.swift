internal import Alerts
internal import Batches
package import Ledger

/// Whether the next pass must come soon, so that a silence is there before Alertmanager repeats what a mail has told: it
/// may be back at any moment; or only its notifications fail, and it goes on for five minutes with each that it has begun.
/// - Parameters:
///   - mailed: the alerts of which a mail was taken.
///   - isAway: whether no Alertmanager of those that are configured answers.
package func mustHurry(_ state: LedgerState, _ facts: PassFacts, mailed: Set<AlertKey>, isAway: Bool) -> Bool {
  let canSilence = facts.reachesNobody && facts.silencesMailed && facts.knowsLabels
  return state.alerts.values.contains { alert in
    guard alert.told?.way == .mail || (alert.told == nil && mailed.contains(alert.key)) else { return false }
    let isLoud = alert.silence == nil && alert.cleared == nil && alert.key.link.isEmpty
    return isAway || (canSilence && isLoud && Alert.named(alert.key.name)?.rule != nil)
  }
}

/// Silences of ours keep Alertmanager from telling people what they know.
extension Decider {
  /// Whether Prometheus sends the alert too, or Alertmanager still has it from us, and a silence may keep it from telling.
  func canRepeat(_ alert: FollowedAlert) -> Bool {
    facts.silencesMailed && (Alert.named(alert.key.name)?.rule != nil || facts.seen?[alert.key] != nil)
  }

  /// Whether Alertmanager could tell what people know already, and no silence of ours keeps it from that.
  func mayRepeat(_ alert: FollowedAlert) -> Bool {
    canRepeat(alert) && facts.knowsLabels && facts.seen != nil && alert.silence == nil
  }

  /// Keeps Alertmanager from calling over what it has told and what holds on here.
  ///
  /// Where Prometheus no longer sees this host, it ends the host's alerts after some minutes (`keep_firing_for`), and sends
  /// their end for a quarter of an hour, so posting them would only make them end and begin again. A silence of exactly
  /// that alert keeps both from people, who know of it; it ends when that time is over, or as soon as Prometheus sees the
  /// host again.
  mutating func holdQuiet(_ alert: inout FollowedAlert) {
    guard alert.told?.way == .stack, !alert.isPosted, facts.isDoubtful || alert.lacking != nil, mayRepeat(alert) else {
      return
    }
    decision.silences[alert.key] = now + facts.intervals(25)
  }

  /// Ends such a silence when Prometheus sends the alert again.
  mutating func lift(_ alert: inout FollowedAlert) {
    guard let silence = alert.silence, !facts.isDoubtful, facts.seen?[alert.key] != nil, !alert.isPosted else { return }
    leave(silence, of: alert.key, atOnce: true)
    alert.silence = nil
  }

  /// Keeps Alertmanager, none of whose notifications get through, from repeating what was mailed as soon as they do again.
  /// Of the path itself it may tell, or nobody would notice that.
  mutating func keepFromRepeating(_ alert: inout FollowedAlert) {
    guard facts.reachesNobody, alert.key.link.isEmpty, alert.told?.way == .mail, mayRepeat(alert) else { return }
    decision.silences[alert.key] = reminder(alert)
  }
}
