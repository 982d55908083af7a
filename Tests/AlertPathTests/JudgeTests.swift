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
}
