import Batches
import Ledger
import Presentation
import Testing

@testable import RecordingCommands

private let now = Timestamp(seconds: 1_772_776_860)

private func line(_ change: (inout MonitorSummary) -> Void) -> String {
  var summary = MonitorSummary(
    lastPass: now - TimeSpan(seconds: 40), way: "stack",
    links: [LinkRecord(link: "scrape", state: "up", evidence: "it worked", fix: "")], heartbeatAge: .minutes(1),
    outbox: 0, notifications: [])
  change(&summary)
  return String(
    statusView([], named: false, monitor: summary, at: now, style: OutputStyle()).split(separator: "\n").last ?? "")
}

@Suite("Status says of the alert path") struct AlertPathLineTests {
  @Test("that it works")
  func works() { #expect(line { _ in } == "alert path  works, its heartbeat came back 1m 00s old") }

  @Test("which link is broken first")
  func broken() {
    let text = line { $0.links.append(LinkRecord(link: "rules", state: "down", evidence: "none\u{1B}", fix: "load")) }
    #expect(text == "alert path  broken at rules: none\\x1b; see batchwatch doctor")
  }

  @Test("that nobody watches")
  func stale() {
    #expect(
      line { $0.lastPass = now - .hours(2) }.hasPrefix("alert path  nobody watches: the monitor's last pass ended 2h"))
  }

  @Test("that mail is the path, and that mails wait")
  func mail() {
    #expect(line { $0.way = "" } == "alert path  by mail, as no stack is configured; last pass 40s ago")
    #expect(line { $0.outbox = 2 } == "            2 mails wait for a relay; see batchwatch doctor")
  }

  @Test("that nobody would hear where neither is configured")
  func nobody() {
    #expect(line { $0.way = "none" } == "alert path  NOBODY would hear: neither 'alert_path' nor 'mail' is configured")
  }

  @Test("that no heartbeat came yet")
  func first() { #expect(line { $0.heartbeatAge = nil } == "alert path  no heartbeat has come back yet") }
}
