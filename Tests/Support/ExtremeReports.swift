package import Batches

/// A report with each of its numbers at each end of what its type can hold, one report for each end.
///
/// Rows are held to what is possible before they come so far; whatever shows a report must not rely on that.
package func extremeReports(of report: BatchReport) -> [BatchReport] {
  let ends: [(Int64, Double)] = [
    (.min, -.infinity), (.min + 1, -.greatestFiniteMagnitude), (-1, -1), (0, .nan), (1, .leastNonzeroMagnitude),
    (1 << 53, 1e15), (253_402_300_800_000, 0x1p63), (.max - 1, .greatestFiniteMagnitude), (.max, .infinity),
  ]
  return ends.flatMap { whole, real in
    // All at once, and each with its neighbour at the other end.
    [(whole, whole, real), (whole, 0 &- whole, real), (0 &- whole, whole, -real)].map { first, second, real in
      extreme(report, first, second, real)
    }
  }
}

private func extreme(_ report: BatchReport, _ first: Int64, _ second: Int64, _ real: Double) -> BatchReport {
  let (early, late) = (Timestamp(milliseconds: first), Timestamp(milliseconds: second))
  let span = TimeSpan(milliseconds: first)
  let costs = [
    Cost(resource: "gpu", currency: report.currency, amount: real),
    Cost(resource: "api", currency: report.currency, amount: -real),
    Cost(resource: "gpu", currency: "EUR", amount: real),
  ]
  var extreme = report
  extreme.completion = real
  extreme.openRuns = Int(clamping: second)
  extreme.expectedEnd = late
  extreme.slot = Slot(start: early, startDeadline: late, deadline: early)
  extreme.nextSlot = Slot(start: late, startDeadline: early, deadline: late)
  var run = RunReport(name: "night", outcome: .failed, start: early, progress: late)
  run.end = late
  run.leads = first
  run.costs = costs
  if first % 2 == 0 { run.measured = span }
  var attempt = AttemptReport(
    stage: nil, number: Int(clamping: second), most: Int(clamping: first), start: early, end: late, duration: span,
    exitStatus: Int32(truncatingIfNeeded: first), cpuSeconds: real, peakMemoryBytes: second)
  attempt.next = early
  run.attempts = [attempt]
  extreme.run = run
  for index in extreme.stages.indices {
    extreme.stages[index].completion = real
    extreme.stages[index].weight = real
    extreme.stages[index].done = second
    extreme.stages[index].total = first
    extreme.stages[index].start = early
    extreme.stages[index].end = late
    if index % 2 == 0 { extreme.stages[index].measured = span }
    extreme.stages[index].state = [.running, .failed, .complete][index % 3]
  }
  extreme.last.end = late
  extreme.last.success = early
  extreme.last.duration = span
  extreme.last.cpuSeconds = real
  extreme.last.peakMemoryBytes = first
  extreme.totals.succeeded = first
  extreme.totals.failed = second
  extreme.totals.incomplete = first
  extreme.totals.lost = second
  extreme.totals.consecutiveFailures = second
  extreme.totals.startsRefused = second
  extreme.totals.leads = first
  extreme.totals.costs = costs
  extreme.totals.durationSum = real
  extreme.totals.durationBuckets = [
    DurationBucket(upperBound: span, count: second), DurationBucket(upperBound: .zero, count: first),
    DurationBucket(upperBound: TimeSpan(milliseconds: second), count: second),
  ]
  return extreme
}
