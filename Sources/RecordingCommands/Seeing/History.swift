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
    let most = limit.map { Int($0) } ?? Defaults.limit
    let runs = try snapshot.history(of: batch, limit: most)
    // As far back as the runs go that are shown.
    let oldest = runs.count < most ? nil : runs.last?.run.start
    return (
      isKnown: try snapshot.batch(named: batch) != nil, runs: runs,
      refused: try snapshot.refusedStarts(of: batch, since: oldest, limit: most),
      configured: try session.batch(batch, in: snapshot)
    )
  }
  let configured = try found?.configured ?? session.batch(batch)
  let isConfigured = configured.definition != BatchDefinition(name: batch)
  guard found?.isKnown == true || isConfigured else {
    throw InvalidValue("batch \(quoted(batch)) is neither configured nor was it ever recorded")
  }
  let entries = (found?.runs ?? []).map { historyEntry(of: $0, as: configured) }
  let refused = found?.refused ?? []
  if invocation.contains(.json) {
    try context.print(historyJSON(entries, refused: refused, of: batch, currency: configured.currency))
  } else {
    try context.print(
      historyView(
        entries, refused: refused, of: batch, currency: configured.currency, zone: session.zone(configured.timezone),
        style: context.style))
  }
}
