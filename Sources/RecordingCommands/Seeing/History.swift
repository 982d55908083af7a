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
  let entries = (found?.runs ?? []).map { historyEntry(of: $0, as: configured) }
  if invocation.contains(.json) {
    try context.print(historyJSON(entries, of: batch, currency: configured.currency))
  } else {
    try context.print(
      historyView(
        entries, of: batch, currency: configured.currency, zone: session.zone(configured.timezone),
        style: context.style))
  }
}
