internal import AlertPath
internal import Alerts
internal import Arguments
internal import BatchTracker
internal import Batches
internal import Commands
internal import Configuration
internal import Delivery
internal import Ledger
internal import Metrics
internal import Platform
internal import Tracker

/// One pass of the monitor: export, find what is wrong, prove the alert path, tell people, and note what was done.
struct Pass {
  let session: Session
  let ledger: Ledger
  let interval: TimeSpan
  let context: CommandContext
  /// Called between the steps, for a service manager that wants to know that we live.
  let alive: () -> Void

  var log: Log { session.log }
  func time() -> Timestamp { Timestamp(milliseconds: context.now()) }

  /// What a pass came to.
  struct Outcome {
    var status = ExitStatus.done
    var verdict: PathVerdict?
    /// Whether the next pass must come soon: to keep Alertmanager from repeating what was mailed, or to take the place of
    /// what an old textfile says, as soon as it can be written again.
    var mustHurry = false
    var state: LedgerState
    var sent = SendingResult()
    /// What people knew of before this pass.
    var toldBefore: Set<AlertKey> = []
    /// What Alertmanager took from us.
    var posted: Set<AlertKey> = []
    /// What a mail of ours has told.
    var mailed: Set<AlertKey> = []
  }

  func make() throws -> Outcome {
    let now = time()
    var state = try ledger.transaction { try $0.state() }
    // While nobody watched, or the host was off, no heartbeat could come; the next one needs its time.
    if WatchGap(lastPass: state.lastPass, now: now, interval: interval) != nil { state.path.answering = nil }
    let toldBefore = try mailed(state).union(state.alerts.values.filter { $0.told != nil }.map(\.key))
    let ways = try Ways(session, ledger)
    let exporter = Exporter(session: session, now: now)
    let findings = try exporter.exportBatches()
    let before = (try? ledger.summary()) ?? nil
    state.path.note(export: now)
    let textfile = publish(exporter, findings, before, at: now)
    alive()

    let keys = Keys(ways, log)
    let host = hostLabels(state.path)
    let (answers, skew) = ask(ways, keys, host: host)
    alive()
    let wasAway = state.links.contains { $0.link == Link.alertmanager.rawValue && $0.state == "down" }
    let verdict = try judgePath(ways, keys, answers, textfile, &state, at: now)

    let standing = findBatchAlerts(findings.batches ?? [], runbooks: ways.runbooks, at: now)
    var facts = PassFacts(now: now, interval: interval, holding: standing.flatMap(\.problems))
    facts.holding += findToolAlerts(
      toolState(findings, now), verdict, patience: ways.path?.heartbeatMaxAge ?? .zero,
      runbooks: ways.runbooks, at: now)
    if findings.batches == nil { facts.unknown = Set(Alert.ofBatches.map(\.name)) }
    addRaised(&facts, standing)
    excuseGap(&facts, &state, runbooks: ways.runbooks)
    facts.way = verdict?.way
    if let age = verdict?.heartbeatAge, let resend = ways.path?.resendDelay {
      facts.isDoubtful = age > resend * 2 + interval.scaled(by: 1.5)
    }
    facts.restarted = verdict?.restarted.map { $0 - skew }
    if let resend = ways.path?.resendDelay, let shown = state.lastShown {
      // Prometheus sends an end four of its resend delays ahead, and may have done so one of them before it was cut off.
      let isLong = now - shown >= resend * 3
      facts.wasCutOff = wasAway && isLong && facts.isDoubtful && verdict?.restarted == nil
    }
    facts.reachesNobody = verdict?.reachesNobody ?? false
    // Labels that were learned only now were not asked for yet.
    facts.knowsLabels = state.path.labels != nil && hostLabels(state.path) == host
    facts.silencesMailed = ways.path?.silencesMailed ?? false
    let members = verdict?.members ?? []
    let peers = keys.path.map { Peers(access: $0, host: host, members: members, skew: skew) }
    if let peers {
      noteShown(&facts, answers, peers, state)
      noteSilences(&facts, answers, peers, &state)
    }
    facts.mail = ways.mail.map { MailRules(repeatEvery: $0.repeatEvery, sendResolved: $0.sendResolved) }
    try noteMails(&facts, state)
    alive()

    let decision = decide(facts, &state)
    if ways.path == nil, ways.mail == nil { state.way = "none" }
    // Before a mail leaves the host it is noted that it shall.
    if !decision.mails.isEmpty || !decision.withdrawn.isEmpty {
      try note(decision, ways, standing, verdict, &state, at: now)
    }
    let posted = try peers.map { try tellAlertmanager(decision, $0, &state, at: now) }
    var outcome = Outcome(state: state)
    if keys.pathFailure != nil || keys.mailFailure != nil { outcome.status = .unavailable }
    outcome.toldBefore = toldBefore
    outcome.posted = posted ?? []
    if let mail = keys.mail { outcome.sent = try send(mail) }
    outcome.mailed = try mailed(state)
    outcome.verdict = verdict
    outcome.mustHurry =
      mustHurry(state, facts, mailed: outcome.mailed, isAway: members.isEmpty && ways.path != nil) || textfile.isDown
    try finish(&outcome, exporter, findings)
    return outcome
  }

  private func note(
    _ decision: Decision, _ ways: Ways, _ standing: [StandingBatch], _ verdict: PathVerdict?,
    _ state: inout LedgerState, at now: Timestamp
  ) throws {
    let reason = verdict?.broken.map { PathReason(link: $0.link.rawValue, evidence: $0.evidence, fix: $0.fix) }
    let reports = Dictionary(standing.map { ($0.report.definition.name, $0.report) }) { first, _ in first }
    let writer = ways.mail.map { settings in
      MailWriter(
        session: session, settings: settings, zone: session.zone(session.settings.timezone), now: now, reason: reason,
        hasStack: ways.path != nil, reports: reports)
    }
    var noted = state
    try ledger.transaction { ledger in
      for id in decision.withdrawn { try ledger.withdraw(id, at: now) }
      for order in decision.mails {
        guard let thread = try writer?.write(order, ledger) else { continue }
        for alert in order.alerts { noted.alerts[alert.key]?.thread = thread }
      }
      try ledger.keep(noted)
    }
    state = noted
  }

  // MARK: Export

  /// Publishes batchwatch's own file.
  /// - Parameters:
  ///   - summary: what it says of the monitor.
  ///   - time: the time of the export, which the heartbeat will carry.
  /// - Returns: how the link from here to node_exporter's directory stands.
  func publish(
    _ exporter: Exporter, _ findings: ExportFindings, _ summary: MonitorSummary?, at time: Timestamp
  ) -> LinkState {
    let fix = "give the monitor's user the right to write there, and space"
    do {
      try Publisher(session).publishTool {
        var report = exporter.report(findings, version: batchwatchVersion, at: time)
        report.monitor = summary.map(MonitorFigures.init)
        return report
      }
    } catch {
      log.error(error.description)
      return .down(evidence: error.description, fix: fix)
    }
    if let failure = findings.unwritten.first { return .down(evidence: failure.description, fix: fix) }
    return .up(evidence: "\(session.settings.textfileDirectory) took the last export")
  }

  func toolState(_ findings: ExportFindings, _ now: Timestamp) -> ToolState {
    var state = ToolState()
    state.exported = now
    state.monitored = now
    state.trackerIsUp = findings.trackerCounts
    state.configIsUp = session.mistakes == nil
    state.spooledRecords = Int64(session.store.spool.count)
    return state
  }
}
