@testable import Batches
@testable import Presentation
@testable import RecordingCommands

/// The night of 2026-03-06 in New York, one day before the clocks change there: the slot at 01:00 EST (06:00 UTC).
enum Night {
  static let slot = Timestamp(seconds: 1_772_776_800)
  static let zone = TimeZoneRules(
    name: "America/New_York", transitions: [1_772_953_200], typeIndices: [1],
    types: [LocalTimeType(offset: -18_000, abbreviation: "EST"), LocalTimeType(offset: -14_400, abbreviation: "EDT")],
    footer: nil)

  static func slot(day: Int64) -> Slot {
    let start = slot + .days(day)
    return Slot(start: start, startDeadline: start + .minutes(15), deadline: start + .hours(4))
  }

  static func shown(_ report: BatchReport) -> ShownBatch { ShownBatch(report: report, zone: zone) }

  static func cron() throws -> Schedule { .cron(try CronExpression(parsing: "0 1 * * *")) }

  /// Configured, its first slot in the coming night.
  static func waiting(_ name: String = "leads-nightly") throws -> BatchReport {
    var definition = BatchDefinition(name: name)
    definition.schedule = try cron()
    definition.startWithin = .minutes(15)
    definition.deadline = .by(ClockTime(hour: 5, minute: 0))
    definition.maxDuration = .hours(3)
    definition.minDuration = .minutes(5)
    definition.stallAfter = .minutes(45)
    definition.costPerLeadLimit = 0.75
    definition.gpuCostLimit = 20
    var report = BatchReport(definition: definition, timezone: "America/New_York", currency: "USD")
    report.stages = ["scrape", "enrich", "dedupe", "score", "mockup", "email"].map {
      StageReport(name: $0, isOptional: $0 == "mockup", weight: 1)
    }
    report.nextSlot = slot(day: 0)
    return report
  }

  /// The slot came; nothing started.
  static func due(_ name: String = "leads-nightly") throws -> BatchReport {
    var report = try waiting(name)
    report.slot = slot(day: 0)
    report.nextSlot = slot(day: 1)
    return report
  }

  /// 40 minutes in: scraped, and a third enriched.
  static func running(_ name: String = "leads-nightly") throws -> BatchReport {
    var report = try due(name)
    report.definition.description = "Scrape, enrich and mail the night's leads"
    let start = slot + TimeSpan(seconds: 125)
    var run = RunReport(
      name: "20260306T060205.000Z-k3f", outcome: .running, start: start, progress: slot + .minutes(39))
    run.leads = 10
    run.costs = [
      Cost(resource: "gpu", currency: "USD", amount: 6.999999999999998),
      Cost(resource: "proxy", currency: "USD", amount: 0.1 + 0.2),
    ]
    report.run = run
    report.runIsCurrent = true
    report.openRuns = 1
    report.completion = 1.0 / 6 + 1.0 / 18
    report.stages[0].state = .complete
    report.stages[0].completion = 1
    (report.stages[0].done, report.stages[0].total) = (1000, 1000)
    (report.stages[0].start, report.stages[0].end) = (start, start + .minutes(10))
    report.stages[1].state = .running
    report.stages[1].completion = 1.0 / 3
    (report.stages[1].done, report.stages[1].total) = (800, 2400)
    report.stages[1].start = start + .minutes(10)
    report.expectedEnd = slot + .hours(2)
    return report
  }

  /// A failed attempt of three, begun with the run.
  static func attempt(_ number: Int, stage: String? = nil) -> AttemptReport {
    let start = slot + TimeSpan(seconds: 125) + .minutes(Int64(number - 1) * 5)
    var attempt = AttemptReport(
      stage: stage, number: number, most: 3, start: start, end: start + .minutes(1), duration: .minutes(1),
      exitStatus: 1, cpuSeconds: 0.5, peakMemoryBytes: 4096)
    attempt.reason = "exit status \(number)"
    attempt.output = Array("no route\n".utf8)
    return attempt
  }

  static func succeeded(_ name: String = "leads-nightly") throws -> BatchReport {
    var report = try running(name)
    let end = slot + .hours(2)
    report.run?.outcome = .succeeded
    report.run?.end = end
    report.openRuns = 0
    report.completion = 1
    report.slotIsComplete = true
    for index in report.stages.indices {
      report.stages[index].state = index == 4 ? .skipped : .complete
      report.stages[index].completion = index == 4 ? 0 : 1
    }
    (report.stages[1].done, report.stages[1].end) = (2400, slot + .hours(1))
    report.last.succeeded = true
    report.last.end = end
    report.last.success = end
    report.last.duration = .hours(2)
    report.last.cpuSeconds = 5012.34
    report.last.peakMemoryBytes = 3_221_225_472
    report.totals.succeeded = 1
    return report
  }

  static func failed(_ name: String = "leads-nightly") throws -> BatchReport {
    var report = try running(name)
    report.run?.outcome = .failed
    report.run?.end = slot + .minutes(42)
    report.run?.reason = "the API answered 502 Bad Gateway \u{1b}[31mnginx\u{1b}[0m\nand 17 more lines"
    report.run?.leads = 8
    report.openRuns = 0
    report.stages[1].state = .failed
    report.stages[1].end = slot + .minutes(42)
    report.stages[1].reason = "502 Bad Gateway"
    report.totals.failed = 3
    report.totals.consecutiveFailures = 3
    report.last.end = report.run?.end
    return report
  }
}
