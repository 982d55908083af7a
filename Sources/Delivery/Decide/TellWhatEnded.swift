internal import AlertPath
internal import Alerts
internal import Batches
internal import Ledger

extension Decider {
  mutating func tellWhatEnded() {
    var ended: [FollowedAlert] = []
    for key in keys {
      guard let alert = state.alerts[key], let cleared = alert.cleared, !facts.unknown.contains(key.name) else {
        continue
      }
      if alert.told?.way == .mail { quietEnd(alert, cleared) }
      // A second look confirms the end.
      guard cleared < now else { continue }
      if alert.isEndTold {
        forget(alert, cleared)
      } else if alert.told != nil, isEvent(alert) {
        drop(alert)
      } else {
        switch alert.told?.way {
        case nil: leaveUntold(alert, cleared)
        case .mail: ended.append(alert)
        case .stack: if mustMailEnd(alert, cleared) { ended.append(alert) }
        }
      }
    }
    orderEnds(ended)
  }

  /// Ends what nobody is known to have heard of. What Alertmanager shows it may have told, or tells now.
  private mutating func leaveUntold(_ alert: FollowedAlert, _ cleared: Timestamp) {
    if isBeingMailed(alert) {
      takeBackPathMail(alert)
      return
    }
    if isTold(alert) {
      state.alerts[alert.key]?.told = FollowedAlert.Told(.stack, at: now)
    } else if alert.active == nil || now - cleared >= facts.intervals(60) {
      drop(alert)
    }
  }

  /// Whether a mail about it still waits. It is sent all the same: something was wrong, and nobody has heard.
  private func isBeingMailed(_ alert: FollowedAlert) -> Bool {
    if let thread = alert.thread, facts.waiting[thread]?.isEmpty == false { return true }
    return decision.mails.contains { order in order.alerts.contains { $0.key == alert.key } }
  }

  /// Takes a mail back that waits and says nothing but that the path is broken, once the whole path works again: what
  /// happened meanwhile is told on its own.
  private mutating func takeBackPathMail(_ alert: FollowedAlert) {
    guard facts.way == .stack, !alert.key.link.isEmpty, let thread = alert.thread, let waiting = facts.waiting[thread],
      waiting.allSatisfy({ !$0.isUnknown }),
      state.alerts.values.allSatisfy({ $0.thread != thread || (!$0.key.link.isEmpty && $0.cleared != nil) })
    else { return }
    decision.withdrawn += waiting.map(\.id).filter { !decision.withdrawn.contains($0) }
    for other in state.alerts.values where other.thread == thread { drop(other) }
  }

  // MARK: Told by mail

  /// Keeps Alertmanager quiet about what was mailed and is over: until Prometheus has seen that too, it sends the alert on.
  /// A silence that would end before is followed by a longer one.
  private mutating func quietEnd(_ alert: FollowedAlert, _ cleared: Timestamp) {
    guard canRepeat(alert), facts.knowsLabels, facts.seen != nil else { return }
    if let silence = alert.silence {
      guard silence.end < cleared + facts.intervals(22) else { return }
      leave(silence, of: alert.key)
    }
    decision.silences[alert.key] = now + facts.intervals(22)
  }

  /// Forgets what ended and was told as ended, once Alertmanager can't tell it any more, or tells the end itself.
  private mutating func forget(_ alert: FollowedAlert, _ cleared: Timestamp) {
    switch alert.told?.way {
    case .stack:
      if facts.seen != nil, facts.way != .mail { forgetEnd(alert) } else if now - cleared > .days(5) { drop(alert) }
    default:
      // So long Prometheus may send it, kept firing for five minutes.
      if alert.silence != nil || now - cleared >= facts.intervals(8) { drop(alert) }
    }
  }

  // MARK: Told by Alertmanager

  /// What Alertmanager told of it also ends, as far as it can. - Returns: whether a mail must say so instead.
  private mutating func mustMailEnd(_ alert: FollowedAlert, _ cleared: Timestamp) -> Bool {
    let age = now - cleared
    guard let seen = facts.seen, way(of: alert) != .mail else {
      // It may come back in time to say so itself: Prometheus goes on firing for five minutes, and tells the end for a
      // quarter of an hour.
      return facts.way == .mail && age >= facts.intervals(22)
    }
    withdraw("reminder", of: alert.thread)
    if seen[alert.key] != nil {
      // It ends there when Prometheus says so, or when what it was sent last expires; and that people must hear.
      if let silence = alert.silence { leave(silence, of: alert.key, atOnce: true) }
      state.alerts[alert.key]?.silence = nil
      if age >= facts.intervals(60) { drop(alert, atOnce: true) }
    } else if alert.silence != nil || wasLost(alert) {
      forgetEnd(alert)
    } else if isOnlyReminded(alert) {
      return true
    } else if isEndNotified(alert) {
      drop(alert)
    }
    return false
  }

  /// Whether a mail had the last word, that it holds on, of what only we send: what Alertmanager said of its end came
  /// before that.
  private func isOnlyReminded(_ alert: FollowedAlert) -> Bool {
    guard let thread = alert.thread, facts.toldThreads.contains(thread) else { return false }
    return !alert.isPosted && Alert.named(alert.key.name)?.rule == nil
  }

  /// Whether Alertmanager, which lacks the alert, has had time to say that it is over.
  private func isEndNotified(_ alert: FollowedAlert) -> Bool {
    guard let lacking = alert.lacking else { return true }
    if let before = alert.notified, let notified = facts.notified, notified != before { return true }
    return now - lacking >= facts.intervals(6)
  }

  /// Stops following what Alertmanager told and has lost, or was kept from ending: it believes that it goes on, and would
  /// tell nobody of the next time. So it gets it once more, and says that it is over when nobody sends it again.
  private mutating func forgetEnd(_ alert: FollowedAlert) {
    if alert.silence != nil || wasLost(alert) {
      decision.lastPosts.append(alert)
      // So long it takes to expire there, and to be told as over.
      state.unsettled[alert.key] = now + facts.intervals(20)
    }
    withdraw("resolved", of: alert.thread)
    drop(alert, atOnce: true)
  }

  /// Whether Alertmanager went before it could tell the end, and has lost the alert.
  private func wasLost(_ alert: FollowedAlert) -> Bool {
    guard let restarted = state.restarted, now - restarted < facts.intervals(3), let lacking = alert.lacking,
      lacking <= restarted, !isEndSentOn(alert, restarted)
    else { return false }
    return lacking == restarted || alert.notified == nil || alert.notified == state.notified
  }

  /// Whether Prometheus tells it of the end, also after a new start: what it fired it keeps firing for five minutes, and
  /// sends the end for a quarter of an hour. What came from us would only begin and end once more.
  private func isEndSentOn(_ alert: FollowedAlert, _ restarted: Timestamp) -> Bool {
    guard let cleared = alert.cleared, facts.way == .stack, !alert.isPosted, !alert.key.batch.isEmpty,
      Alert.named(alert.key.name)?.rule != nil
    else { return false }
    return restarted - cleared < facts.intervals(18)
  }

  // MARK: By mail

  /// The end of what a thread told of a batch is told once all of that has ended. Other batches of a mail about many go on
  /// without it: a batch that fails again must be news.
  private mutating func orderEnds(_ alerts: [FollowedAlert]) {
    for (thread, group) in Dictionary(grouping: alerts, by: \.thread).sorted(by: { ($0.key ?? 0) < ($1.key ?? 0) }) {
      let others = state.alerts.values.filter { other in
        thread != nil && other.thread == thread && !other.isEndTold && !group.contains { $0.key == other.key }
      }
      if others.isEmpty { withdraw("reminder", of: thread) }
      for (batch, ended) in Dictionary(grouping: group, by: \.key.batch).sorted(by: { $0.key < $1.key }) {
        if others.contains(where: { $0.key.batch == batch }) { continue }
        if facts.mail?.sendResolved == true {
          decision.mails.append(MailOrder(occasion: .resolved, batch: batch, alerts: ended, thread: thread))
        }
        for alert in ended { end(alert) }
      }
    }
  }

  /// Takes back a mail that waits and that nobody needs any more: that something holds which doesn't, or that something is
  /// over of which Alertmanager can say so itself.
  private mutating func withdraw(_ occasion: String, of thread: Int64?) {
    let late = thread.flatMap { facts.waiting[$0] }?.filter { $0.occasion == occasion && !$0.isUnknown } ?? []
    decision.withdrawn += late.map(\.id).filter { !decision.withdrawn.contains($0) }
  }

  /// Follows an alert on, whose end is told, where Alertmanager may still make news of it when it is back.
  private mutating func end(_ alert: FollowedAlert) {
    guard facts.way != nil, alert.told?.way == .stack || (canRepeat(alert) && alert.silence == nil) else {
      drop(alert)
      return
    }
    state.alerts[alert.key]?.isEndTold = true
  }

  /// Stops following.
  mutating func drop(_ alert: FollowedAlert, atOnce: Bool = false) {
    state.alerts[alert.key] = nil
    if let silence = alert.silence, silence.end > now { leave(silence, of: alert.key, atOnce: atOnce) }
  }
}
