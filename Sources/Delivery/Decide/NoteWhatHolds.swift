internal import AlertPath
internal import Batches
internal import Ledger

/// What holds on this host, and what of it is news.
extension Decider {
  /// What was remembered by a clock that has been set back since would keep everything waiting until that time comes.
  mutating func forgetTheFuture() {
    state.restarted = state.restarted.map { min($0, now) }
    state.lastShown = state.lastShown.map { min($0, now) }
    state.rejoined = state.rejoined.map { min($0, now) }
    state.unsettled = state.unsettled.filter { $0.value > now && $0.value <= now + .days(1) }
    for (key, var alert) in state.alerts {
      alert.since = min(alert.since, now)
      alert.cleared = alert.cleared.map { min($0, now) }
      alert.active = alert.active.map { min($0, now) }
      alert.lacking = alert.lacking.map { min($0, now) }
      if let told = alert.told { alert.told = FollowedAlert.Told(told.way, at: min(told.at, now)) }
      if let silence = alert.silence, let mail = facts.mail, silence.end > now + mail.repeatEvery + facts.intervals(22)
      {
        leave(silence, of: key, atOnce: true)
        alert.silence = nil
      }
      state.alerts[key] = alert
    }
  }

  mutating func noteWhatHolds() {
    for alert in facts.holding {
      var followed =
        goesOn(alert.key)
        ?? FollowedAlert(
          alert.key, severity: alert.severity, team: alert.team, text: alert.text, runbook: alert.runbook,
          since: min(alert.since ?? now, now))
      if followed.severity != alert.severity || followed.team != alert.team {
        // To Alertmanager it is another alert, which it has told nobody.
        followed.active = nil
        followed.lacking = nil
        if let silence = followed.silence { leave(silence, of: alert.key, atOnce: true) }
        followed.silence = nil
      }
      followed.severity = alert.severity
      followed.team = alert.team
      followed.text = alert.text
      followed.runbook = alert.runbook
      followed.cleared = nil
      state.alerts[alert.key] = followed
    }
    for key in keys where held[key] == nil {
      let cleared = state.alerts[key]?.cleared
      if !facts.unknown.contains(key.name) {
        if cleared != nil { continue }
        state.alerts[key]?.cleared = now
        // From now on it is the end that may be lacking there.
        state.alerts[key]?.lacking = nil
      } else if let cleared, now - cleared < facts.intervals(1.5) {
        // Of what nobody knows whether it holds, nothing is said anew; one look proves no end.
        state.alerts[key]?.cleared = nil
      }
    }
    state.excused = state.excused.filter { key, moment in
      facts.unknown.contains(key.name) || held[key]?.moment == moment
    }
  }

  /// What is followed of an alert that holds; nil where it is news. That it had ended is old news once two passes have seen
  /// it and people know of it, or would if its thread did not wait for others to end.
  private mutating func goesOn(_ key: AlertKey) -> FollowedAlert? {
    guard let alert = state.alerts[key], let cleared = alert.cleared,
      alert.isEndTold || (alert.told?.way == .mail && now - cleared >= facts.intervals(15))
    else { return state.alerts[key] }
    drop(alert)
    return nil
  }
}
