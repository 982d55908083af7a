@testable import Batches

/// A night of 2026-03-06 in New York: the slot at 01:00, start until 01:15, complete until 05:00.
enum Sample {
  static let slot = Timestamp(seconds: 1_772_776_800)

  /// A schedule of which only the text matters here, even one that no parser would take.
  private static func cron(_ source: String) -> CronExpression {
    CronExpression(source: source, minutes: 0, hours: 0, daysOfMonth: 0, months: 0, daysOfWeek: 0, stars: [])
  }

  static var definition: BatchDefinition {
    var definition = BatchDefinition(name: "leads-nightly")
    definition.schedule = .cron(cron("0 1 * * *"))
    definition.startWithin = .minutes(15)
    definition.deadline = .by(ClockTime(hour: 5, minute: 0))
    definition.maxDuration = .hours(3)
    definition.minDuration = .minutes(5)
    definition.stallAfter = .minutes(45)
    definition.costPerLeadLimit = 0.75
    definition.gpuCostLimit = 20
    definition.severity = "critical"
    definition.team = "data-engineering"
    return definition
  }

  static func slot(day: Int64) -> Slot {
    let start = slot + .days(day)
    return Slot(start: start, startDeadline: start + .minutes(15), deadline: start + .hours(4))
  }

  static var neverRan: BatchReport {
    var report = BatchReport(definition: definition, timezone: "America/New_York", currency: "USD")
    report.stages = ["scrape", "enrich", "mockup"].map {
      StageReport(name: $0, isOptional: $0 == "mockup", weight: $0 == "mockup" ? 2 : 1)
    }
    report.nextSlot = slot(day: 0)
    return report
  }

  static var running: BatchReport {
    var report = neverRan
    report.slot = slot(day: 0)
    report.nextSlot = slot(day: 1)
    let start = slot + TimeSpan(milliseconds: 2125)
    var run = RunReport(name: "r1", outcome: .running, start: start, progress: start + .minutes(40))
    run.leads = 10
    // Fifteen bursts of 0.5 and noise below the cent, as sums of doubles have it.
    run.costs = [
      Cost(resource: "gpu", currency: "USD", amount: 7.499999999999998),
      Cost(resource: "proxy", currency: "USD", amount: 0.1 + 0.2),
      Cost(resource: "gpu", currency: "EUR", amount: 3),
    ]
    report.run = run
    report.runIsCurrent = true
    report.openRuns = 1
    report.completion = 1.0 / 3
    report.stages[0].state = .complete
    report.stages[0].completion = 1
    report.stages[0].start = start
    report.stages[0].end = start + TimeSpan(milliseconds: 600_050)
    report.stages[1].state = .running
    report.stages[1].completion = 1.0 / 3
    report.stages[1].start = start + .minutes(10)
    report.totals.costs = run.costs
    report.totals.leads = 10
    return report
  }

  static var succeeded: BatchReport {
    var report = running
    let end = slot + .hours(2)
    report.run?.outcome = .succeeded
    report.run?.end = end
    report.openRuns = 0
    report.completion = 1
    report.slotIsComplete = true
    for index in report.stages.indices {
      report.stages[index].state = index == 2 ? .skipped : .complete
      report.stages[index].completion = index == 2 ? 0 : 1
    }
    report.stages[1].end = end
    report.expectedEnd = end
    report.run?.costs[2].resource = "storage"
    report.definition.runbookURL = "https://wiki.example.com/leads-nightly"
    report.definition.hosts = 5
    report.last.succeeded = true
    report.last.end = end
    report.last.success = end
    report.last.duration = .hours(2)
    report.last.cpuSeconds = 5012.34
    report.last.peakMemoryBytes = 3_221_225_472
    report.totals.succeeded = 3
    report.totals.durationSum = 20_000.5
    report.totals.durationBuckets = [
      DurationBucket(upperBound: .minutes(30), count: 0), DurationBucket(upperBound: .hours(1), count: 1),
      DurationBucket(upperBound: .hours(2), count: 3),
    ]
    return report
  }

  static var failed: BatchReport {
    var report = succeeded
    report.run?.outcome = .failed
    report.run?.reason = "enrich: 502 from the API"
    report.slotIsComplete = false
    report.completion = 1.0 / 6
    report.stages[1].state = .failed
    report.stages[1].completion = 0.5
    report.stages[2].state = .pending
    report.last.succeeded = false
    report.totals.failed = 2
    report.totals.lost = 1
    report.totals.consecutiveFailures = 2
    return report
  }

  static var overlapping: BatchReport {
    var report = running
    report.openRuns = 2
    report.runIsCurrent = false
    report.completion = 0
    for index in report.stages.indices {
      report.stages[index] = neverRan.stages[index]
    }
    return report
  }

  static var withoutSchedule: BatchReport {
    var report = BatchReport(definition: BatchDefinition(name: "adhoc"), timezone: "UTC", currency: "EUR")
    let start = Timestamp(seconds: 1_772_776_800)
    report.run = RunReport(name: "r1", outcome: .running, start: start, progress: start)
    report.runIsCurrent = true
    report.openRuns = 1
    return report
  }

  static var everySixHours: BatchReport {
    var report = neverRan
    report.definition.schedule = .every(.hours(6))
    return report
  }

  static var hostileStrings: BatchReport {
    var report = running
    report.definition.name = "a\"b\\c\nd\r\t\0\u{1b}[2J\u{7f}\u{85}é\u{1f4a9}"
    report.definition.schedule = .cron(cron("0 1 * * *\"} 1\n# TYPE up gauge\nup 0\n"))
    report.definition.team = "\n"
    report.definition.severity = "\\"
    report.timezone = "\u{2028}\u{feff}"
    report.currency = "\"\n\\"
    report.stages[0].name = "same\u{1}"
    report.stages[1].name = "same\u{2}"
    report.stages[2].name = ""
    report.run?.costs = [
      Cost(resource: "gpu\",currency=\"USD", currency: "", amount: 1),
      Cost(resource: "gpu", currency: "USD", amount: 2),
      Cost(resource: "gpu", currency: "USD", amount: 3),
      Cost(resource: "x", currency: "\"\n\\", amount: 4),
    ]
    return report
  }

  static var hostileNumbers: BatchReport {
    var report = succeeded
    report.completion = .nan
    report.stages[0].completion = .infinity
    report.stages[1].completion = -.infinity
    report.stages[2].completion = .leastNonzeroMagnitude
    report.stages[0].start = Timestamp(milliseconds: .min)
    report.stages[0].end = Timestamp(milliseconds: .max)
    report.stages[1].start = Timestamp(seconds: 1000)
    report.stages[1].end = Timestamp(seconds: 1)
    report.openRuns = .max
    report.definition.failuresBeforeAlert = .min
    report.definition.costPerLeadLimit = .greatestFiniteMagnitude
    report.definition.gpuCostLimit = -0.0
    report.definition.maxDuration = TimeSpan(milliseconds: .min)
    report.slot = Slot(start: Timestamp(milliseconds: .max), startDeadline: Timestamp(milliseconds: -1))
    report.last.cpuSeconds = 1e300
    report.last.peakMemoryBytes = .min
    report.run?.costs = [
      Cost(resource: "gpu", currency: "USD", amount: 1e25), Cost(resource: "a", currency: "USD", amount: 1e-30),
      Cost(resource: "b", currency: "USD", amount: .nan), Cost(resource: "c", currency: "USD", amount: 1e15),
    ]
    report.totals.succeeded = 5
    report.totals.leads = .max
    report.totals.durationSum = .infinity
    report.totals.durationBuckets = [
      DurationBucket(upperBound: TimeSpan(milliseconds: 1500), count: -3),
      DurationBucket(upperBound: .minutes(1), count: 4), DurationBucket(upperBound: .minutes(1), count: 4),
      DurationBucket(upperBound: .minutes(2), count: 2), DurationBucket(upperBound: .seconds30, count: 1),
      DurationBucket(upperBound: .hours(1), count: .max),
    ]
    return report
  }
}

extension TimeSpan {
  fileprivate static let seconds30 = TimeSpan(seconds: 30)
}
