import Batches
import Testing

@testable import Presentation
@testable import RecordingCommands

/// What the views say of attempts, refused starts, accepted statuses and kept logs.
@Suite struct PresentationGuardTests {
  private func status(_ report: BatchReport, at time: Timestamp) -> String {
    statusView([Night.shown(report)], named: true, at: time, style: OutputStyle(width: 80, unicode: true))
  }

  private func history(_ runs: [HistoryEntry], refused: [RefusedStart] = []) -> String {
    historyView(
      runs, refused: refused, of: "leads-nightly", currency: "USD", zone: Night.zone,
      style: OutputStyle(width: 80, unicode: true))
  }

  private func run(_ outcome: Outcome = .succeeded, day: Int64 = 0) -> HistoryEntry {
    var run = HistoryEntry(name: "r\(day)", outcome: outcome, start: Night.slot - .days(day))
    run.end = run.start + .hours(1)
    return run
  }

  @Test func statusTellsTheLastAttemptOfARunThatGoesOn() throws {
    var report = try Night.running()
    report.run?.attempts = [Night.attempt(1), Night.attempt(2)]
    report.run?.attempts[1].next = Night.slot + .minutes(18)
    let during = status(report, at: Night.slot + .minutes(9))
    #expect(
      during.contains(
        "  attempt   2 of 3 failed: exit status 2 at 01:08 EST; next at 01:18 EST, in 9m\n            00s\n"))
    let after = status(report, at: Night.slot + .minutes(20))
    #expect(
      after.contains(
        "  attempt   2 of 3 failed: exit status 2 at 01:08 EST; the next began at 01:18\n            EST\n"), "\(after)"
    )
    report.run?.outcome = .succeeded
    report.run?.end = Night.slot + .minutes(30)
    #expect(!status(report, at: Night.slot + .minutes(31)).contains("attempt"))
  }

  @Test func statusTellsTheAttemptsOfAStageWhileItRuns() throws {
    var report = try Night.running()
    report.run?.attempts = [Night.attempt(1, stage: "enrich"), Night.attempt(2, stage: "scrape")]
    let text = status(report, at: Night.slot + .minutes(9))
    #expect(text.contains("  attempt   enrich: 1 of 3 failed: exit status 1 at 01:03 EST\n"))
    #expect(!text.contains("scrape: 2 of 3"), "it is complete by now")
  }

  @Test func statusTakesDurationsAsTheyWereMeasured() throws {
    var report = try Night.succeeded()
    report.run?.measured = .hours(3)
    report.stages[0].measured = .minutes(12)
    let text = status(report, at: Night.slot + .hours(3))
    #expect(text.contains("took 3h 00m"))
    #expect(text.contains("12m 00s"))
  }

  @Test func statusNamesTheLogs() throws {
    var report = try Night.running()
    report.run?.log = "/var/log/batches/night.log"
    report.stages[1].log = "/var/log/batches/enrich.log"
    let text = status(report, at: Night.slot + .minutes(9))
    #expect(text.contains("  log       /var/log/batches/night.log\n"))
    #expect(text.contains("  log       enrich: /var/log/batches/enrich.log\n"))
  }

  @Test func historyHasRefusedStartsBetweenTheRuns() {
    let start = Night.slot
    let refused = [
      RefusedStart(time: start + .minutes(30), waited: .minutes(10), holder: "r0"),
      RefusedStart(time: start - .hours(1), waited: .zero, holder: nil),
    ]
    #expect(
      history([run(), run(day: 1)], refused: refused) == """
        STARTED                 TOOK  OUTCOME
        2026-03-06 01:30 EST          refused    run r0 went on, waited 10m 00s
        2026-03-06 01:00 EST  1h 00m  succeeded
        2026-03-06 00:00 EST          refused    an earlier run went on
        2026-03-05 01:00 EST  1h 00m  succeeded

        """)
    #expect(history([], refused: [refused[1]]).contains("refused"))
  }

  @Test func historyTellsAStatusThatCountsAsSuccess() {
    var accepted = run()
    accepted.exitStatus = 24
    #expect(history([accepted, run(day: 1)]).contains("succeeded (exit status 24)\n"))
  }

  @Test func historyTellsTheAttemptsOfARun() {
    var retried = run()
    retried.measured = .minutes(7)
    retried.attempts = [Night.attempt(1), Night.attempt(2), Night.attempt(1, stage: "enrich")]
    #expect(
      history([retried, run(day: 1)]) == """
        STARTED                 TOOK  OUTCOME
        2026-03-06 01:00 EST  7m 00s  succeeded
              after 2 failed attempts: exit status 1, exit status 2
        2026-03-05 01:00 EST  1h 00m  succeeded

        """)
    retried.log = "/var/log/batches/night.log"
    #expect(
      history([retried]) == """
        STARTED                 TOOK  OUTCOME
        2026-03-06 01:00 EST  7m 00s  succeeded
              after 2 failed attempts: exit status 1, exit status 2

        Attempt 1 of 3: 2026-03-06 01:02 EST, took 1m 00s: exit status 1
          no route

        Attempt 2 of 3: 2026-03-06 01:07 EST, took 1m 00s: exit status 2
          no route

        Attempt 1 of 3 of stage enrich: 2026-03-06 01:02 EST, took 1m 00s: exit status 1
          no route

        The whole output: /var/log/batches/night.log

        """)
  }
}
