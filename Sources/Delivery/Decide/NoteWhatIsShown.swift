internal import AlertPath
internal import Batches
internal import Ledger

/// What Alertmanager shows of it, and which silences keep it quiet there.
extension Decider {
  mutating func noteWhatAlertmanagerShows() {
    // Where it was out of reach for long, nobody knows what it told before its new start.
    if let restarted = facts.restarted, now - restarted < facts.intervals(3) { state.restarted = now }
    guard let seen = facts.seen else {
      for key in keys {
        noteEndMeanwhile(of: key)
        // It may end before a second look confirms that Alertmanager is away, and before we would tell.
        if state.worsePasses != 1 { state.alerts[key]?.active = nil }
        noteSilences(of: key)
      }
      return
    }
    if facts.wasCutOff { disbelieve() }
    forgetLostSilences()
    state.lastShown = now
    for key in keys {
      if seen[key] == nil {
        if state.restarted == now { noteEndMeanwhile(of: key) }
        noteSilences(of: key)
      }
      guard var alert = state.alerts[key] else { continue }
      if let shown = seen[key] {
        noteOwnSilences(&alert, shown)
        let others = shown.silences.filter { $0 != alert.silence?.id && state.leftSilences[$0] == nil }
        alert.silencedUntil =
          others.isEmpty ? nil : others.map { facts.silenceEnds[$0] ?? now + facts.intervals(2) }.max()
        alert.isInhibited = shown.isInhibited
        if alert.active == nil { alert.notified = state.notified }
        alert.active = shown.isSuppressed ? nil : alert.active ?? now
        if !alert.isPosted || alert.cleared != nil { alert.lacking = nil }
      } else {
        alert.active = nil
        alert.isInhibited = false
        if let end = alert.silence?.end, end <= now {
          alert.silence = nil
          // It swallowed the end of what Alertmanager had told, which now takes the next time for the same.
          if alert.told?.way == .stack, alert.cleared != nil { state.unsettled[key] = now + .hours(12) }
        }
        if alert.lacking == nil { alert.notified = state.notified }
        // While we post it nobody can see whether Prometheus would.
        alert.lacking = facts.knowsLabels ? alert.lacking ?? now : nil
      }
      state.alerts[key] = alert
    }
  }

  /// What was over when Alertmanager went, and what it had notified somebody of since it had the alert, it may have told:
  /// then its end is still to be told.
  private mutating func noteEndMeanwhile(of key: AlertKey) {
    guard let alert = state.alerts[key], alert.cleared != nil, alert.told == nil, alert.active != nil,
      alert.notified == nil || alert.notified != state.notified
    else { return }
    state.alerts[key]?.told = FollowedAlert.Told(.stack, at: now)
  }

  /// What Alertmanager doesn't show it can't call muted, but its silences say so. While it is away, what it last called
  /// muted stays so too: it knows patterns that we don't.
  private mutating func noteSilences(of key: AlertKey) {
    guard let muted = facts.mutedUntil else { return }
    let last = facts.seen == nil ? state.alerts[key]?.silencedUntil : nil
    state.alerts[key]?.silencedUntil = [muted[key], last].compactMap(\.self).max()
  }

  /// What Alertmanager had told before it was cut off, it has called over since. Only what it, or a mail, tells from now
  /// on is known to people; and nothing may keep it from that.
  private mutating func disbelieve() {
    state.rejoined = now
    for key in keys {
      guard let alert = state.alerts[key], let told = alert.told, told.way == .stack, alert.silence == nil,
        let last = state.lastShown, told.at <= last
      else { continue }
      state.alerts[key]?.told = nil
      state.alerts[key]?.active = nil
    }
  }

  /// Forgets a silence of ours that Alertmanager lost in a crash, also of an alert that it doesn't have again yet: then a
  /// new one is there before it tells.
  private mutating func forgetLostSilences() {
    guard let known = facts.ownSilences else { return }
    for key in keys {
      guard let silence = state.alerts[key]?.silence, silence.end > now, !known.contains(silence.id) else { continue }
      leave(silence, of: key, atOnce: true)
      state.alerts[key]?.silence = nil
    }
  }

  /// Finds the silences of ours that mute an alert, also those that a kill kept us from remembering, and forgets one that
  /// mutes it no more: it is over, was lost in a crash of Alertmanager, or is of other labels.
  private mutating func noteOwnSilences(_ alert: inout FollowedAlert, _ shown: SeenAlert) {
    if let silence = alert.silence, silence.end <= now || !shown.silences.contains(silence.id) {
      if silence.end > now { leave(silence, of: alert.key, atOnce: true) }
      alert.silence = nil
    }
    for id in shown.silences where facts.ownSilences?.contains(id) == true && state.leftSilences[id] == nil {
      let silence = FollowedAlert.OwnSilence(id: id, end: facts.silenceEnds[id] ?? now + facts.intervals(22))
      if alert.told != nil, alert.silence == nil {
        alert.silence = silence
      } else if id != alert.silence?.id {
        leave(silence, of: alert.key, atOnce: true)
      }
    }
  }
}
