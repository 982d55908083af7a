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
  let shownBefore: Timestamp?
  /// Whether the last pass found that Alertmanager answers, and that its notifications fail.
  let reachedNobody: Bool

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
