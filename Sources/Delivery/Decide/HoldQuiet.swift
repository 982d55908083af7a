internal import Batches
internal import Ledger

extension Decider {
  /// Keeps Alertmanager from calling over what it has told and what holds on here.
  ///
  /// Where Prometheus no longer sees this host, it ends the host's alerts after some minutes (`keep_firing_for`), and sends
  /// their end for a quarter of an hour, so posting them would only make them end and begin again. A silence of exactly
  /// that alert keeps both from people, who know of it; it ends as soon as Prometheus sees the host again.
  mutating func holdQuiet(_ alert: inout FollowedAlert) {
    guard alert.told?.way == .stack, !alert.isPosted, facts.isDoubtful || alert.lacking != nil, mayRepeat(alert) else {
      return
    }
    decision.silences[alert.key] = now + (facts.mail?.repeatEvery ?? .hours(4))
  }

  /// Ends such a silence when Prometheus sends the alert again.
  mutating func lift(_ alert: inout FollowedAlert) {
    guard let silence = alert.silence, !facts.isDoubtful, facts.seen?[alert.key] != nil else { return }
    leave(silence, of: alert.key, atOnce: true)
    alert.silence = nil
  }

  /// What becomes of an alert that ended while such a silence held.
  /// - Returns: whether a mail must tell its end, because Alertmanager won't.
  mutating func endInQuiet(_ alert: FollowedAlert) -> Bool {
    var alert = alert
    lift(&alert)
    // Alertmanager has it still, and tells its end.
    if alert.silence == nil {
      drop(alert)
      return false
    }
    if facts.mail?.sendResolved == true { return true }
    drop(alert)
    return false
  }
}
