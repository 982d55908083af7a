internal import AlertPath
internal import Alerts
internal import Arguments
internal import BatchTracker
internal import Batches
internal import Delivery
internal import Ledger
internal import Metrics
internal import Platform

extension Pass {
  /// Adds what scripts have raised.
  func addRaised(_ facts: inout PassFacts, _ standing: [StandingBatch]) {
    let runbooks = Dictionary(standing.map { ($0.report.definition.name, $0.report.definition.runbookURL ?? "") }) {
      first, _ in first
    }
    do throws(SystemError) {
      let raised = try RaisedAlerts(ofTracker: session.settings.tracker).all(at: facts.now)
      facts.holding += heldAlerts(raised) { runbooks[$0] ?? "" }
    } catch {
      log.error(error.description)
      let knownHere = Set(facts.holding.map(\.key.name))
      facts.unknown.formUnion(raisedBefore.subtracting(knownHere))
    }
  }

  /// Names of followed alerts that no catalogue has: scripts raised them.
  private var raisedBefore: Set<String> {
    let state = (try? ledger.transaction { try $0.state() }) ?? LedgerState()
    return Set(state.alerts.keys.map(\.name)).filter { Alert.named($0) == nil }
  }

  /// Where nobody watched for a while, one alert says so in place of all that this explains.
  func excuseGap(_ facts: inout PassFacts, _ state: inout LedgerState, runbooks: String) {
    guard let gap = WatchGap(lastPass: state.lastPass, now: facts.now, interval: interval) else { return }
    log.warn(
      "nobody watched for a while", ["from": gap.from.rfc3339, "to": gap.to.rfc3339])
    let boot = Timestamp(milliseconds: bootMilliseconds())
    guard let (alert, excused) = gap.explain(facts.holding, boot: boot, runbooks: runbooks) else {
      return
    }
    facts.holding.append(alert)
    state.excused.merge(excused) { _, new in new }
  }

  func noteMails(_ facts: inout PassFacts, _ state: LedgerState) throws {
    let threads = Set(state.alerts.values.compactMap(\.thread))
    let (waiting, told) = try ledger.transaction { ledger in
      (try ledger.waitingMails(), try ledger.threadsTold(among: threads))
    }
    facts.waiting = Dictionary(grouping: waiting, by: \.thread)
    facts.toldThreads = told
  }

  // MARK: Telling

  /// - Returns: what Alertmanager took.
  func tellAlertmanager(
    _ decision: Decision, _ peers: Peers, _ state: inout LedgerState, at now: Timestamp
  ) throws -> Set<AlertKey> {
    let budget = Budget(interval: interval)
    let posts = decision.posts.compactMap { state.alerts[$0] } + decision.lastPosts
    var taken: Set<AlertKey> = []
    if !posts.isEmpty {
      let span = interval * 5
      let refusal = post(
        posts, peers.access, host: peers.host, at: now, for: span, skew: peers.skew, timeout: budget.posts)
      if let refusal {
        log.error("Alertmanager takes no alert", ["reason": refusal.evidence, "fix": refusal.fix])
      }
      if refusal == nil { taken = Set(posts.map(\.key)) }
      let news = posts.filter { $0.told == nil && $0.active == nil }
      for alert in news where refusal == nil {
        log.info("posted to Alertmanager", ["alert": alert.key.name, "batch": alert.key.batch, "link": alert.key.link])
      }
      try ledger.transaction { ledger in
        for _ in news { try ledger.count("alertmanager", refusal == nil ? "accepted" : "failed") }
      }
      alive()
    }
    try silence(decision, peers, &state, at: now)
    return taken
  }

  private func silence(
    _ decision: Decision, _ peers: Peers, _ state: inout LedgerState, at now: Timestamp
  ) throws {
    let budget = Budget(interval: interval)
    let ended = endSilences(decision.endedSilences, peers.access, members: peers.members, timeout: budget.silences)
    for id in ended { state.leftSilences[id] = nil }
    let orders = decision.silences.sorted { $0.key < $1.key }.compactMap { key, end -> SilenceOrder? in
      guard let alert = state.alerts[key] else { return nil }
      return SilenceOrder(
        key: key, labels: labels(of: alert, host: peers.host), end: end,
        comment: alert.told?.way == .stack
          ? "people know of this, and it goes on, though Prometheus does not see it; batchwatch ends this silence"
          : "batchwatch has mailed this while Alertmanager could not tell anybody; it mails its end too")
    }
    let ids = setSilences(
      orders, peers.access, members: peers.members, at: now, skew: peers.skew, timeout: budget.silences)
    guard !ids.isEmpty || !ended.isEmpty else { return }
    for order in orders {
      guard let id = ids[order.key] else { continue }
      state.alerts[order.key]?.silence = FollowedAlert.OwnSilence(id: id, end: order.end)
      log.info("silenced in Alertmanager what people know", ["alert": order.key.name, "batch": order.key.batch])
    }
    let kept = state
    try ledger.transaction { try $0.keep(kept) }
    alive()
  }

  func send(_ mail: MailAccess) throws -> SendingResult {
    let rules = SendingRules(interval: interval, budget: Budget(interval: interval).mails)
    return try sendOutbox(ledger, rules, log: log, clock: time, beforeEach: alive) { message, timeout in
      handOver(message, mail, timeout: timeout)
    }
  }

  // MARK: The end

  /// The alerts that a mail of ours has told.
  func mailed(_ state: LedgerState) throws -> Set<AlertKey> {
    let threads = Set(state.alerts.values.compactMap(\.thread))
    let told = try ledger.transaction { try $0.threadsTold(among: threads) }
    return Set(state.alerts.values.filter { $0.thread.map(told.contains) ?? false }.map(\.key))
  }

  /// Notes the pass, and publishes what it found.
  /// - Throws: `LedgerError`.
  func finish(_ outcome: inout Outcome, _ exporter: Exporter, _ findings: ExportFindings) throws {
    let now = time()
    outcome.state.lastPass = now
    outcome.state.interval = interval
    outcome.state.path.note(export: now)
    let kept = outcome.state
    try ledger.transaction { ledger in
      try ledger.keep(kept)
      try ledger.prune(before: now - .days(90))
    }
    if case .down = publish(exporter, findings, try ledger.summary(), at: now) { outcome.status = .inputOutput }
    if !findings.trackerIsUp { outcome.status = .inputOutput }
    if outcome.status == .done, session.mistakes != nil { outcome.status = .wrongConfiguration }
    if outcome.status == .done, outcome.sent.failed > 0 { outcome.status = .unavailable }
  }
}
