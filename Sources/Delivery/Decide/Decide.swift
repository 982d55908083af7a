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
  var decider = Decider(facts: facts, state: state)
  decider.noteWhatHolds()
  decider.endLeftSilences()
  decider.noteWhatAlertmanagerShows()
  decider.noteWhatMailsTold()
  decider.tellWhatHolds()
  decider.tellWhatEnded()
  decider.decision.mails = digested(decider.decision.mails)
  state = decider.state
  return decider.decision
}

struct Decider {
  let facts: PassFacts
  var state: LedgerState
  var decision = Decision()
  let held: [AlertKey: HeldAlert]
  let now: Timestamp

  init(facts: PassFacts, state: LedgerState) {
    self.facts = facts
    self.state = state
    now = facts.now
    held = Dictionary(facts.holding.map { ($0.key, $0) }) { first, _ in first }
    self.state.way = facts.way?.rawValue ?? ""
    let isWorse = facts.way == .alertmanager || facts.way == .mail
    self.state.worsePasses = isWorse ? state.worsePasses + 1 : 0
  }

  /// Alerts in an order that never depends on chance.
  var keys: [AlertKey] { state.alerts.keys.sorted() }

  // MARK: What is so

  mutating func noteWhatHolds() {
    for alert in facts.holding {
      var followed =
        goesOn(alert.key)
        ?? FollowedAlert(
          alert.key, severity: alert.severity, team: alert.team, text: alert.text, runbook: alert.runbook,
          since: min(alert.since ?? now, now))
      followed.severity = alert.severity
      followed.team = alert.team
      followed.text = alert.text
      followed.runbook = alert.runbook
      followed.cleared = nil
      state.alerts[alert.key] = followed
    }
    for key in keys where held[key] == nil && state.alerts[key]?.cleared == nil {
      // Of what nobody knows whether it holds, nothing is said anew.
      if !facts.unknown.contains(key.name) { state.alerts[key]?.cleared = now }
    }
    state.excused = state.excused.filter { held[$0.key]?.moment == $0.value }
  }

  /// What is followed of an alert that holds; nil where it is news. That it had ended is old news once two passes have seen
  /// it and people know of it, or would if its thread did not wait for others to end.
  private mutating func goesOn(_ key: AlertKey) -> FollowedAlert? {
    guard let alert = state.alerts[key], let cleared = alert.cleared, alert.told?.way == .mail,
      now - cleared >= facts.intervals(15)
    else { return state.alerts[key] }
    drop(alert)
    return nil
  }

  /// Leaves a silence of an alert that is followed no more, or not by it. Prometheus may go on sending what is over: it
  /// keeps it firing for five minutes, and sends its end for a quarter of an hour.
  mutating func leave(_ silence: FollowedAlert.OwnSilence, of key: AlertKey, at once: Bool = false) {
    state.leftSilences[silence.id] = LeftSilence(key, until: once ? now : now + facts.intervals(22), end: silence.end)
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
    guard let seen = facts.seen else {
      for key in keys {
        state.alerts[key]?.active = nil
        state.alerts[key]?.lacking = nil
      }
      return
    }
    for key in keys {
      guard var alert = state.alerts[key] else { continue }
      if let shown = seen[key] {
        if let end = alert.silence?.end, end <= now { alert.silence = nil }
        let others = shown.silences.filter { $0 != alert.silence?.id && state.leftSilences[$0] == nil }
        alert.silencedUntil =
          others.isEmpty ? nil : others.map { facts.silenceEnds[$0] ?? now + facts.intervals(2) }.max()
        alert.isInhibited = shown.isInhibited
        alert.active = shown.isSuppressed ? nil : alert.active ?? now
        if !alert.isPosted { alert.lacking = nil }
      } else {
        alert.active = nil
        alert.isInhibited = false
        // While we post it nobody can see whether Prometheus would.
        alert.lacking = facts.knowsLabels ? alert.lacking ?? now : nil
      }
      state.alerts[key] = alert
    }
  }

  mutating func noteWhatMailsTold() {
    for key in keys {
      guard let thread = state.alerts[key]?.thread, facts.toldThreads.contains(thread) else { continue }
      if state.alerts[key]?.told?.way != .mail { state.alerts[key]?.told = FollowedAlert.Told(.mail, at: now) }
    }
  }

  /// The way for an alert; nil where a second look must first confirm that the stack is broken. Where Prometheus knows
  /// nothing of the alert, there is nothing to wait for.
  func way(of alert: FollowedAlert) -> Way? {
    guard let way = facts.way else { return .mail }
    if way == .stack || state.worsePasses >= 2 || held[alert.key]?.isOurs == true { return way }
    return nil
  }
}
