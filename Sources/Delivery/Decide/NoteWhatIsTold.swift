internal import AlertPath
internal import Batches
internal import Ledger

/// What people know, and what nobody can be sure that they know.
extension Decider {
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
}
