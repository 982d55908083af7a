import Batches
import Configuration
import Testing

@testable import AlertPath

private let member = "http://am:9093"
private let now = Timestamp(seconds: 1_772_776_860)
private let exported = Timestamp(milliseconds: 1_772_776_800_125)

private func settings() -> AlertPathSettings {
  var settings = AlertPathSettings()
  settings.alertmanagers = [member]
  settings.prometheus = "http://prom:9090"
  settings.nodeExporter = "http://node:9100"
  return settings
}

private func answer(_ text: String) -> Result<[UInt8], Refusal> { .success(Array(text.utf8)) }

private func refused(_ reason: String) -> Result<[UInt8], Refusal> {
  .failure(Refusal("\(member): \(reason)", fix: "start it"))
}

/// Everything works.
private func healthy() -> Answers {
  [
    .heartbeats(member): answer(
      #"[{"labels":{"alertname":"BatchwatchHeartbeat","job":"node","instance":"a:9100","severity":"none"},"#
        + #""annotations":{"timestamp":"1772776800.125"}}]"#),
    .notifications(member): answer("alertmanager_notifications_total{integration=\"email\"} 3\n"),
    .exporter: answer("node_textfile_scrape_error 0\nbatchwatch_export_timestamp_seconds 1.772776800125e+09\n"),
    .targets: answer(
      #"{"status":"success","data":{"activeTargets":[{"labels":{"job":"node","instance":"a:9100"},"health":"up"}]}}"#),
    .rules: answer(
      #"{"status":"success","data":{"groups":[{"rules":[{"name":"BatchFailed","health":"ok"},"#
        + #"{"name":"BatchwatchHeartbeat","health":"ok"}]}]}}"#),
    .prometheus: answer("prometheus_notifications_errors_total{alertmanager=\"x\"} 2\n"),
  ]
}

private func knowledge() -> PathKnowledge {
  var knowledge = PathKnowledge()
  knowledge.note(export: exported)
  knowledge.since = Timestamp(seconds: 1_772_000_000)
  knowledge.answering = knowledge.since
  knowledge.lostNotifications = 2
  return knowledge
}

private func verdict(_ answers: Answers, _ remembered: PathKnowledge = knowledge(), at time: Timestamp = now)
  -> PathVerdict
{
  var remembered = remembered
  return judge(
    answers, settings(), textfile: .up(evidence: "written"), mail: .up(evidence: "taken"),
    rules: ["BatchFailed", "BatchwatchHeartbeat"],
    knowledge: &remembered, at: time)
}

@Suite("The verdict on the alert path")
struct JudgeTests {
  @Test("is that everything works, where it does")
  func works() {
    let verdict = verdict(healthy())
    for link in Link.allCases where link != .receivers {
      #expect(verdict.links[link]?.isUp == true, "\(link): \(String(describing: verdict.links[link]))")
    }
    #expect(verdict.way == .stack && verdict.broken == nil && verdict.members == [member])
    #expect(verdict.heartbeatAge == TimeSpan(milliseconds: 59_875))
  }

  @Test("learns the labels of this host's alerts from a proven heartbeat")
  func learns() {
    var remembered = knowledge()
    _ = judge(
      healthy(), settings(), textfile: .up(evidence: ""), mail: .up(evidence: ""), rules: [], knowledge: &remembered,
      at: now)
    #expect(remembered.labels?["instance"] == "a:9100" && remembered.lastHeartbeat == exported)
  }

  @Test("waits for the heartbeat again when Alertmanager comes back, which has lost all alerts")
  func waitsAfterRestart() {
    var remembered = knowledge()
    func way(_ answer: Result<[UInt8], Refusal>, after span: TimeSpan) -> Way {
      var answers = healthy()
      answers[.heartbeats(member)] = answer
      return judge(
        answers, settings(), textfile: .up(evidence: ""), mail: .up(evidence: ""), rules: [], knowledge: &remembered,
        at: now + span
      ).way
    }
    #expect(way(healthy()[.heartbeats(member)] ?? refused(""), after: .zero) == .stack)
    #expect(way(refused("nobody listens"), after: .minutes(1)) == .mail)
    #expect(way(refused("nobody listens"), after: .hours(1)) == .mail)
    #expect(way(answer("[]"), after: .minutes(61)) == .stack)
    #expect(way(answer("[]"), after: .minutes(66)) == .stack)
    #expect(way(answer("[]"), after: .minutes(67)) == .alertmanager)
  }

  @Test("gives a stale heartbeat time after nobody has asked for a while, as when the host was off")
  func waitsAfterGap() {
    var remembered = knowledge()
    remembered.lastHeartbeat = exported
    func way(after span: TimeSpan) -> Way {
      judge(
        healthy(), settings(), textfile: .up(evidence: ""), mail: .up(evidence: ""), rules: [], knowledge: &remembered,
        at: now + span
      ).way
    }
    remembered.answering = nil
    #expect(way(after: .hours(2)) == .stack)
    #expect(way(after: .minutes(124)) == .stack)
    #expect(way(after: .minutes(126)) == .alertmanager)
  }

  /// Each fault with the first link that it breaks and the way that is left.
  static let cases: [(name: String, change: @Sendable (inout Answers) -> Void, link: Link, way: Way)] = [
    ("Alertmanager is down", { $0[.heartbeats(member)] = refused("nobody listens") }, .alertmanager, .mail),
    ("Alertmanager hangs", { $0[.heartbeats(member)] = refused("no answer") }, .alertmanager, .mail),
    ("Alertmanager fails", { $0[.heartbeats(member)] = refused("it answers with status 500") }, .alertmanager, .mail),
    ("Alertmanager wants another login", { $0[.heartbeats(member)] = refused("it refuses us") }, .alertmanager, .mail),
    ("something else answers", { $0[.heartbeats(member)] = answer("<html>") }, .alertmanager, .mail),
    ("the heartbeat is missing", { $0[.heartbeats(member)] = answer("[]") }, .heartbeat, .alertmanager),
    (
      "mail is lost",
      {
        $0[.notifications(member)] = answer(
          "alertmanager_notifications_total{integration=\"email\"} 4\n"
            + "alertmanager_notifications_failed_total{integration=\"email\"} 4\n")
      }, .receivers, .mail
    ),
    ("node_exporter is down", { $0[.exporter] = refused("nobody listens") }, .nodeExporter, .stack),
    (
      "node_exporter lacks the file", { $0[.exporter] = answer("node_textfile_scrape_error 1\n") }, .nodeExporter,
      .stack
    ),
    (
      "node_exporter shows an old file",
      { $0[.exporter] = answer("batchwatch_export_timestamp_seconds 1772776000\n") }, .nodeExporter, .stack
    ),
    ("Prometheus is down", { $0[.targets] = refused("nobody listens") }, .scrape, .stack),
    ("Prometheus answers nonsense", { $0[.rules] = answer("{}") }, .rules, .stack),
    (
      "a rule is missing",
      { $0[.rules] = answer(#"{"status":"success","data":{"groups":[{"rules":[{"name":"BatchFailed"}]}]}}"#) }, .rules,
      .stack
    ),
    (
      "Prometheus loses what it sends", { $0[.prometheus] = answer("prometheus_notifications_errors_total 3\n") },
      .prometheus, .stack
    ),
  ]

  @Test("names the first broken link with its cause and its fix", arguments: cases.map(\.name))
  func faults(name: String) throws {
    let fault = try #require(Self.cases.first { $0.name == name })
    var answers = healthy()
    fault.change(&answers)
    let verdict = verdict(answers)
    #expect(verdict.broken?.link == fault.link && verdict.way == fault.way)
    #expect(verdict.broken.map { !$0.evidence.isEmpty && !$0.fix.isEmpty } == true)
  }

  @Test("names the link that leaves nothing but mail before those that break with it")
  func namesWhatDecides() {
    var answers = healthy()
    for question in answers.keys { answers[question] = refused("connection refused") }
    let verdict = verdict(answers)
    #expect(verdict.links[.nodeExporter]?.isDown == true)
    #expect(verdict.way == .mail && verdict.broken?.link == .alertmanager)
  }

  @Test("waits for the first heartbeat as long as it may take, and not longer")
  func firstHeartbeat() {
    var answers = healthy()
    answers[.heartbeats(member)] = answer("[]")
    var fresh = PathKnowledge()
    fresh.since = now - .minutes(5)
    fresh.answering = fresh.since
    #expect(verdict(answers, fresh).way == .stack)
    fresh.since = now - .minutes(5) - TimeSpan(milliseconds: 1)
    fresh.answering = fresh.since
    #expect(verdict(answers, fresh).way == .alertmanager)
  }

  @Test("calls a heartbeat stale only when it is older than allowed")
  func stale() {
    #expect(verdict(healthy(), at: exported + .minutes(5)).way == .stack)
    #expect(verdict(healthy(), at: exported + .minutes(5) + TimeSpan(milliseconds: 1)).way == .alertmanager)
  }

  @Test("knows whether any of Alertmanager's integrations that are in use still reaches somebody")
  func reachesNobody() {
    func reachesNobody(_ page: String) -> Bool {
      var answers = healthy()
      answers[.notifications(member)] = answer(page)
      return verdict(answers).reachesNobody
    }
    let mail = "alertmanager_notifications_total{integration=\"email\"} 4\n"
    let lost = "alertmanager_notifications_failed_total{integration=\"email\"} 4\n"
    let unused = "alertmanager_notifications_total{integration=\"slack\"} 0\n"
    let chat = "alertmanager_notifications_total{integration=\"slack\"} 1\n"
    #expect(!reachesNobody(mail))
    #expect(reachesNobody(mail + lost))
    #expect(reachesNobody(mail + lost + unused))
    #expect(!reachesNobody(mail + lost + chat))
    #expect(!reachesNobody(unused))
  }

  @Test("knows that Alertmanager was started anew, also where it was away meanwhile")
  func restarts() {
    var remembered = knowledge()
    func hasRestarted(_ started: String?) -> Bool {
      var answers = healthy()
      answers[.notifications(member)] =
        started.map { answer("process_start_time_seconds \($0)\n") } ?? refused("no answer")
      if started == nil { answers[.heartbeats(member)] = refused("no answer") }
      return judge(
        answers, settings(), textfile: .up(evidence: ""), mail: .up(evidence: ""), rules: [], knowledge: &remembered,
        at: now
      ).restarted != nil
    }
    #expect(!hasRestarted("1.7727e+09"), "the first look")
    #expect(!hasRestarted("1.7727e+09"))
    #expect(!hasRestarted(nil))
    #expect(!hasRestarted("1.7727e+09"), "it was only out of reach")
    #expect(!hasRestarted(nil))
    #expect(hasRestarted("1.7728e+09"))
    #expect(!hasRestarted("1.7728e+09"))
  }

  @Test("waits for no heartbeat until a time that only a clock that was wrong has known")
  func clockSetBack() {
    var answers = healthy()
    answers[.heartbeats(member)] = answer("[]")
    var remembered = knowledge()
    remembered.lastHeartbeat = now + .hours(3)
    remembered.answering = now + .hours(3)
    remembered.since = now + .hours(3)
    func way(at time: Timestamp) -> Way {
      judge(
        answers, settings(), textfile: .up(evidence: ""), mail: .up(evidence: ""), rules: [], knowledge: &remembered,
        at: time
      ).way
    }
    #expect(way(at: now) == .stack)
    #expect(way(at: now + .minutes(6)) == .alertmanager)
  }

  @Test("calls no file old because a clock that was wrong wrote one")
  func exportsOfTheFuture() {
    var remembered = knowledge()
    for minute in 1...120 { remembered.note(export: exported + .hours(3) + .minutes(Int64(minute))) }
    remembered.note(export: exported)
    #expect(remembered.exports == [exported])
    #expect(verdict(healthy(), remembered).broken == nil)
  }

  @Test("is content with one member of a cluster")
  func cluster() {
    var two = settings()
    two.alertmanagers = ["http://dead:9093", member]
    var answers = healthy()
    answers[.heartbeats("http://dead:9093")] = refused("nobody listens")
    var remembered = knowledge()
    let verdict = judge(
      answers, two, textfile: .up(evidence: ""), mail: .up(evidence: ""), rules: [], knowledge: &remembered, at: now)
    #expect(verdict.way == .stack && verdict.members == [member])
  }

  // MARK: What can't be

  private func changed(_ question: Question, _ text: String) -> PathVerdict {
    var answers = healthy()
    answers[question] = answer(text)
    return verdict(answers)
  }

  @Test(
    "calls node_exporter broken where it shows what is no time, and names it",
    arguments: ["NaN", "+Inf", "-Inf", "9.3e15", "1e308", "-1e308", "-1", "253402300800"])
  func impossibleExport(number: String) {
    let verdict = changed(.exporter, "batchwatch_export_timestamp_seconds \(number)\n")
    guard case .down(let evidence, _)? = verdict.links[.nodeExporter] else {
      Issue.record("\(String(describing: verdict.links[.nodeExporter]))")
      return
    }
    #expect(evidence.hasPrefix("http://node:9100 says batchwatch_export_timestamp_seconds "))
    #expect(evidence.hasSuffix(", which is no time") && verdict.way == .stack)
  }

  @Test("believes no export from far ahead")
  func exportAhead() {
    let verdict = changed(.exporter, "batchwatch_export_timestamp_seconds 253402300799\n")
    #expect(verdict.links[.nodeExporter]?.isDown == true)
  }

  @Test("looks at no twin with labels, which any program that writes textfiles can make")
  func twin() {
    let own = "batchwatch_export_timestamp_seconds 1.772776800125e+09\n"
    let twin = "batchwatch_export_timestamp_seconds{a=\"b\"} NaN\nnode_textfile_scrape_error{a=\"b\"} 1\n"
    #expect(changed(.exporter, twin + own).links[.nodeExporter]?.isUp == true)
    #expect(changed(.exporter, own + twin).links[.nodeExporter]?.isUp == true)
    #expect(changed(.exporter, twin).links[.nodeExporter]?.isDown == true)
  }

  @Test("leaves the receivers unknown where they are not counted", arguments: ["NaN", "+Inf", "-3", "1e300"])
  func impossibleCounts(number: String) {
    let verdict = changed(.notifications(member), "alertmanager_notifications_total{integration=\"email\"} \(number)\n")
    guard case .unknown(let reason)? = verdict.links[.receivers] else {
      Issue.record("\(String(describing: verdict.links[.receivers]))")
      return
    }
    #expect(reason.hasPrefix("\(member) says alertmanager_notifications_total{integration=\"email\"} "))
    #expect(verdict.way == .stack && verdict.links[.alertmanager]?.isUp == true)
  }

  @Test("keeps what it knows of the receivers while they are not counted")
  func countsOfBefore() {
    var remembered = knowledge()
    let before = Receivers(counts: ["email": NotificationCounts(tried: 3, failed: 3)], failing: ["email"])
    remembered.receivers[member] = before
    var answers = healthy()
    answers[.notifications(member)] = answer("alertmanager_notifications_total{integration=\"email\"} NaN\n")
    let verdict = judge(
      answers, settings(), textfile: .up(evidence: ""), mail: .up(evidence: ""), rules: [], knowledge: &remembered,
      at: now)
    #expect(verdict.links[.receivers]?.isDown == true && remembered.receivers[member] == before)
  }

  @Test("knows no start of Alertmanager where that is no time, and says so")
  func impossibleStart() {
    var remembered = knowledge()
    for number in ["-1e305", "-1e300", "NaN", "1e300", "+Inf", "NaN"] {
      var answers = healthy()
      answers[.notifications(member)] = answer("process_start_time_seconds \(number)\n")
      let verdict = judge(
        answers, settings(), textfile: .up(evidence: ""), mail: .up(evidence: ""), rules: [], knowledge: &remembered,
        at: now)
      #expect(verdict.restarted == nil && remembered.started[member] == nil)
      guard case .up(let evidence)? = verdict.links[.alertmanager] else {
        Issue.record("\(String(describing: verdict.links[.alertmanager]))")
        continue
      }
      #expect(evidence.hasPrefix("1 of 1 members answer: \(member) says process_start_time_seconds "))
    }
  }

  @Test("leaves Prometheus unknown where its counters are none", arguments: ["NaN", "-1", "+Inf"])
  func impossibleErrors(number: String) {
    let verdict = changed(.prometheus, "prometheus_notifications_errors_total{alertmanager=\"x\"} \(number)\n")
    guard case .unknown(let reason)? = verdict.links[.prometheus] else {
      Issue.record("\(String(describing: verdict.links[.prometheus]))")
      return
    }
    #expect(reason.contains("which is no count"))
  }

  @Test("quotes what a server says in one line of some hundred characters")
  func longWords() {
    let error = "x\\n" + String(repeating: "é", count: 100_000)
    let verdict = changed(
      .targets,
      #"{"status":"success","data":{"activeTargets":[{"labels":{"job":"node","instance":"a:9100"},"#
        + #""health":"down","lastError":"\#(error)"}]}}"#)
    guard case .down(let evidence, _)? = verdict.links[.scrape] else {
      Issue.record("\(String(describing: verdict.links[.scrape]))")
      return
    }
    #expect(evidence.utf8.count < 1000 && !evidence.contains("\n"))
  }
}
