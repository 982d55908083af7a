@testable import Batches

extension Mails {
  static func slot(day: Int64) -> Slot {
    let start = slot + .days(day)
    return Slot(start: start, startDeadline: start + .minutes(15), deadline: start + .hours(4))
  }

  static var waiting: BatchReport {
    var definition = BatchDefinition(name: "leads-nightly")
    definition.maxDuration = .hours(3)
    definition.costPerLeadLimit = 0.75
    definition.gpuCostLimit = 20
    var report = BatchReport(definition: definition, timezone: "America/New_York", currency: "USD")
    report.stages = ["scrape", "enrich", "dedupe", "score", "mockup", "email"].map {
      StageReport(name: $0, isOptional: $0 == "mockup", weight: 1)
    }
    return report
  }

  /// Scraped and enriched; the duplicates go slowly.
  static var running: BatchReport {
    var report = waiting
    report.slot = slot(day: 0)
    report.nextSlot = slot(day: 1)
    let start = slot + TimeSpan(seconds: 125)
    var run = RunReport(
      name: "20260306T060205.000Z-k3f", outcome: .running, start: start, progress: slot + .minutes(39))
    run.leads = 480
    run.costs = [
      Cost(resource: "gpu", currency: "USD", amount: 7), Cost(resource: "proxy", currency: "USD", amount: 0.3),
    ]
    report.run = run
    report.runIsCurrent = true
    report.openRuns = 1
    report.completion = 0.5
    complete(&report.stages[0], from: start, minutes: 10, items: 1000)
    complete(&report.stages[1], from: start + .minutes(10), minutes: 95, items: 2400)
    report.stages[2].state = .running
    report.stages[2].completion = 0.5
    (report.stages[2].done, report.stages[2].total) = (1200, 2400)
    report.stages[2].start = start + .minutes(105)
    report.stages[4].state = .skipped
    report.stages[4].reason = "switched off"
    report.expectedEnd = slot + .minutes(309)
    return report
  }

  static var failed: BatchReport {
    var report = running
    report.run?.outcome = .failed
    report.run?.end = slot + .minutes(42)
    report.run?.reason = "the API answered 502 Bad Gateway \u{1b}[31mnginx\u{1b}[0m\nand 17 more lines"
    report.run?.leads = 8
    report.openRuns = 0
    report.completion = 1.0 / 6 + 1.0 / 18
    for index in 1...4 { report.stages[index] = waiting.stages[index] }
    report.stages[1].state = .failed
    report.stages[1].completion = 1.0 / 3
    (report.stages[1].done, report.stages[1].total) = (800, 2400)
    (report.stages[1].start, report.stages[1].end) = (slot + .minutes(12), slot + .minutes(42))
    report.stages[1].reason = "502 Bad Gateway"
    report.totals.failed = 3
    report.totals.consecutiveFailures = 3
    report.last.end = report.run?.end
    report.last.duration = .minutes(40)
    report.last.cpuSeconds = 512
    report.last.peakMemoryBytes = 3_221_225_472
    return report
  }

  /// It succeeded, but after the deadline.
  static var late: BatchReport {
    var report = running
    report.run?.outcome = .succeeded
    report.run?.end = slot + .minutes(308)
    report.openRuns = 0
    report.completion = 1
    report.slotIsComplete = true
    for index in [2, 3, 5] {
      complete(&report.stages[index], from: slot + .minutes(100), minutes: 50, items: 480)
    }
    report.last.succeeded = true
    report.last.end = report.run?.end
    report.last.success = report.run?.end
    report.totals.succeeded = 1
    return report
  }

  private static func complete(_ stage: inout StageReport, from start: Timestamp, minutes: Int64, items: Int64) {
    stage.state = .complete
    stage.completion = 1
    (stage.done, stage.total) = (items, items)
    (stage.start, stage.end) = (start, start + .minutes(minutes))
  }

  static var history: [HistoryEntry] {
    [
      entry(day: 1, .failed, minutes: 12, leads: 0, gpu: 0, reason: "line 9: ./scrape --all: 502 Bad Gateway"),
      entry(day: 2, .succeeded, minutes: 119, leads: 480, gpu: 4.5),
      entry(day: 3, .lost, minutes: 61, leads: 12, gpu: 3),
      entry(day: 4, .succeeded, minutes: 121, leads: 512, gpu: 5),
      entry(day: 5, .succeeded, minutes: 117, leads: 466, gpu: 4.5),
      entry(day: 6, .incomplete, minutes: 130, leads: 455, gpu: 4),
      entry(day: 7, .succeeded, minutes: 122, leads: 498, gpu: 4.5),
      entry(day: 8, .succeeded, minutes: 120, leads: 1, gpu: 1),
    ]
  }

  static func entry(
    day: Int64, _ outcome: Outcome, minutes: Int64, leads: Int64, gpu: Double, reason: String? = nil
  ) -> HistoryEntry {
    let start = slot - .days(day) + .minutes(2)
    var entry = HistoryEntry(name: "run-\(day)", outcome: outcome, start: start)
    entry.end = start + .minutes(minutes)
    entry.leads = leads
    entry.costs = gpu == 0 ? [] : [Cost(resource: "gpu", currency: "USD", amount: gpu)]
    entry.completion = outcome == .succeeded ? 1 : min(Double(minutes) / 150, 0.95)
    entry.reason = reason
    entry.exitStatus = outcome == .failed ? 1 : 0
    return entry
  }

  static var output: String {
    let progress = (1...30).map { "fetched page \($0)\r" }.joined()
    let pages = (1...50).map { "2026-03-06T06:\($0 % 50 + 10):07Z INFO page \($0) of 80: 10 leads, none new" }
    return pages.joined(separator: "\n") + "\n" + progress + "\n" + """
      \u{1b}[1mTraceback (most recent call last):\u{1b}[0m
        File "/opt/leads/enrich.py", line 211, in <module>
      \tmain(sys.argv)
        File "/opt/leads/enrich.py", line 198, in main
          response = session.get(f"https://api.example.com/v2/companies/{company}?fields=name,size,revenue")
      requests.exceptions.HTTPError: 502 Server Error: Bad Gateway for url: <https://api.example.com/v2/companies/4711>
      \u{1b}[31mERROR\u{1b}[0m the API answered 502 Bad Gateway \u{2014} giving up after 5 attempts

      """
  }
}
