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

@Suite("Alertmanager's receivers")
struct ReceiversTests {
  private func page(_ lines: (String, Int, Int)...) -> [UInt8] {
    var text = "# HELP alertmanager_notifications_total x\n"
    for (integration, tried, failed) in lines {
      text += "alertmanager_notifications_total{integration=\"\(integration)\"} \(tried)\n"
      text += "alertmanager_notifications_failed_total{integration=\"\(integration)\",reason=\"other\"} \(failed)\n"
      text += "alertmanager_notifications_failed_total{integration=\"\(integration)\",reason=\"clientError\"} 0\n"
    }
    return Array(text.utf8)
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
    #expect(receivers.updated(by: []).failing.isEmpty)
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
