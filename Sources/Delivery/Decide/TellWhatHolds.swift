internal import AlertPath
internal import Alerts
internal import Batches
internal import Ledger

extension Decider {
  mutating func tellWhatHolds() {
    var toMail: [FollowedAlert] = []
    let pathIsTold = brokenPathIsWorthTelling
    for key in keys {
      guard var alert = state.alerts[key], let current = held[key], state.excused[key] == nil else { continue }
      let isOfPath = !key.link.isEmpty
      guard now - alert.since >= current.patience || (isOfPath && pathIsTold) else { continue }
      switch way(of: alert) {
      case .stack: leaveToStack(&alert, current)
      case .alertmanager: bringToAlertmanager(&alert, current)
      case .mail:
        alert.isPosted = false
        if isOfPath, alert.told == nil, let thread = openPathThread {
          alert.told = FollowedAlert.Told(.mail, at: now)
          alert.thread = thread
        } else if mustMail(alert) {
          toMail.append(alert)
        }
      case nil: keepAlive(alert)
      }
      state.alerts[key] = alert
    }
    keepUnknownAlive()
    order(toMail)
  }

  // MARK: The path itself

  /// Whether a broken link was told, or has been broken long enough. Those that break with it are one trouble, and none of
  /// them waits for itself.
  private var brokenPathIsWorthTelling: Bool {
    state.alerts.values.contains { alert in
      guard !alert.key.link.isEmpty, alert.cleared == nil, let current = held[alert.key] else { return false }
      return alert.told != nil || now - alert.since >= current.patience
    }
  }

  /// The thread in which people were mailed that the path is broken; nil where they were not, or it works again.
  private var openPathThread: Int64? {
    keys.lazy.compactMap { state.alerts[$0] }
      .first { !$0.key.link.isEmpty && $0.cleared == nil && $0.told?.way == .mail && $0.thread != nil }?.thread
  }

  // MARK: The stack

  /// Posts what holds here and would soon end in Alertmanager, because Prometheus has stopped sending it: people would
  /// hear that it is over, and once the path is known to be broken, that it is not.
  private mutating func keepAlive(_ alert: FollowedAlert) {
    guard alert.told?.way != .mail, let end = facts.seen?[alert.key]?.end, end - now < facts.intervals(2),
      !decision.posts.contains(alert.key)
    else { return }
    decision.posts.append(alert.key)
  }

  /// What was posted must not end because nobody knows any more whether it holds.
  private mutating func keepUnknownAlive() {
    guard facts.way == .stack || facts.way == .alertmanager else { return }
    decision.posts += keys.filter { facts.unknown.contains($0.name) && state.alerts[$0]?.isPosted == true }
  }

  private mutating func leaveToStack(_ alert: inout FollowedAlert, _ current: HeldAlert) {
    let isLate = alert.lacking.map { max($0, alert.since) + current.delay + facts.intervals(4) <= now } ?? false
    alert.isPosted = current.isOurs || isLate
    hear(&alert, current)
    keepAlive(alert)
  }

  private mutating func bringToAlertmanager(_ alert: inout FollowedAlert, _ current: HeldAlert) {
    alert.isPosted = true
    alert.lacking = nil
    hear(&alert, current)
  }

  /// What Alertmanager does about the alert, now that it works.
  private mutating func hear(_ alert: inout FollowedAlert, _ current: HeldAlert) {
    withdrawMail(&alert)
    let isTold = alert.active.map { now - $0 >= facts.intervals(1.5) } ?? false
    switch alert.told?.way {
    case nil:
      if isTold { alert.told = FollowedAlert.Told(.stack, at: now) }
    case .stack:
      // It reminds people itself; what is counted is the time since it last could.
      alert.told = FollowedAlert.Told(.stack, at: now)
    case .mail:
      let next = reminder(alert)
      if isTold {
        alert.told = FollowedAlert.Told(.stack, at: now)
        alert.thread = nil
      } else if now < next {
        alert.isPosted = false
        if mayRepeat(alert) { decision.silences[alert.key] = next }
      }
    }
    if alert.isPosted { decision.posts.append(alert.key) }
  }

  /// Takes a mail back that no relay can have taken, since Alertmanager can tell again.
  private mutating func withdrawMail(_ alert: inout FollowedAlert) {
    guard let thread = alert.thread, alert.told == nil else { return }
    let mails = facts.waiting[thread] ?? []
    guard mails.allSatisfy({ !$0.isUnknown }) else { return }
    decision.withdrawn += mails.map(\.id).filter { !decision.withdrawn.contains($0) }
    alert.thread = nil
  }

  /// Whether Alertmanager could tell what a mail has told already, because Prometheus sends it, and no silence of ours
  /// keeps it from that.
  func mayRepeat(_ alert: FollowedAlert) -> Bool {
    facts.silencesMailed && facts.knowsLabels && facts.seen != nil && alert.silence == nil
      && Alert.named(alert.key.name)?.rule != nil
  }

  // MARK: Mail

  private func reminder(_ alert: FollowedAlert) -> Timestamp {
    guard let told = alert.told, let mail = facts.mail else { return Timestamp(milliseconds: .max) }
    return told.at + mail.repeatEvery
  }

  private func mustMail(_ alert: FollowedAlert) -> Bool {
    guard facts.mail != nil else { return false }
    if let until = alert.silencedUntil, now < until { return false }
    if alert.isInhibited, muteIsHeard(alert) { return false }
    if let thread = alert.thread, facts.waiting[thread]?.isEmpty == false { return false }
    return alert.told == nil || reminder(alert) <= now
  }

  /// Whether people were told of another alert, which muted this one when Alertmanager last answered.
  private func muteIsHeard(_ alert: FollowedAlert) -> Bool {
    state.alerts.values.contains { other in
      other.key != alert.key && other.told != nil && other.cleared == nil
        && (other.key.batch == alert.key.batch || other.key.batch.isEmpty)
    }
  }

  /// One mail for each batch and thread.
  private mutating func order(_ alerts: [FollowedAlert]) {
    var orders: [MailOrder] = []
    for alert in alerts {
      let isReminder = alert.told != nil
      let occasion: MailOrder.Occasion = isReminder ? .reminder : .firing
      let thread = alert.told?.way == .mail ? alert.thread : nil
      if isReminder { state.alerts[alert.key]?.told?.at = now }
      if let index = orders.firstIndex(where: {
        $0.batch == alert.key.batch && $0.occasion == occasion && $0.thread == thread
      }) {
        orders[index].alerts.append(alert)
      } else {
        orders.append(MailOrder(occasion: occasion, batch: alert.key.batch, alerts: [alert], thread: thread))
      }
    }
    decision.mails += orders
  }
}
