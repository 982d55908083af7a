/// How a batch stands at `now`: what is known of it, seen through its configuration.
package func makeReport(of facts: BatchFacts, as batch: ConfiguredBatch, at now: Timestamp) -> BatchReport {
  var report = BatchReport(definition: batch.definition, timezone: batch.timezone, currency: batch.currency)
  let run = facts.newestRun
  let (current, next) = batch.slots(at: now, newestStart: run?.start, since: facts.scheduleSince)
  report.slot = current
  report.nextSlot = next
  report.run = run
  report.openRuns = facts.openRuns
  report.last = facts.last
  report.totals = facts.totals
  // A start that lies ahead was written while the clock was wrong; it must not stand for tonight's until then.
  let latest = now + .minutes(5)
  if let run, let slot = current {
    report.runIsCurrent = run.start <= latest && (batch.slotFilled(byStartAt: run.start) ?? run.start) >= slot.start
  } else {
    report.runIsCurrent = run != nil
  }
  if let slot = current, let start = facts.latestSucceededStart, start <= latest {
    report.slotIsComplete = (batch.slotFilled(byStartAt: start) ?? start) >= slot.start
  }
  // A new slot starts from nothing: last night's stages must not look like tonight's.
  let recorded = report.runIsCurrent ? facts.stages : []
  report.stages = mergeStages(configured: batch.definition.stages, recorded: recorded)
  if let run, report.runIsCurrent {
    report.completion =
      completionRatio(of: report.stages, runHasEnded: run.outcome != .running) ?? (run.outcome == .succeeded ? 1 : 0)
    report.expectedEnd = facts.typicalDuration.map { run.start + $0 }
  }
  return report
}
