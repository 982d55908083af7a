import AlertPath
import Batches
import Configuration
import Ledger

@testable import Delivery

/// The monitor of the host: its passes, as the command makes them, but for what they write to disks and networks.
struct SimulatedMonitor {
  /// What is durable.
  private(set) var state = LedgerState()
  private(set) var ledger = MemoryLedger()
  /// What each mail tells, by its id.
  private var orders: [Int64: MailOrder] = [:]
  /// Links that are published as broken.
  private(set) var broken: Set<AlertKey> = []
  private(set) var way: Way?
  /// Whether the next pass comes soon.
  private(set) var mustHurry = false
  private var rules: MailRules
  private let silencesMailed: Bool
  private var settings = AlertPathSettings()
  /// What the last pass did, for people to read.
  private(set) var log: [String] = []

  static let interval = TimeSpan.minutes(1)
  private static let member = "http://am"
  static let host = ["instance": "db1:9100", "job": "node"]

  init(_ setting: Night.Setting) {
    rules = MailRules(repeatEvery: .hours(Int64(setting.repeatEvery)), sendResolved: true)
    silencesMailed = setting.silencesMailed
    settings.alertmanagers = [Self.member]
  }

  enum Relay { case up, down, mute }

  /// What a pass finds, and may touch.
  struct Surroundings {
    var now: Timestamp
    /// By Alertmanager's clock, in seconds since the night began.
    var time: Int
    /// How far its clock is ahead of the host's.
    var skew: TimeSpan
    var holding: [HeldAlert]
    var relay: Relay
    var reachesAlertmanager: Bool
    /// After which of its steps it is killed, if it is.
    var dies: Death?
    var textfileIsWritten = true
  }

  /// Where a pass is killed.
  enum Death: CaseIterable { case afterDeciding, afterSilencing, whileMailing, afterMailing }

  /// A pass. - Returns: what people hear by mail.
  mutating func pass(_ around: Surroundings, _ alertmanager: inout SimulatedAlertmanager, _ chance: inout Chance)
    -> [Heard]
  {
    log = []
    mustHurry = false
    let now = around.now
    var state = state
    let lastPass = state.lastPass
    let hasGap = lastPass.map { (now - $0).milliseconds > 5 * Self.interval.milliseconds } ?? false
    if hasGap { state.path.answering = nil }
    state.path.note(export: now)
    let asked = hostLabels(state)
    let answers = answers(around, alertmanager)
    let textfile: LinkState = around.textfileIsWritten ? .up(evidence: "written") : .down(evidence: "full", fix: "")
    let wasAway = state.links.contains { $0.state == "down" }
    let verdict = judge(
      answers, settings, textfile: textfile, mail: mailState, rules: [], knowledge: &state.path, at: now)
    way = verdict.way
    let isAway = verdict.members.isEmpty
    state.links = [
      LinkRecord(link: Link.alertmanager.rawValue, state: isAway ? "down" : "up", evidence: "", fix: "")
    ]
    var facts = PassFacts(now: now, interval: Self.interval, holding: around.holding + brokenLinks(verdict))
    if hasGap, let lastPass { excuse(&facts, &state, since: lastPass) }
    facts.way = verdict.way
    if let age = verdict.heartbeatAge {
      facts.isDoubtful =
        age.milliseconds > 2 * settings.resendDelay.milliseconds + Self.interval.milliseconds * 3 / 2
    }
    facts.restarted = verdict.restarted.map { $0 - around.skew }
    if let shown = state.lastShown {
      let isLong = (now - shown).milliseconds >= 3 * settings.resendDelay.milliseconds
      facts.wasCutOff = wasAway && isLong && facts.isDoubtful && verdict.restarted == nil
    }
    facts.reachesNobody = verdict.reachesNobody
    facts.knowsLabels = state.path.labels != nil && hostLabels(state) == asked
    facts.silencesMailed = silencesMailed
    facts.mail = rules
    noteShown(&facts, answers, around, state)
    noteSilences(&facts, answers, around, &state)
    facts.waiting = Dictionary(grouping: ledger.waiting, by: \.thread)
    facts.toldThreads = ledger.threadsTold(among: Set(state.alerts.values.compactMap(\.thread)))

    let decision = decide(facts, &state)
    if decision != Decision() { log.append(decision.summary) }
    if !decision.mails.isEmpty || !decision.withdrawn.isEmpty {
      let first = Int64(ledger.mails.count + 1)
      ledger.carryOut(decision, &state, at: now)
      for (index, order) in decision.mails.enumerated() { orders[first + Int64(index)] = order }
      self.state = state
    }
    if around.dies == .afterDeciding { return [] }
    if !verdict.members.isEmpty {
      carryOut(decision, &state, &alertmanager, around)
      if around.dies == .afterSilencing { return [] }
      self.state = state
    }
    let heard = send(around, &chance)
    if around.dies == .whileMailing || around.dies == .afterMailing { return heard }
    state.lastPass = now
    self.state = state
    broken = Set(facts.holding.map(\.key).filter { !$0.link.isEmpty })
    let told = ledger.threadsTold(among: Set(state.alerts.values.compactMap(\.thread)))
    let mailed = Set(state.alerts.values.filter { $0.thread.map(told.contains) ?? false }.map(\.key))
    mustHurry = Delivery.mustHurry(state, facts, mailed: mailed, isAway: isAway)
    return heard
  }

  // MARK: What it finds

  private func hostLabels(_ state: LedgerState) -> [String: String] {
    state.path.labels.map { Heartbeat(labels: $0, exported: state.lastPass ?? Timestamp(seconds: 0)).hostLabels }
      ?? ["instance": "db1", "job": "batchwatch"]
  }

  private func answers(_ around: Surroundings, _ alertmanager: SimulatedAlertmanager) -> Answers {
    guard around.reachesAlertmanager else {
      let refusal = Refusal("nobody listens there", fix: "start it")
      return [
        .heartbeats(Self.member): .failure(refusal), .notifications(Self.member): .failure(refusal),
        .alerts(Self.member): .failure(refusal), .silences(Self.member): .failure(refusal),
      ]
    }
    func answer(_ text: String) -> Result<[UInt8], Refusal> { .success(Array(text.utf8)) }
    let shown = alertmanager.alerts.values.filter { $0.ends > around.time }.sorted { $0.key < $1.key }
    let alerts = shown.map { alert in
      let silences = alertmanager.silences(of: alert.key, at: around.time).map { "\"\($0)\"" }
      let isInhibited = alertmanager.isInhibited(alert.key, at: around.time)
      return json(alert, silences: silences, isInhibited: isInhibited, ends: moment(alert.ends))
    }
    let heartbeats = zip(shown, alerts).filter { $0.0.key == SimulatedPrometheus.heartbeat }.map(\.1)
    let counters = """
      alertmanager_notification_requests_total{integration="email"} \(alertmanager.tried)
      alertmanager_notification_requests_failed_total{integration="email"} \(alertmanager.failed)
      process_start_time_seconds \(moment(alertmanager.started).milliseconds / 1000)

      """
    return [
      .heartbeats(Self.member): answer("[\(heartbeats.joined(separator: ","))]"),
      .notifications(Self.member): answer(counters),
      .alerts(Self.member): answer("[\(alerts.joined(separator: ","))]"),
      .silences(Self.member): answer("[\(alertmanager.silences(at: around.time).map(json).joined(separator: ","))]"),
    ]
  }

  private func json(
    _ alert: SimulatedAlertmanager.Alert, silences: [String], isInhibited: Bool, ends: Timestamp
  ) -> String {
    var labels = Self.host
    labels["alertname"] = alert.key.name
    labels["severity"] = alert.key == SimulatedPrometheus.heartbeat ? "none" : "critical"
    if !alert.key.batch.isEmpty { labels["batch"] = alert.key.batch }
    if !alert.key.link.isEmpty { labels["link"] = alert.key.link }
    let list = labels.map { "\"\($0)\":\"\($1)\"" }.joined(separator: ",")
    let milliseconds = alert.exported ?? 0
    let rest = String(1000 + milliseconds % 1000).dropFirst()
    return "{\"labels\":{\(list)},\"annotations\":{\"timestamp\":\"\(milliseconds / 1000).\(rest)\"},"
      + "\"endsAt\":\"\(ends.rfc3339WithMilliseconds)\",\"status\":{\"silencedBy\":[\(silences.joined(separator: ","))],"
      + "\"inhibitedBy\":[\(isInhibited ? "\"x\"" : "")]}}"
  }

  private func json(_ silence: SimulatedAlertmanager.Silence) -> String {
    let matchers = [("alertname", silence.key.name), ("batch", silence.key.batch), ("link", silence.key.link)]
      .filter { !$0.1.isEmpty }
      .map { "{\"name\":\"\($0.0)\",\"value\":\"\($0.1)\",\"isRegex\":false,\"isEqual\":true}" }
    let (start, end) = (moment(silence.starts), moment(silence.ends))
    return "{\"id\":\"\(silence.id)\",\"status\":{\"state\":\"active\"},"
      + "\"startsAt\":\"\(start.rfc3339WithMilliseconds)\",\"endsAt\":\"\(end.rfc3339WithMilliseconds)\","
      + "\"createdBy\":\"\(silence.isOurs ? silenceCreator : "somebody")\","
      + "\"matchers\":[\(matchers.joined(separator: ","))]}"
  }

  private var mailState: LinkState {
    let trouble = ledger.waiting.first { $0.attempts > 0 }
    if trouble != nil { return .down(evidence: "refused", fix: "mend the relay") }
    return orders.isEmpty ? .unknown(reason: "no mail was sent yet") : .up(evidence: "taken")
  }

  private func brokenLinks(_ verdict: PathVerdict) -> [HeldAlert] {
    Link.allCases.filter { verdict.links[$0]?.isDown ?? false }.map { link in
      var held = HeldAlert(
        AlertKey(SimulatedPrometheus.pathDown, link: link.rawValue), severity: "critical", text: "it is broken")
      held.delay = .minutes(5)
      held.patience = link == .heartbeat ? .zero : settings.heartbeatMaxAge
      return held
    }
  }

  /// What was due while nobody watched is said by one alert.
  private func excuse(_ facts: inout PassFacts, _ state: inout LedgerState, since lastPass: Timestamp) {
    let excused = facts.holding.filter { $0.moment.map { $0 > lastPass && $0 <= facts.now } ?? false }
    guard !excused.isEmpty else { return }
    var gap = HeldAlert(AlertKey("BatchwatchMonitorGap"), severity: "warning", text: "nobody watched")
    gap.isOurs = true
    facts.holding.append(gap)
    for alert in excused { state.excused[alert.key] = alert.moment }
  }

  private func noteShown(
    _ facts: inout PassFacts, _ answers: Answers, _ around: Surroundings, _ state: LedgerState
  ) {
    guard var shown = seenAlerts(answers, [Self.member]) else { return }
    for index in shown.indices { shown[index].end = shown[index].end.map { $0 - around.skew } }
    facts.seen = shownAlerts(shown, facts.holding)
    facts.notified = state.path.receivers.values.reduce(0) { $0 + $1.succeeded }
  }

  private func noteSilences(
    _ facts: inout PassFacts, _ answers: Answers, _ around: Surroundings, _ state: inout LedgerState
  ) {
    if var told = knownSilences(answers, [Self.member]) {
      for index in told.indices { told[index].end = told[index].end - around.skew }
      facts.silenceEnds = Dictionary(told.map { ($0.id, $0.end) }) { first, _ in first }
      facts.ownSilences = Set(told.filter(\.isOurs).map(\.id))
      state.silences = told.filter { !$0.isOurs }
    }
    guard let silences = state.silences else { return }
    let mutes = facts.holding.compactMap { alert -> (AlertKey, Timestamp)? in
      let labels = labels(of: alert, host: Self.host)
      let ends = silences.filter { $0.end > facts.now && $0.mutes(labels) { _, _ in nil } }.map(\.end)
      return ends.max().map { (alert.key, $0) }
    }
    facts.mutedUntil = Dictionary(mutes) { max($0, $1) }
  }

  // MARK: What it does

  private func carryOut(
    _ decision: Decision, _ state: inout LedgerState, _ alertmanager: inout SimulatedAlertmanager,
    _ around: Surroundings
  ) {
    let time = around.time
    for alert in decision.posts.compactMap({ state.alerts[$0] }) + decision.lastPosts {
      alertmanager.put(alert.key, starts: seconds(alert.since + around.skew), ends: time + 300, at: time)
    }
    for id in decision.endedSilences {
      alertmanager.endSilence(id, at: time)
      state.leftSilences[id] = nil
    }
    for (key, end) in decision.silences.sorted(by: { $0.key < $1.key }) where state.alerts[key] != nil {
      let id = alertmanager.silence(key, until: seconds(end + around.skew), isOurs: true, at: time)
      state.alerts[key]?.silence = FollowedAlert.OwnSilence(id: id, end: end)
    }
  }

  private mutating func send(_ around: Surroundings, _ chance: inout Chance) -> [Heard] {
    var heard: [Heard] = []
    for mail in ledger.waiting where mail.nextAttempt <= around.now {
      let intervals = Double(min(60, 1 << min(max(mail.attempts, 0), 6))) * (0.8 + 0.4 * chance.fraction())
      let wait = TimeSpan(milliseconds: Int64(clamping: Double(Self.interval.milliseconds) * intervals))
      ledger.change(mail.id) { $0.waiting.attempts += 1 }
      if around.dies == .whileMailing {
        ledger.change(mail.id) { $0.waiting.isUnknown = true }
        return heard
      }
      if around.relay == .down {
        ledger.change(mail.id) { $0.waiting.nextAttempt = around.now + wait }
        return heard
      }
      heard += told(mail, at: around.time)
      if around.relay == .up, around.dies != .afterMailing {
        ledger.change(mail.id) { $0.outcome = "accepted" }
      } else {
        ledger.change(mail.id) {
          $0.waiting.isUnknown = true
          if around.dies == nil { $0.waiting.nextAttempt = around.now + wait }
        }
      }
      if around.dies == .afterMailing { return heard }
    }
    return heard
  }

  /// Mails that arrived; a copy under the same Message-ID is no news.
  private var arrived: Set<Int64> = []
  private(set) var copies = 0

  private mutating func told(_ mail: WaitingMail, at time: Int) -> [Heard] {
    guard arrived.insert(mail.id).inserted else {
      copies += 1
      return []
    }
    guard let order = orders[mail.id] else { return [] }
    return order.alerts.flatMap { alert -> [Heard] in
      let news: Heard.News =
        switch order.occasion {
        case .firing: .firing
        case .reminder: .reminder
        case .resolved: .resolved
        }
      let first = Heard(time: time, key: alert.key, news: news, isMail: true)
      guard order.occasion == .firing, alert.cleared != nil else { return [first] }
      return [first, Heard(time: time, key: alert.key, news: .resolved, isMail: true)]
    }
  }
}

/// The moment at which the night begins.
private let nightfall: Int64 = 1_772_776_800

func moment(_ time: Int) -> Timestamp { Timestamp(seconds: nightfall + Int64(time)) }
func seconds(_ moment: Timestamp) -> Int { Int((moment.milliseconds / 1000) - nightfall) }

extension Decision {
  var summary: String {
    func list(_ name: String, _ items: [String]) -> String? {
      items.isEmpty ? nil : "\(name) \(items.joined(separator: ", "))"
    }
    return [
      list("post", posts.map(\.text)), list("post once more", lastPosts.map(\.key.text)),
      list("mail", mails.map { "\($0.occasion) \($0.alerts.map(\.key.text).joined(separator: "+"))" }),
      list("withdraw", withdrawn.map(String.init)),
      list("silence", silences.sorted { $0.key < $1.key }.map { "\($0.key.text) until \(clock(seconds($0.value)))" }),
      list("end silences", endedSilences),
    ].compactMap(\.self).joined(separator: "; ")
  }
}
