internal import AlertPath
internal import Batches
package import Ledger

/// Decides whom to tell what by which way, and brings what is followed up to date.
///
/// The rules, in their order for each alert:
/// 1. The stack tells, where it works: what Alertmanager shows as active for a while counts as told. What it mutes stays
///    untold.
/// 2. What Prometheus doesn't bring to Alertmanager is posted there, as long as it holds.
/// 3. Where Alertmanager reaches nobody, a mail tells; then its end is told by mail too.
///
/// Nobody is told twice: what a mail told is silenced in Alertmanager once that is back, and a mail that still waits is
/// withdrawn when the stack can tell.
package func decide(_ facts: PassFacts, _ state: inout LedgerState) -> Decision {
  var facts = facts
  facts.holding += untoldEvents(state, facts)
  var decider = Decider(facts: facts, state: state)
  decider.forgetTheFuture()
  decider.noteWhatHolds()
  decider.noteWhatAlertmanagerShows()
  decider.noteWhatMailsTold()
  decider.noteWhatBothTold()
  decider.noteWhatWasUnderWay()
  decider.tellWhatHolds()
  decider.tellWhatEnded()
  decider.endLeftSilences()
  decider.decision.mails = digested(decider.decision.mails)
  decider.state.notified = facts.notified ?? state.notified
  state = decider.state
  return decider.decision
}

struct Decider {
  let facts: PassFacts
  var state: LedgerState
  var decision = Decision()
  let held: [AlertKey: HeldAlert]
  let now: Timestamp
  /// When Alertmanager last showed its alerts before this pass.
  private let shownBefore: Timestamp?
  /// Whether the last pass found that Alertmanager answers, and that its notifications fail.
  private let reachedNobody: Bool

  init(facts: PassFacts, state: LedgerState) {
    self.facts = facts
    self.state = state
    now = facts.now
    shownBefore = state.lastShown
    let wasShown = state.lastShown.map { facts.now - $0 <= facts.intervals(1.5) } ?? false
    reachedNobody = wasShown && state.way == Way.mail.rawValue
    held = Dictionary(facts.holding.map { ($0.key, $0) }) { first, _ in first }
    self.state.way = facts.way?.rawValue ?? ""
    let isWorse = facts.way == .alertmanager || facts.way == .mail
    self.state.worsePasses = isWorse ? state.worsePasses + 1 : 0
  }

  /// Alerts in an order that never depends on chance.
  var keys: [AlertKey] { state.alerts.keys.sorted() }

  // MARK: What is so

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

  /// Leaves a silence of an alert that is followed no more, or not by it. Prometheus may go on sending what is over: it
  /// keeps it firing for five minutes, and sends its end for a quarter of an hour.
  mutating func leave(_ silence: FollowedAlert.OwnSilence, of key: AlertKey, atOnce: Bool = false) {
    state.leftSilences[silence.id] = LeftSilence(key, until: atOnce ? now : now + facts.intervals(22), end: silence.end)
  }

  /// Ends what is left of silences, also those that would keep an alert quiet that holds anew. Each is remembered until
  /// Alertmanager has ended it, for the next failure must be heard.
  mutating func endLeftSilences() {
    for (id, silence) in state.leftSilences.sorted(by: { $0.key < $1.key }) {
      if silence.end <= now {
        state.leftSilences[id] = nil
      } else if let seen = facts.seen {
        // Once it is over there too, nothing is left to keep quiet.
        let isOver = seen[silence.key] == nil && silence.until - now <= facts.intervals(15)
        if held[silence.key] != nil || isOver || silence.until <= now { decision.endedSilences.append(id) }
      }
    }
  }

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

  /// Who told of it first tells its end: a reminder by mail takes nothing from Alertmanager, which knows that it has told.
  mutating func noteWhatMailsTold() {
    for key in keys where state.alerts[key]?.told == nil {
      guard let thread = state.alerts[key]?.thread, facts.toldThreads.contains(thread) else { continue }
      state.alerts[key]?.told = FollowedAlert.Told(.mail, at: now)
    }
  }

  /// What was mailed while Alertmanager was away, and is shown by one that ran all the while.
  ///
  /// If it has notified somebody meanwhile and was out of our reach alone, it has told too, and tells the end. Kept from
  /// that, it would believe that the alert goes on, and tell nobody of the next time. If it was cut off from all, it may
  /// have told in the moment of its return; then what it tells of the next time is not counted on, for as long as it
  /// usually waits before it repeats.
  mutating func noteWhatBothTold() {
    guard let seen = facts.seen, facts.restarted == nil, let shownBefore, now - shownBefore > facts.intervals(1.5),
      let before = state.notified, let notified = facts.notified, notified != before
    else { return }
    // What is told of the path itself is told by mail each time it breaks there.
    for key in keys where key.link.isEmpty {
      guard let alert = state.alerts[key], let told = alert.told, told.way == .mail, told.at > shownBefore,
        alert.silence == nil, let shown = seen[key], !shown.isSuppressed
      else { continue }
      if facts.isDoubtful {
        state.unsettled[key] = now + .hours(12)
      } else {
        state.alerts[key]?.told = FollowedAlert.Told(.stack, at: now)
        state.alerts[key]?.thread = nil
      }
    }
  }

  /// A notification that Alertmanager had begun before our silence was there goes on, and may have got through just now:
  /// that takes it five intervals at most. Then nobody knows whether it takes the next time for this one.
  mutating func noteWhatWasUnderWay() {
    guard reachedNobody, let before = state.notified, let notified = facts.notified, notified > before else { return }
    for key in keys {
      guard let alert = state.alerts[key], let told = alert.told, told.way == .mail, alert.silence != nil,
        now - told.at <= facts.intervals(6)
      else { continue }
      state.unsettled[key] = now + .hours(12)
    }
  }

  /// Whether an alert holds for so long, and Alertmanager still lacks it, that no way can be trusted, whatever is found of
  /// them: one that comes and goes at every pass, or that takes what is posted and forgets it. Or it has the alert, and may
  /// believe that people know of it from the last time.
  private func isOverdue(_ alert: FollowedAlert) -> Bool {
    guard facts.mail != nil, alert.told == nil, let current = held[alert.key] else { return false }
    if let shown = facts.seen?[alert.key] {
      guard state.unsettled[alert.key] != nil, !shown.isSuppressed else { return false }
    }
    var since = max(alert.since, state.rejoined ?? alert.since)
    // What it showed until now, and whose notification we never saw, Prometheus soon sends again.
    if facts.way == .stack, let lacking = alert.lacking { since = max(since, lacking) }
    return since + current.patience + current.delay + facts.intervals(16) <= now
  }

  /// The way for an alert; nil where a second look must first confirm that the stack is broken. Where Prometheus knows
  /// nothing of the alert, there is nothing to wait for.
  func way(of alert: FollowedAlert) -> Way? {
    guard let way = facts.way, !isOverdue(alert) else { return .mail }
    if way == .stack || state.worsePasses >= 2 || held[alert.key]?.isOurs == true { return way }
    return nil
  }
}
