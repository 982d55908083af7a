internal import AlertPath
internal import Alerts
internal import Batches
internal import Delivery
internal import Ledger
internal import Platform
internal import Transport

extension Pass {
  /// The labels that all alerts of this host have; made up for a host of which no heartbeat came back yet.
  func hostLabels(_ path: PathKnowledge) -> [String: String] {
    path.labels.map { Heartbeat(labels: $0, exported: time()).hostLabels }
      ?? ["instance": hostName(), "job": "batchwatch"]
  }

  func ask(_ ways: Ways, _ keys: Keys, host: [String: String]) -> Answers {
    guard let settings = ways.path else { return [:] }
    let questions = Question.all(settings)
    guard let access = keys.path else {
      let reason = keys.pathFailure?.description ?? ""
      let refusal = Refusal(reason, fix: "mend the file that alert_path names for its secret")
      return Dictionary(questions.map { ($0, .failure(refusal)) }) { first, _ in first }
    }
    return askPath(questions, access, host: host, timeout: Budget(interval: interval).questions)
  }

  /// - Returns: nil where no stack is configured.
  func judgePath(
    _ ways: Ways, _ keys: Keys, _ answers: Answers, _ textfile: LinkState, _ state: inout LedgerState, at now: Timestamp
  ) throws -> PathVerdict? {
    let mail = try mailState(ways, keys)
    guard let settings = ways.path else {
      let reason = "alert_path is not configured, and mail is the path"
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

  /// What Alertmanager shows of this host's alerts, and when the silences end that mute some.
  func noteShown(_ facts: inout PassFacts, _ answers: Answers, _ access: PathAccess, _ members: [String]) {
    guard let shown = seenAlerts(answers, members) else { return }
    var seen: [AlertKey: SeenAlert] = [:]
    for alert in shown {
      let labels = alert.labels
      seen[AlertKey(labels["alertname"] ?? "", batch: labels["batch"] ?? "", link: labels["link"] ?? "")] = alert
    }
    facts.seen = seen
    let holding = Set(facts.holding.map(\.key))
    let ids = Set(seen.filter { holding.contains($0.key) }.values.flatMap(\.silences))
    guard let member = members.first, !ids.isEmpty else { return }
    let questions = ids.sorted().prefix(50).map { Question.silence(member, id: $0) }
    let ends = askPath(questions, access, host: [:], timeout: Budget(interval: interval).silences)
    for case .silence(_, let id) in questions {
      if case .success(let body)? = ends[.silence(member, id: id)] { facts.silenceEnds[id] = silenceEnd(body) }
    }
  }
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
