internal import AlertPath
internal import Alerts
internal import Batches
internal import Configuration
internal import Delivery
internal import Ledger
internal import Patterns
internal import Platform
internal import Transport

extension Pass {
  /// The labels that all alerts of this host have; made up for a host of which no heartbeat came back yet.
  func hostLabels(_ path: PathKnowledge) -> [String: String] {
    path.labels.map { Heartbeat(labels: $0, exported: time()).hostLabels }
      ?? ["instance": hostName(), "job": "batchwatch"]
  }

  /// - Returns: the answers, and how far Alertmanager's clock is ahead of ours.
  func ask(_ ways: Ways, _ keys: Keys, host: [String: String]) -> (Answers, skew: TimeSpan) {
    guard let settings = ways.path else { return ([:], .zero) }
    let questions = Question.all(settings)
    if notes.leftOut.contains(.questions) { return (refusals(of: questions, Step.questions), .zero) }
    guard let access = keys.path else {
      let reason = keys.pathFailure?.description ?? ""
      let refusal = Refusal(reason, fix: "mend the file that alert_path names for its secret")
      return (Dictionary(questions.map { ($0, .failure(refusal)) }) { first, _ in first }, .zero)
    }
    // Where the members' clocks differ, the one nearest to ours is believed: one of them may say anything.
    var skews: [TimeSpan] = []
    let answers = askPath(questions, access, host: host, timeout: Budget(interval: interval).questions) {
      question, seconds in
      if case .heartbeats = question { skews.append(Timestamp(seconds: seconds) - time()) }
    }
    let skew = skews.min { $0.milliseconds.magnitude < $1.milliseconds.magnitude } ?? .zero
    // Its clock tells whole seconds, and the answer took a moment.
    return (answers, skew.milliseconds.magnitude < 3000 ? .zero : skew)
  }

  private func refusals(of questions: [Question], _ step: Step) -> Answers {
    let refusal = Refusal("the monitor dies or hangs while it \(step.does)", fix: "see the monitor's log")
    return Dictionary(questions.map { ($0, .failure(refusal)) }) { first, _ in first }
  }

  /// Reads each answer alone, for nothing but to see whether that ends the pass.
  /// - Returns: the answers without those that do.
  func lookAtEachAnswer(
    _ answers: Answers, _ ways: Ways, host: [String: String], _ path: PathKnowledge, at now: Timestamp
  ) -> Answers {
    guard let settings = ways.path else { return answers }
    if notes.leftOut.contains(.answers) { return refusals(of: Array(answers.keys), .answers) }
    let patterns = PatternMatcher(timeout: Budget(interval: interval).patterns)
    var left = answers
    for (question, answer) in answers {
      let step = Step.answer(question.url(settings, host: host))
      let isRead: Bool = notes.step(step, without: false) {
        var knowledge = path
        let alone = [question: answer]
        let nothing = LinkState.unknown(reason: "")
        _ = judge(alone, settings, textfile: nothing, mail: nothing, rules: [], knowledge: &knowledge, at: now)
        _ = seenAlerts(alone, settings.alertmanagers)
        _ = knownSilences(alone, settings.alertmanagers)?.map { $0.mayMute(host: host, patterns.matches) }
        return true
      }
      if !isRead { left.merge(refusals(of: [question], step)) { _, refused in refused } }
    }
    return left
  }

  /// - Returns: nil where no stack is configured.
  func judgePath(
    _ ways: Ways, _ keys: Keys, _ answers: Answers, _ textfile: LinkState, _ state: inout LedgerState, at now: Timestamp
  ) throws -> PathVerdict? {
    let mail = try mailState(ways, keys)
    guard let settings = ways.path else {
      let reason = "alert_path is not configured" + (ways.mail == nil ? "" : ", and mail is the path")
      state.links = Link.allCases.map { link in
        LinkRecord(link, link == .textfile ? textfile : link == .mail ? mail : .unknown(reason: reason))
      }
      state.heartbeatAge = nil
      return nil
    }
    let verdict = judge(
      answers, settings, textfile: textfile, mail: mail, rules: Alert.catalogue.map(\.name), knowledge: &state.path,
      at: now)
    state.links = Link.allCases.map { LinkRecord($0, verdict.links[$0] ?? .unknown(reason: "it was not looked at")) }
    state.heartbeatAge = verdict.heartbeatAge
    return verdict
  }

  /// How our own way to people stands, by what became of the mails.
  private func mailState(_ ways: Ways, _ keys: Keys) throws -> LinkState {
    guard ways.mail != nil else { return .unknown(reason: "mail is not configured") }
    if let failure = keys.mailFailure {
      return .down(evidence: failure.description, fix: "mend the file that password_file of mail names")
    }
    let (trouble, taken) = try ledger.transaction { (try $0.mailTrouble(), try $0.lastTaken()) }
    if let trouble {
      return .down(evidence: trouble, fix: "mend the relay, or the settings of mail; what waits is sent then")
    }
    if let taken { return .up(evidence: "the last mail was taken at \(taken.rfc3339), and none waits") }
    return .unknown(reason: "no mail was sent yet; try it: batchwatch doctor --send-test-mail")
  }

  /// What Alertmanager shows of this host's alerts.
  func noteShown(
    _ facts: inout PassFacts, _ answers: Answers, _ peers: Peers, _ state: LedgerState
  ) {
    guard var shown = seenAlerts(answers, peers.members) else { return }
    // By our clock.
    for index in shown.indices { shown[index].end = shown[index].end.map { $0 - peers.skew } }
    facts.seen = shownAlerts(shown, facts.holding)
    let receivers = state.path.receivers
    facts.notified = receivers.isEmpty ? nil : receivers.values.reduce(0) { $0 + $1.succeeded }
  }

  /// What Alertmanager's silences mute: those that it tells now, or told when it last could.
  func noteSilences(_ facts: inout PassFacts, _ answers: Answers, _ peers: Peers, _ state: inout LedgerState) {
    let patterns = PatternMatcher(timeout: Budget(interval: interval).patterns)
    if var told = knownSilences(answers, peers.members) {
      for index in told.indices {
        told[index].start = told[index].start - peers.skew
        told[index].end = told[index].end - peers.skew
      }
      facts.silenceEnds = Dictionary(told.map { ($0.id, $0.end) }) { first, _ in first }
      facts.ownSilences = Set(told.filter(\.isOurs).map(\.id))
      let others = told.filter { !$0.isOurs && $0.mayMute(host: peers.host, patterns.matches) }
      state.silences = Array(others.sorted { $0.id < $1.id }.prefix(Self.mostSilences))
    }
    guard let silences = state.silences else { return }
    let holding = silences.filter { $0.start <= facts.now && $0.end > facts.now }
    let held = facts.holding.map { (key: $0.key, labels: labels(of: $0, host: peers.host)) }
    var muted: [AlertKey: Timestamp] = [:]
    // A silence with all alerts, and then the next one: so its patterns are compiled once.
    for silence in holding {
      for (key, labels) in held where silence.mutes(labels, patterns.matches) {
        muted[key] = max(muted[key] ?? silence.end, silence.end)
      }
    }
    facts.mutedUntil = muted
    if patterns.isOutOfTime {
      log.warn(
        "the patterns of Alertmanager's silences take too long; what is left of them mutes nothing",
        ["fix": "write simpler regular expressions in silences, or fewer of them"])
    }
  }

  /// More silences than anybody sets for one host.
  private static let mostSilences = 500
}

/// Alertmanager, as a pass has found it.
struct Peers {
  let access: PathAccess
  /// The labels that all alerts of this host have.
  let host: [String: String]
  /// The members that answer.
  let members: [String]
  /// How far their clock is ahead of ours.
  let skew: TimeSpan
}

extension LinkRecord {
  init(_ link: Link, _ state: LinkState) {
    switch state {
    case .up(let evidence): self.init(link: link.rawValue, state: "up", evidence: evidence, fix: "")
    case .down(let evidence, let fix): self.init(link: link.rawValue, state: "down", evidence: evidence, fix: fix)
    case .unknown(let reason): self.init(link: link.rawValue, state: "unknown", evidence: reason, fix: "")
    }
  }
}
