import Batches
import Platform
import Testing

@testable import Tracker

@Suite struct RecordCodingTests {
  static let hostile = [
    "", "-", "=", "a\tb", "a\nb", "a\r\nb", "\r", "\\", "\\t", "\\\\n", "\u{0}\u{1B}[31m", "\u{FFFD}\u{2028}",
    "e\u{301}👩‍👩‍👧", String(repeating: "\\\t", count: 2000),
  ]

  static let command = CommandResult(exitStatus: -1, cpuSeconds: 0.1, peakMemoryBytes: 1 << 40, output: Array(0...255))

  static let events: [Record.Event] =
    [
      .start(process: nil), .start(process: ProcessIdentity(pid: 1, startTicks: 2, boot: "a-b")),
      .stage("scrape", .complete), .stage("scrape", .progress(0.1)), .stage("scrape", .progress(1e-300)),
      .stage("scrape", .items(done: 0, total: 1_000_000_000_000_000)), .stage("scrape", .count(12)),
      .stage("scrape", .skipped),
      .stage("scrape", .failed(reason: nil)), .leads(0), .leads(1_000_000_000_000_000),
      .cost(Cost(resource: "gpu", currency: "USD", amount: 0.1 + 0.2), stage: nil),
      .cost(Cost(resource: "gpu", currency: "USD", amount: 1e12), stage: "scrape"), .end(RunEnd()),
      .end(RunEnd(failed: true, reason: "x", command: command)), .command(stage: "scrape", command), .lost,
      .start(process: nil, log: "/var/log/a b"),
      .start(process: ProcessIdentity(pid: 1, startTicks: 2, boot: "a-b"), log: "/a\tb"),
      .stage("scrape", .progress(0), by: StageCommand(log: "/log")), .stage("scrape", .complete, by: StageCommand()),
      .stage("scrape", .items(done: 1, total: 2), by: StageCommand(duration: .hours(1))),
      .stage(
        "scrape", .failed(reason: nil), by: StageCommand(result: command, duration: .zero, log: "/log")),
      .end(RunEnd(duration: .zero)), .end(RunEnd(log: "/log")),
      .end(RunEnd(failed: true, reason: "-", command: command, duration: .days(400), log: "/log")),
      .attempt(
        FailedAttempt(
          number: 1, most: 101, start: Fixture.start, duration: TimeSpan(milliseconds: 1), reason: nil, command: command
        )),
      .attempt(
        FailedAttempt(
          stage: "scrape", number: 2, most: 3, start: Fixture.start, duration: .hours(1), next: Fixture.start,
          reason: "exit status 1\n", command: command)),
      .refused(Refusal()), .refused(Refusal(waited: .minutes(10), holder: "night")),
    ] + hostile.flatMap { [.stage("scrape", .failed(reason: $0)), .end(RunEnd(failed: true, reason: $0))] }

  @Test(arguments: events) func everyRecordComesBack(event: Record.Event) throws {
    for run in [nil, "night"] {
      for time in [0, 1, 1_772_758_800_123] {
        let record = Record(
          id: "id", batch: "leads", run: run, time: Timestamp(milliseconds: Int64(time)), timeIsGiven: time == 1,
          event: event)
        #expect(record.encoded.utf8.filter { $0 == UInt8(ascii: "\n") }.count == 1)
        #expect(Record(encoded: record.encoded) == record)
      }
    }
  }

  @Test(arguments: events) func aTornRecordIsNone(event: Record.Event) {
    let text = Record(id: "id", batch: "leads", run: nil, time: Fixture.start, event: event).encoded
    let bytes = Array(text.utf8)
    for count in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 50)) {
      #expect(Record(encoded: String(decoding: bytes[..<count], as: UTF8.self)) == nil)
    }
  }

  @Test(arguments: [
    "\n", "2\tid\tleads\t\t0\tnow\tlost\n", "1\t../id\tleads\t\t0\tnow\tlost\n", "1\tid\t../leads\t\t0\tnow\tlost\n",
    "1\tid\tleads\t/\t0\tnow\tlost\n", "1\tid\tleads\t\tsoon\tnow\tlost\n", "1\tid\tleads\t\t0\tnow\tmystery\n",
    "1\tid\tleads\t\t0\tnow\tleads\t-1\n", "1\tid\tleads\t\t0\tnow\tleads\t99999999999999999999\n",
    "1\tid\tleads\t\t0\tnow\tcost\tgpu\tUSD\tnan\t\n", "1\tid\tleads\t\t0\tnow\tcost\tgpu\tUSD\tinf\t\n",
    "1\tid\tleads\t\t0\tnow\tcost\tgpu\tUSD\t-1\t\n", "1\tid\tleads\t\t0\tnow\tstage\ts\tprogress\tnan\n",
    "1\tid\tleads\t\t0\tnow\tstage\ts\tprogress\t1.5\n", "1\tid\tleads\t\t0\tnow\tstage\ts\titems\t3\t2\n",
    "1\tid\tleads\t\t0\tnow\tstage\ts\titems\t0\t0\n", "1\tid\tleads\t\t0\tnow\tcommand\ts\t0\t0\t0\tabc\n",
    "1\tid\tleads\t\t0\tnow\tcommand\ts\t0\tinf\t0\tab\n", "1\tid\tleads\t\t0\tnow\tstart\t1\t2\n",
    "1\tid\tleads\t\t0\tnow\tstart\tlog\n", "1\tid\tleads\t\t0\tnow\tstart\t1\t2\tb\tlog\n",
    "1\tid\tleads\t\t0\tnow\tend\tended\t-\t-1\t\n", "1\tid\tleads\t\t0\tnow\tend\tended\t-\t\tlog\n",
    "1\tid\tleads\t\t0\tnow\tcommand-stage\ts\tx\t\t0\tcomplete\n",
    "1\tid\tleads\t\t0\tnow\tcommand-stage\ts\t1\t\t1\tcomplete\n",
    "1\tid\tleads\t\t0\tnow\tcommand-stage\ts\t1\t\t2\tcomplete\n",
    "1\tid\tleads\t\t0\tnow\tcommand-stage\ts\t1\tlog\t0\tcomplete\n",
    "1\tid\tleads\t\t0\tnow\tattempt\t\t0\t3\t0\t1\t\t-\t1\t0\t0\tab\n",
    "1\tid\tleads\t\t0\tnow\tattempt\t\t1\t3\t-1\t1\t\t-\t1\t0\t0\tab\n",
    "1\tid\tleads\t\t0\tnow\tattempt\t\t1\t3\t0\t-1\t\t-\t1\t0\t0\tab\n",
    "1\tid\tleads\t\t0\tnow\tattempt\t../s\t1\t3\t0\t1\t\t-\t1\t0\t0\tab\n",
    "1\tid\tleads\t\t0\tnow\tattempt\t\t1\t3\t0\t1\tsoon\t-\t1\t0\t0\tab\n",
    "1\tid\tleads\t\t0\tnow\trefused\t-1\t\n", "1\tid\tleads\t\t0\tnow\trefused\t1\t../x\n",
  ])
  func nonsenseIsNoRecord(text: String) {
    #expect(Record(encoded: text) == nil)
  }
}

@Suite struct RecordTimeTests {
  /// A file that somebody damaged must not bring a time into the tracker on which arithmetic ends the process.
  @Test(arguments: [Int64.min, -1, 253_402_300_800_000, Int64.max])
  func refusesATimeBeyondTheYear9999(milliseconds: Int64) {
    let record = Record(
      id: "id", batch: "leads", run: nil, time: Timestamp(milliseconds: milliseconds), event: .leads(1))
    #expect(Record(encoded: record.encoded) == nil)
  }
}
