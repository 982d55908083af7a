import Batches
import Testing

@testable import Presentation
@testable import RecordingCommands

private func sampleRuns() -> [HistoryEntry] {
  let running = HistoryEntry(name: "20260307T060205.000Z-k3f", outcome: .running, start: Night.slot + .days(1))
  var succeeded = HistoryEntry(name: "20260306T060205.000Z-k3f", outcome: .succeeded, start: Night.slot)
  succeeded.end = Night.slot + .hours(2)
  succeeded.leads = 812
  succeeded.completion = 1
  succeeded.costs = [Cost(resource: "gpu", currency: "USD", amount: 7.5)]
  succeeded.cpuSeconds = 5012
  succeeded.peakMemoryBytes = 3_221_225_472
  var failed = HistoryEntry(name: "by-hand", outcome: .failed, start: Night.slot - .days(1))
  failed.end = Night.slot - .hours(23)
  failed.completion = 0.5
  failed.exitStatus = 3
  failed.reason = "enrich: 502 Bad Gateway from the vendor"
  succeeded.problems = [Problem(kind: .slow, alert: "BatchSlow", text: "the run took 2h 00m, the limit is 1h")]
  failed.output = Array("line one\r\n\nline \u{1b}[31mthree\n".utf8)
  return [running, succeeded, failed]
}

private func history(_ runs: [HistoryEntry], _ width: Int) -> String {
  historyView(
    runs, of: "leads-nightly", currency: "USD", zone: Night.zone, style: OutputStyle(width: width, unicode: true))
}

@Suite("What history and schedule print")
struct PresentationHistoryTests {
  @Test("a line for each run; a reason that finds no room stands below")
  func runs() {
    #expect(
      history(sampleRuns(), 80) == """
        STARTED                 TOOK  OUTCOME     DONE  LEADS      COST  PER LEAD
        2026-03-07 01:00 EST          running
        2026-03-06 01:00 EST  2h 00m  succeeded  100 %    812  7.50 USD    0.0092
              BatchSlow: the run took 2h 00m, the limit is 1h
        2026-03-05 01:00 EST  1h 00m  failed      50 %
              exit 3, enrich: 502 Bad Gateway from the vendor

        """)
    #expect(
      history(sampleRuns(), 180) == """
        STARTED                 TOOK  OUTCOME     DONE  LEADS      COST  PER LEAD     CPU   MEMORY  RUN
        2026-03-07 01:00 EST          running                                                       20260307T060205.000Z-k3f
        2026-03-06 01:00 EST  2h 00m  succeeded  100 %    812  7.50 USD    0.0092  1h 23m  3.0 GiB  20260306T060205.000Z-k3f\
          BatchSlow: the run took 2h 00m, the limit is 1h
        2026-03-05 01:00 EST  1h 00m  failed      50 %                                              by-hand\
                           exit 3, enrich: 502 Bad Gateway from the vendor

        """)
  }

  @Test("the end of the output below a single run")
  func output() {
    #expect(
      history([sampleRuns()[2]], 80) == #"""
        STARTED                 TOOK  OUTCOME  DONE
        2026-03-05 01:00 EST  1h 00m  failed   50 %
              exit 3, enrich: 502 Bad Gateway from the vendor

        The end of its output:
          line one

          line \x1b[31mthree

        """#)
    #expect(history([], 80) == "No run of leads-nightly is recorded.\n")
  }

  @Test("slots on the batch's clock and in UTC, and where the clocks change")
  func slots() throws {
    let third = Slot(start: Night.slot + .days(3) - .hours(1), deadline: Night.slot + .days(4))
    let cron = UpcomingSlots(
      batch: "leads-nightly", schedule: try Night.cron(), zone: Night.zone,
      slots: [Night.slot(day: 1), Night.slot(day: 2), third],
      warnings: ["complete_within (30h) never raises BatchIncomplete: the next slot comes first"])
    let every = UpcomingSlots(batch: "sync", schedule: .every(.hours(6)), zone: .utc, slots: [])
    let never = UpcomingSlots(
      batch: "never", schedule: .cron(try CronExpression(parsing: "0 0 30 2 *")), zone: .utc, slots: [])
    let free = UpcomingSlots(batch: "free", schedule: nil, zone: .utc, slots: [])
    let clock = "cron on this host runs by UTC"
    #expect(
      scheduleView([cron, every, never, free], warnings: [clock], style: OutputStyle(width: 80, unicode: true)) == """
        leads-nightly  0 1 * * *  America/New_York
          SLOT                      UTC          START BY  COMPLETE BY       UTC
          Sat 2026-03-07 01:00 EST  03-07 06:00  01:15     05:00             03-07 10:00
          Sun 2026-03-08 01:00 EST  03-08 06:00  01:15     06:00 EDT         03-08 10:00
          Mon 2026-03-09 01:00 EDT  03-09 05:00            2026-03-10 02:00  03-10 06:00
              the first after the clocks went forward 1h
          warning: complete_within (30h) never raises BatchIncomplete: the next slot
                   comes first

        sync  every 6h  UTC
          Each slot is counted from the last start.

        never  0 0 30 2 *  UTC
          No slot comes within 40 years: no such day exists.

        free  no schedule
          It is recorded whenever it runs.

        warning: cron on this host runs by UTC

        """)
    #expect(
      scheduleView([], style: OutputStyle(width: 60)) == """
        No batch has a schedule. Give one to a batch in config.yml,
        such as
          schedule: "0 1 * * *"

        """)
  }
}
