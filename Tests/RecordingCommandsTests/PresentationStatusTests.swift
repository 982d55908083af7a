import Batches
import Foundation
import Testing

@testable import Presentation
@testable import RecordingCommands

private let narrow = OutputStyle(width: 80, unicode: true)
private let wide = OutputStyle(width: 120, unicode: true)
private let now = Night.slot + .minutes(42)

private func block(_ report: BatchReport, at time: Timestamp = now, _ style: OutputStyle = narrow) -> String {
  statusView([Night.shown(report)], named: true, at: time, style: style)
}

private func fiveBatches() throws -> [ShownBatch] {
  var overlapping = try Night.running()
  overlapping.openRuns = 2
  overlapping.run?.progress = Night.slot - .minutes(20)
  return [
    Night.shown(try Night.succeeded("report")), Night.shown(overlapping),
    Night.shown(try Night.due("sync-of-a-very-long-name")), Night.shown(try Night.failed("x")),
    Night.shown(try Night.running("zebra")),
  ]
}

@Suite("What status prints")
struct PresentationStatusTests {
  @Test("for a running batch")
  func running() throws {
    #expect(
      block(try Night.running()) == #"""
        ● leads-nightly  running for 39m 55s, 22.22 %
          Scrape, enrich and mail the night's leads

          scrape  ████████████████████    100 %  1000/1000  10m 00s
          enrich  ██████░░░░░░░░░░░░░░  33.33 %   800/2400  29m 55s  running
          dedupe  ░░░░░░░░░░░░░░░░░░░░      0 %
          score   ░░░░░░░░░░░░░░░░░░░░      0 %
          mockup  ░░░░░░░░░░░░░░░░░░░░      0 %                      optional
          email   ░░░░░░░░░░░░░░░░░░░░      0 %

          slot      01:00 EST, started 2m 05s after it
          run       20260306T060205.000Z-k3f, since 01:02 EST
          expected  03:00 EST, in 1h 18m
          deadline  05:00 EST, in 3h 18m
          leads     10
          cost      7.30 USD (gpu 7.00, proxy 0.30), gpu limit 20.00
          per lead  0.73 USD, limit 0.75

        """#)
  }

  @Test("for a succeeded batch, on a wide terminal")
  func succeeded() throws {
    #expect(
      block(try Night.succeeded(), at: Night.slot + .hours(3), wide) == #"""
        ✓ leads-nightly  succeeded 1h 00m ago, took 1h 57m, 100 %
          Scrape, enrich and mail the night's leads

          scrape  ██████████████████████████████  100 %  1000/1000  10m 00s
          enrich  ██████████████████████████████  100 %  2400/2400  47m 55s
          dedupe  ██████████████████████████████  100 %
          score   ██████████████████████████████  100 %
          mockup                                                             skipped
          email   ██████████████████████████████  100 %

          slot      01:00 EST, started 2m 05s after it
          run       20260306T060205.000Z-k3f, 01:02 EST to 03:00 EST
          deadline  05:00 EST, met with 2h 00m left
          leads     10
          cost      7.30 USD (gpu 7.00, proxy 0.30), gpu limit 20.00
          per lead  0.73 USD, limit 0.75
          used      1h 23m CPU, 3.0 GiB peak memory
          next      2026-03-07 01:00 EST, in 21h 00m

        """#)
  }

  @Test("for a failed batch, where only ASCII shows; what a terminal would obey is escaped")
  func failed() throws {
    #expect(
      block(try Night.failed(), at: Night.slot + .hours(5), OutputStyle(width: 80)) == #"""
        x leads-nightly  failed 4h 18m ago, took 39m 55s, 22.22 %
          Scrape, enrich and mail the night's leads
          ! BatchIncomplete: the deadline passed 1h 00m ago at 22.22 %, missing: enrich,
            dedupe, score, email
          ! BatchFailed: the last 3 runs ended without success, the newest failed: the
            API answered 502 Bad Gateway \x1b[31mnginx\x1b[0m\nand 17 more lines
          ! BatchCostPerLeadHigh: a lead costs 0.9125 USD, the limit is 0.75

          scrape  ####################    100 %  1000/1000  10m 00s
          enrich  ######..............  33.33 %   800/2400  29m 55s
              failed: 502 Bad Gateway
          dedupe  ....................      0 %
          score   ....................      0 %
          mockup  ....................      0 %                      optional
          email   ....................      0 %

          slot      01:00 EST, started 2m 05s after it
          run       20260306T060205.000Z-k3f, 01:02 EST to 01:42 EST
          deadline  05:00 EST, 1h 00m ago
          leads     8
          cost      7.30 USD (gpu 7.00, proxy 0.30), gpu limit 20.00
          per lead  0.9125 USD, limit 0.75
          next      2026-03-07 01:00 EST, in 19h 00m

        """#)
  }

  @Test("a stage that was under way when its run ended is not shown as running")
  func unfinished() throws {
    var report = try Night.failed()
    report.stages[1].state = .running
    report.stages[1].end = nil
    report.stages[1].reason = nil
    let text = block(report, at: Night.slot + .hours(9))
    #expect(text.contains("  enrich  ██████░░░░░░░░░░░░░░  33.33 %   800/2400  29m 55s  not finished\n"))
  }

  @Test("for a batch that did not start")
  func due() throws {
    #expect(
      block(try Night.due()) == #"""
        ✗ leads-nightly  not started, 42m 00s after the slot
          ! BatchNotStarted: no run started; it was due 27m 00s ago

          scrape  ░░░░░░░░░░░░░░░░░░░░  0 %
          enrich  ░░░░░░░░░░░░░░░░░░░░  0 %
          dedupe  ░░░░░░░░░░░░░░░░░░░░  0 %
          score   ░░░░░░░░░░░░░░░░░░░░  0 %
          mockup  ░░░░░░░░░░░░░░░░░░░░  0 %  optional
          email   ░░░░░░░░░░░░░░░░░░░░  0 %

          slot      01:00 EST, start due by 01:15 EST
          deadline  05:00 EST, in 3h 18m
          next      2026-03-07 01:00 EST, in 23h 18m

        """#)
  }

  @Test("for many batches: a line each, those with problems first")
  func overview() throws {
    #expect(
      statusView(try fiveBatches(), named: false, at: now, style: narrow) == #"""
        BATCH                 STATE           DONE  NOTE
        ✗ sync-of-a-very-lo…  not started           no run started; it was due 27m 00s …
        ✗ x                   failed       22.22 %  the last 3 runs ended without succe…
        ! leads-nightly       overlapping  22.22 %  no progress for 1h 02m, the limit i…
        ● zebra               running      22.22 %  deadline in 3h 18m
        ✓ report              succeeded      100 %  next 2026-03-07 01:00 EST

        5 batches: 3 with problems, 1 running, 1 succeeded

        """#)
    #expect(
      statusView(try fiveBatches(), named: false, at: now, style: wide) == #"""
        BATCH                       STATE           DONE   DEADLINE  NOTE
        ✗ sync-of-a-very-long-name  not started           in 3h 18m  no run started; it was due 27m 00s ago
        ✗ x                         failed       22.22 %  in 3h 18m  the last 3 runs ended without success, the newest failed: …
        ! leads-nightly             overlapping  22.22 %  in 3h 18m  no progress for 1h 02m, the limit is 45m
        ● zebra                     running      22.22 %  in 3h 18m  expected end 03:00 EST
        ✓ report                    succeeded      100 %             next 2026-03-07 01:00 EST

        5 batches: 3 with problems, 1 running, 1 succeeded

        """#)
  }

  @Test("for many batches that were asked for by name: a block each")
  func named() throws {
    let text = statusView(try fiveBatches(), named: true, at: now, style: narrow)
    #expect(text.split(separator: "\n").count { $0.contains("deadline  ") } == 5)
  }

  @Test("where there is no batch yet")
  func empty() {
    #expect(
      statusView([], named: false, at: now, style: narrow)
        == "No batch is configured and none was recorded. Record one: batchwatch start NAME\n")
  }

  @Test("states and times of every kind")
  func states() throws {
    func headline(_ report: BatchReport, _ time: Timestamp = now) -> Substring? {
      block(report, at: time).split(separator: "\n").first
    }
    #expect(
      headline(try Night.waiting(), Night.slot - .hours(9)) == "○ leads-nightly  waiting for its first slot in 9h 00m")
    #expect(headline(try Night.due(), Night.slot + .minutes(5)) == "! leads-nightly  late, 5m 00s after the slot")
    #expect(
      headline(BatchReport(definition: BatchDefinition(name: "adhoc"), timezone: "UTC", currency: "USD"))
        == "○ adhoc  no run yet")
    var lost = try Night.failed()
    lost.run?.outcome = .lost
    #expect(headline(lost) == "✗ leads-nightly  lost 0s ago, took 39m 55s, 22.22 %")
    // The clock was ahead when these were recorded, and was set back.
    #expect(
      headline(lost, now - .hours(1)) == "✗ leads-nightly  lost 1h 00m ahead of the clock, took 39m 55s, 22.22 %")
    let early = headline(try Night.running(), Night.slot - .hours(1))
    #expect(early?.contains("running, begun 1h 02m ahead of the clock") == true, "\(early ?? "")")
    var overlapping = try Night.running()
    overlapping.openRuns = 2
    #expect(headline(overlapping) == "! leads-nightly  2 runs overlap, 22.22 %")
    // Last night's run is still open, and tonight's did not start.
    var earlier = try Night.due()
    earlier.run = RunReport(name: "r1", outcome: .running, start: Night.slot - .hours(20), progress: now)
    earlier.openRuns = 1
    #expect(headline(earlier) == "✗ leads-nightly  not started, 42m 00s after the slot")
    #expect(block(earlier).contains("it was due 27m 00s ago; a run of an earlier\n    slot is still open"))
    #expect(block(earlier).contains("  last run  r1, since 2026-03-05 05:00 EST, running\n"))
  }

  @Test("in colour only with a style that has it, and the words stay the same")
  func colour() throws {
    let plain = block(try Night.failed())
    let coloured = block(try Night.failed(), OutputStyle(width: 80, colour: true, unicode: true))
    #expect(!plain.contains("\u{1b}"))
    #expect(coloured.hasPrefix("\u{1b}[1;31m✗ \u{1b}[0m\u{1b}[1mleads-nightly\u{1b}[0m  \u{1b}[1;31mfailed "))
    #expect(coloured.replacing(/\u{1b}\[[0-9;]*m/, with: "") == plain)
  }

  @Test("never wider than the terminal, whatever users wrote", arguments: [40, 60, 80, 120, 200])
  func width(columns: Int) throws {
    var report = try Night.failed(String(repeating: "n", count: 64))
    report.definition.description = String(repeating: "漢字かな ", count: 40) + String(repeating: "x", count: 300)
    report.run?.reason = String(repeating: "\u{202e}\u{0}\u{1f4a9}", count: 50)
    report.stages[0].name = String(repeating: "s", count: 64)
    report.stages[1].reason = String(repeating: "e\u{301}", count: 200)
    report.run?.costs = (0..<40).map { Cost(resource: "resource-\($0)", currency: "USD", amount: 1e9) }
    let style = OutputStyle(width: columns, unicode: true)
    for batches in [[Night.shown(report)], Array(repeating: Night.shown(report), count: 4)] {
      let text = statusView(batches, named: false, at: now, style: style)
      for line in text.split(separator: "\n") {
        #expect(displayWidth(String(line)) <= columns)
        #expect(!line.unicodeScalars.contains("\u{202e}") && !line.unicodeScalars.contains("\0"))
      }
    }
  }

  @Test("with numbers that make no sense")
  func hostileNumbers() throws {
    var report = try Night.running()
    report.completion = .nan
    report.stages[0].completion = .infinity
    report.stages[1].completion = -1
    report.stages[0].start = Timestamp(milliseconds: -(1 << 62))
    report.stages[0].end = Timestamp(milliseconds: 1 << 62)
    report.run?.start = Timestamp(milliseconds: -(1 << 62))
    report.run?.leads = .min
    report.run?.costs = [Cost(resource: "gpu", currency: "USD", amount: .infinity)]
    report.expectedEnd = Timestamp(milliseconds: 1 << 62)
    report.last.cpuSeconds = .nan
    let batches = [Night.shown(report)]
    #expect(statusView(batches, named: true, at: now, style: narrow).contains("? %"))
    #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(statusJSON(batches, at: now).utf8)) }
  }
}
