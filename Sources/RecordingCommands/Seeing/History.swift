internal import Alerts
internal import Arguments
internal import BatchTracker
internal import Batches
internal import Commands
internal import Tracker

/// `history BATCH [--json] [--limit N]`: past runs, the newest first.
func history(_ invocation: Invocation, _ context: CommandContext) throws {
  let batch = try name(invocation.operands[0], "batch")
  let limit = try invocation.value(.limit).map { text throws(InvalidValue) in
    try wholeNumber(text, "--limit", in: 1...1_000_000)
  }
  let session = try Session(configuration: invocation.value(.config), log: context.log)
  let found = try session.store.read { snapshot in
    try session.prepare(snapshot)
    return (
      isKnown: try snapshot.batch(named: batch) != nil,
      runs: try snapshot.history(of: batch, limit: limit.map { Int($0) } ?? Defaults.limit),
      configured: try session.batch(batch, in: snapshot)
    )
  }
  let configured = try found?.configured ?? session.batch(batch)
  let isConfigured = configured.definition != BatchDefinition(name: batch)
  guard found?.isKnown == true || isConfigured else {
    throw InvalidValue("batch \(quoted(batch)) is neither configured nor was it ever recorded")
  }
  let entries = (found?.runs ?? []).map { entry(of: $0, as: configured) }
  if invocation.contains(.json) {
    try context.print(historyJSON(entries, of: batch, currency: configured.currency))
  } else {
    try context.print(
      historyView(
        entries, of: batch, currency: configured.currency, zone: session.zone(configured.timezone),
        style: context.style))
  }
}

private func entry(of past: PastRun, as batch: ConfiguredBatch) -> HistoryEntry {
  let run = past.run
  var entry = HistoryEntry(name: run.name, outcome: run.outcome, start: run.start)
  entry.end = run.end
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
