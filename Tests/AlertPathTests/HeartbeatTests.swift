import Batches
import JSON
import Testing

@testable import AlertPath

private let answer = #"""
  [
    {"labels": {"alertname": "BatchwatchHeartbeat", "instance": "a:9100", "job": "node", "severity": "none", "dc": "x"},
     "annotations": {"timestamp": "1772776800.125", "summary": "s"}, "status": {"state": "active"}},
    {"labels": {"alertname": "BatchwatchHeartbeat", "instance": "b:9100"}, "annotations": {"timestamp": "1772776810"}},
    {"labels": {"alertname": "Other"}, "annotations": {"timestamp": "1"}},
    {"labels": {"alertname": "BatchwatchHeartbeat"}, "annotations": {"timestamp": "1e9"}},
    {"labels": {"alertname": "BatchwatchHeartbeat"}, "annotations": {"timestamp": "-5"}},
    {"labels": 7}, null, "x"
  ]
  """#

@Suite("The heartbeat")
struct HeartbeatTests {
  @Test("is read from Alertmanager's answer, whatever else stands there")
  func reads() throws {
    let found = try heartbeats(in: Array(answer.utf8))
    #expect(found.map(\.exported.milliseconds) == [1_772_776_800_125, 1_772_776_810_000])
    #expect(found[0].hostLabels == ["instance": "a:9100", "job": "node", "dc": "x"])
    #expect(throws: JSONError.self) { try heartbeats(in: Array("{}".utf8)) }
    #expect(throws: JSONError.self) { try heartbeats(in: Array("<html>".utf8)) }
  }

  @Test("of this host is the one whose time this host wrote, or whose labels such a one had")
  func own() throws {
    let found = try heartbeats(in: Array(answer.utf8))
    let time = Timestamp(milliseconds: 1_772_776_800_125)
    #expect(ownHeartbeat(among: found, exports: [time], known: nil) == found[0])
    #expect(ownHeartbeat(among: found, exports: [], known: nil) == nil)
    #expect(ownHeartbeat(among: found, exports: [], known: found[1].labels) == found[1])
    #expect(ownHeartbeat(among: found, exports: [time], known: found[1].labels) == found[0], "what is proven counts")
  }
}

@Suite("A heartbeat that can't be")
struct ImpossibleHeartbeatTests {
  private let time = Timestamp(seconds: 1_772_776_800)
  private let labels = ["alertname": "BatchwatchHeartbeat", "instance": "a:9100", "job": "node"]

  @Test("is no twin with more labels, which any program that writes textfiles can make")
  func twin() {
    let own = Heartbeat(labels: labels, exported: time)
    let twin = Heartbeat(labels: labels.merging(["member": "x"]) { $1 }, exported: time)
    for all in [[own, twin], [twin, own]] {
      #expect(ownHeartbeat(among: all, exports: [time], known: nil) == own)
      #expect(ownHeartbeat(among: all, exports: [time], known: labels) == own)
      #expect(ownHeartbeat(among: all, exports: [time], known: twin.labels) == twin, "its labels were learned before")
    }
  }

  @Test("is of no time that lies far ahead of the last export")
  func ahead() {
    let soon = Heartbeat(labels: labels, exported: time + .minutes(59))
    let late = Heartbeat(labels: labels, exported: time + .days(365))
    #expect(ownHeartbeat(among: [soon, late], exports: [time], known: labels) == soon)
    #expect(ownHeartbeat(among: [late], exports: [time], known: labels) == nil)
  }

  @Test("has no time but one that seconds since 1970 can tell, and no more labels than a request can carry")
  func unread() throws {
    func found(_ timestamp: String, more: [String: String] = [:]) throws -> [Heartbeat] {
      let pairs = labels.merging(more) { $1 }.map { #""\#($0)":"\#($1)""# }.joined(separator: ",")
      let text = #"[{"labels":{\#(pairs)},"annotations":{"timestamp":"\#(timestamp)"}}]"#
      return try heartbeats(in: Array(text.utf8))
    }
    for text in [
      "NaN", "+Inf", "-1", "1e9", "9300000000000000", "9223372036854775807", "9223372036854775808", "", ".", "1.2.3",
      "99999999999999999999999", "1.1234567890",
    ] {
      #expect(try found(text).isEmpty, "\(text)")
    }
    #expect(try found("99999999999.999").count == 1)
    #expect(try found("1", more: ["a": String(repeating: "x", count: 9000)]).isEmpty)
    let many = Dictionary(uniqueKeysWithValues: (0..<100).map { ("l\($0)", "x") })
    #expect(try found("1", more: many).isEmpty)
  }
}

@Suite("What a member of the cluster counts")
struct MemberPageTests {
  private func page(_ text: String) -> MemberPage { MemberPage(Array(text.utf8), of: "http://am") }

  @Test(
    "is not believed where it is no count",
    arguments: ["NaN", "+Inf", "-Inf", "-1", "-1e305", "1e308", "9.3e15"])
  func counts(number: String) {
    let read = page(
      "alertmanager_notifications_total{integration=\"email\"} 3\n"
        + "alertmanager_notifications_failed_total{integration=\"email\"} \(number)\nprocess_start_time_seconds 5\n")
    #expect(read.counts.isEmpty && read.started == Timestamp(seconds: 5))
    #expect(read.impossibleCounts.count == 1 && read.impossibleStart.isEmpty)
    #expect(
      read.impossibleCounts.first?.hasPrefix(
        "http://am says alertmanager_notifications_failed_total{integration=\"email\"} ") == true)
  }

  @Test("has no start where that is no time", arguments: ["NaN", "+Inf", "-1e305", "-1", "1e300", "253402300800"])
  func start(number: String) {
    let read = page("alertmanager_notifications_total{integration=\"email\"} 3\nprocess_start_time_seconds \(number)\n")
    #expect(read.started == nil && read.counts.count == 1)
    #expect(read.impossibleStart.first?.hasSuffix(", which is no time") == true)
  }

  @Test("is of no more integrations than there are, and of short names")
  func many() {
    let lines = (0..<101).map { "alertmanager_notifications_total{integration=\"i\($0)\"} 1\n" }
    #expect(page(lines.joined()).counts.isEmpty && page(lines.joined()).impossibleCounts.count == 1)
    #expect(page(lines.dropLast().joined()).counts.count == 100)
    let long = String(repeating: "x", count: 70_000)
    let name = page("alertmanager_notifications_total{integration=\"\(long)\"} 1\n").counts.keys.first
    #expect(name?.utf8.count ?? 0 < 400)
  }

  @Test("is the first thousand lines that are wanted, of however many")
  func bounded() {
    let line = "batchwatch_export_timestamp_seconds{a=\"b\"} 1\n"
    let page = Array(String(repeating: line, count: 3000).utf8)
    #expect(samples(["batchwatch_export_timestamp_seconds"], in: page).count == 1000)
    #expect(samples(["a"], in: Array(String(repeating: "\n", count: 100_000).utf8)).isEmpty)
  }
}

@Suite("Alertmanager's receivers")
struct ReceiversTests {
  private func page(_ lines: (String, Int, Int)...) -> [String: NotificationCounts] {
    var text = "# HELP alertmanager_notifications_total x\n"
    for (integration, tried, failed) in lines {
      text += "alertmanager_notifications_total{integration=\"\(integration)\"} \(tried)\n"
      text += "alertmanager_notifications_failed_total{integration=\"\(integration)\",reason=\"other\"} \(failed)\n"
      text += "alertmanager_notifications_failed_total{integration=\"\(integration)\",reason=\"clientError\"} 0\n"
    }
    return MemberPage(Array(text.utf8), of: "http://am").counts
  }

  @Test("fail once something was lost and nothing got through, until something gets through")
  func moves() {
    var receivers = Receivers().updated(by: page(("email", 0, 0), ("webhook", 3, 0)))
    #expect(receivers.failing.isEmpty)
    receivers = receivers.updated(by: page(("email", 2, 2), ("webhook", 4, 1)))
    #expect(receivers.failing == ["email", "webhook"])
    receivers = receivers.updated(by: page(("email", 2, 2), ("webhook", 4, 1)))
    #expect(receivers.failing == ["email", "webhook"], "nothing moved, so nothing is known to be mended")
    receivers = receivers.updated(by: page(("email", 3, 2), ("webhook", 5, 2)))
    #expect(receivers.failing == ["webhook"])
    receivers = receivers.updated(by: page(("email", 1, 1), ("webhook", 1, 0)))
    #expect(receivers.failing == ["email"], "after a restart it counts from 0")
    #expect(receivers.updated(by: [:]).failing.isEmpty)
  }

  @Test("are read past lines that nobody can read")
  func format() {
    let page = #"""
      a 1
      a{x="q\"uo\\te\n",y=""} 2.5 1234
      a{x=} 3
      a{x="open
      a{} NaN
      b 4
      a
      """#
    let found = samples(["a"], in: Array(page.utf8))
    #expect(found.map(\.labels) == [[:], ["x": "q\"uo\\te\n", "y": ""], [:]])
    #expect(found[0].value == 1 && found[1].value == 2.5 && found[2].value.isNaN)
  }
}
