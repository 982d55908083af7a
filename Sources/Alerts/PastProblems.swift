package import Batches

/// What was wrong with a past run, judged by today's configuration: the alerts that it raised, or would raise now. That it
/// failed, was lost or ended incomplete is its outcome, and is not said again.
/// - Parameter slot: the slot that the run filled.
package func problems(ofPast run: HistoryEntry, slot: Slot?, as batch: ConfiguredBatch) -> [Problem] {
  guard let end = run.end else { return [] }
  var report = BatchReport(definition: batch.definition, timezone: batch.timezone, currency: batch.currency)
  var past = RunReport(name: run.name, outcome: run.outcome, start: run.start, progress: end)
  past.end = end
  past.measured = run.measured
  past.leads = run.leads
  past.costs = run.costs
  report.run = past
  report.runIsCurrent = true
  let ofTheRun = problems(of: report, at: end).filter { [.slow, .tooFast, .costPerLead, .gpuCost].contains($0.kind) }
  return [startedLate(run.start, slot), endedLate(end, slot)].compactMap { $0 } + ofTheRun
}

private func startedLate(_ start: Timestamp, _ slot: Slot?) -> Problem? {
  guard let due = slot?.startDeadline, start > due else { return nil }
  let late = elapsed(from: due, to: start).shortText
  return Problem(
    kind: .notStarted, alert: Alert.batchNotStarted.name, text: "it started \(late) after it was due to start")
}

private func endedLate(_ end: Timestamp, _ slot: Slot?) -> Problem? {
  guard let deadline = slot?.deadline, end > deadline else { return nil }
  let late = elapsed(from: deadline, to: end).shortText
  return Problem(kind: .incomplete, alert: Alert.batchIncomplete.name, text: "it ended \(late) after the deadline")
}
