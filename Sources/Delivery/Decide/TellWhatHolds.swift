internal import AlertPath
internal import Alerts
internal import Batches
internal import Ledger

extension Decider {
  mutating func tellWhatHolds() {
    var toMail: [FollowedAlert] = []
    let pathIsTold = brokenPathIsWorthTelling
    for key in keys {
      guard var alert = state.alerts[key], let current = held[key], !isExcused(&alert) else { continue }
      let isOfPath = !key.link.isEmpty
      guard now - alert.since >= current.patience || (isOfPath && pathIsTold), !isToldAsStale(alert) else { continue }
      holdQuiet(&alert)
      switch way(of: alert) {
      case .stack: leaveToStack(&alert, current)
      case .alertmanager: bringToAlertmanager(&alert)
      case .mail:
        doubt(&alert, current)
        if alert.told?.way != .stack { alert.isPosted = false }
        if isOfPath, alert.told == nil, alert.thread == nil, let thread = openPathThread {
          alert.told = FollowedAlert.Told(.mail, at: now)
          alert.thread = thread
        } else if mustMail(alert) {
          toMail.append(alert)
        } else {
          keepFromRepeating(&alert)
        }
        // Or Alertmanager would call it over as soon as its notifications get through again.
        if alert.isPosted, facts.seen != nil { decision.posts.append(key) }
      case nil:
        if alert.isPosted, facts.seen != nil { decision.posts.append(key) } else { keepAlive(alert) }
      }
      state.alerts[key] = alert
    }
    keepMutingLinks()
    leaveUnknownAsItIs()
    order(toMail + endedInWithdrawnMails())
  }

  /// Whether a gap in the watching explains the alert, and nobody has heard of it. What the stack has told all the same
  /// goes on as any other, or nothing would keep that from calling it over.
  private func isExcused(_ alert: inout FollowedAlert) -> Bool {
    guard state.excused[alert.key] != nil, alert.told == nil else { return false }
    guard facts.way == .stack || facts.way == .alertmanager, isTold(alert) else { return true }
    alert.told = FollowedAlert.Told(.stack, at: now)
    return false
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

  /// Whether people hear from Alertmanager that no new exports of this host come, which is what a link before the heartbeat
  /// being broken looks like. Where that is told first, the shipped rules keep the other quiet.
  private func isToldAsStale(_ alert: FollowedAlert) -> Bool {
    guard alert.told == nil, !alert.isPosted, let link = Link(rawValue: alert.key.link),
      [.textfile, .nodeExporter, .scrape, .heartbeat].contains(link),
      let stale = facts.seen?[AlertKey("BatchwatchExportStale")]
    else { return false }
    return !stale.isSuppressed
  }

  /// The thread in which people were mailed that the path is broken; nil where they were not, or it works again.
  private var openPathThread: Int64? {
    keys.lazy.compactMap { state.alerts[$0] }
      .first { !$0.key.link.isEmpty && $0.cleared == nil && $0.told?.way == .mail && $0.thread != nil }?.thread
  }

  /// Whether it says that mails are not taken: a mail would tell that only when they are taken again.
  private func isAboutMail(_ alert: FollowedAlert) -> Bool { alert.key.link == Link.mail.rawValue && alert.told == nil }

  /// Keeps a link that works again in Alertmanager for as long as the heartbeat, which takes its time, isn't back: by the
  /// shipped rules it mutes that. Without it, people would hear just now that the path is broken.
  private mutating func keepMutingLinks() {
    guard let seen = facts.seen, facts.holding.contains(where: { $0.key.link == Link.heartbeat.rawValue }) else {
      return
    }
    for key in keys where !key.link.isEmpty && held[key] == nil && seen[key] != nil {
      guard state.alerts[key]?.isPosted == true, !decision.posts.contains(key) else { continue }
      decision.posts.append(key)
    }
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

  /// Of what nobody knows any more whether it holds, nothing is mailed; but what was posted must not end because of that,
  /// and what Alertmanager does about it goes on.
  private mutating func leaveUnknownAsItIs() {
    guard facts.way == .stack || facts.way == .alertmanager else { return }
    for key in keys where facts.unknown.contains(key.name) && held[key] == nil && state.excused[key] == nil {
      guard var alert = state.alerts[key], alert.cleared == nil else { continue }
      hear(&alert)
      keepAlive(alert)
      state.alerts[key] = alert
    }
  }

  private mutating func leaveToStack(_ alert: inout FollowedAlert, _ current: HeldAlert) {
    let isLate = alert.lacking.map { max($0, alert.since) + current.delay + facts.intervals(4) <= now } ?? false
    alert.isPosted = current.isOurs || isLate
    hear(&alert)
    keepAlive(alert)
  }

  private mutating func bringToAlertmanager(_ alert: inout FollowedAlert) {
    alert.isPosted = true
    alert.lacking = nil
    hear(&alert)
  }

  /// What Alertmanager does about the alert, now that it works.
  private mutating func hear(_ alert: inout FollowedAlert) {
    withdrawMail(&alert)
    let isTold = isTold(alert)
    switch alert.told?.way {
    case nil:
      if isTold { alert.told = FollowedAlert.Told(.stack, at: now) }
    case .stack:
      lift(&alert)
      // It reminds people itself; what is counted is the time since it last could.
      if alert.silence == nil { alert.told = FollowedAlert.Told(.stack, at: now) }
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

  /// Whether Alertmanager has told people of it: it shows it for a while, and notifications got through meanwhile, as far
  /// as its counters say.
  func isTold(_ alert: FollowedAlert) -> Bool {
    guard state.unsettled[alert.key] == nil, let active = alert.active, now - active >= facts.intervals(1.5)
    else { return false }
    guard let before = alert.notified, let notified = facts.notified else { return true }
    // A restart sets the counters back.
    return notified != before
  }

  /// Takes a mail back that no relay can have taken, since Alertmanager can tell again, or remind.
  private mutating func withdrawMail(_ alert: inout FollowedAlert) {
    guard let thread = alert.thread, alert.told?.way != .mail else { return }
    let mails = facts.waiting[thread] ?? []
    guard mails.allSatisfy({ !$0.isUnknown }) else { return }
    decision.withdrawn += mails.map(\.id).filter { !decision.withdrawn.contains($0) }
    if !facts.toldThreads.contains(thread) { alert.thread = nil }
  }

  /// What has ended meanwhile and stood in a mail that was taken back for others: nobody else would tell it.
  private mutating func endedInWithdrawnMails() -> [FollowedAlert] {
    let threads = Set(decision.withdrawn.compactMap { id in facts.waiting.first { $1.contains { $0.id == id } }?.key })
    return keys.compactMap { key in
      guard let alert = state.alerts[key], alert.told == nil, let thread = alert.thread, threads.contains(thread)
      else { return nil }
      state.alerts[key]?.thread = nil
      return alert.cleared == nil ? nil : alert
    }
  }

  // MARK: Mail

  /// That Alertmanager told an alert is not believed where its notifications turn out to fail soon after it can have got the
  /// alert: a server that doesn't answer is noticed only after minutes.
  private func doubt(_ alert: inout FollowedAlert, _ current: HeldAlert) {
    guard facts.seen != nil, alert.told?.way == .stack else { return }
    if now < alert.since + current.delay + facts.intervals(10) { alert.told = nil }
  }

  func reminder(_ alert: FollowedAlert) -> Timestamp {
    guard let told = alert.told, let mail = facts.mail else { return Timestamp(milliseconds: .max) }
    // What only we send ends there once we don't reach it, and people hear that it is over: they must hear that it isn't.
    // It ends there after five intervals, and is told at most five later; unless a silence of ours kept that quiet.
    let isQuiet = alert.silence.map { $0.end > now } ?? false
    if told.way == .stack, alert.isPosted, facts.seen == nil, !isQuiet { return told.at + facts.intervals(11) }
    return told.at + mail.repeatEvery
  }

  private func mustMail(_ alert: FollowedAlert) -> Bool {
    guard facts.mail != nil, !isAboutMail(alert) else { return false }
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
      let thread = isReminder ? alert.thread : nil
      if isReminder {
        state.alerts[alert.key]?.told?.at = now
        state.alerts[alert.key]?.isPosted = false
      }
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
