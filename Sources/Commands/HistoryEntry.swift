internal import Alerts
package import Batches
package import Tracker

/// A run of the past as it is shown, with what was wrong with it.
package func historyEntry(of past: PastRun, as batch: ConfiguredBatch) -> HistoryEntry {
  let run = past.run
  var entry = HistoryEntry(name: run.name, outcome: run.outcome, start: run.start)
  entry.end = run.end
  entry.measured = run.measured
  entry.log = run.log
  entry.attempts = run.attempts
  entry.slot = batch.slotFilled(byStartAt: run.start)
  entry.leads = run.leads
  entry.costs = run.costs
  let stages = mergeStages(configured: batch.definition.stages, recorded: past.stages)
  entry.completion = completionRatio(of: stages, runHasEnded: run.outcome != .running)
  entry.reason = run.reason
  entry.exitStatus = past.command?.exitStatus
  entry.cpuSeconds = past.command?.cpuSeconds
  entry.peakMemoryBytes = past.command?.peakMemoryBytes
  entry.output = past.command?.output
  entry.problems = problems(ofPast: entry, slot: entry.slot.map(batch.slot(startingAt:)), as: batch)
  return entry
}
