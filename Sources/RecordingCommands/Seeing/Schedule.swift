internal import Alerts
internal import Arguments
internal import BatchTracker
internal import Batches
internal import Commands
internal import Configuration
internal import Tracker

/// `schedule [BATCH…] [--count N] [--from TIME] [--json]`: the next slots with their deadlines.
func schedule(_ invocation: Invocation, _ context: CommandContext) throws {
  let names = try invocation.operands.map { text throws(InvalidValue) in try name(text, "batch") }
  let count = try invocation.value(.count).map { text throws(InvalidValue) in
    Int(try wholeNumber(text, "--count", in: 1...10_000))
  }
  let from = try invocation.value(.from).map { text throws(InvalidValue) in try timestamp(text, "--from") }
  let session = try Session(configuration: invocation.value(.config), log: context.log)
  // A schedule is checked before a night depends on it, so the file itself is read, and its mistakes are told.
  let batches = try session.readConfiguration().batches
  for name in names where !batches.contains(where: { $0.name == name }) {
    throw InvalidValue("batch \(quoted(name)) is not configured")
  }
  let chosen = batches.filter { names.isEmpty ? $0.schedule != nil : names.contains($0.name) }
  let now = Timestamp(milliseconds: context.now())
  let upcoming = try chosen.map { definition in
    try upcomingSlots(definition, session, after: from ?? now, count: count ?? Defaults.count)
  }
  let warnings = [session.settings.clockWarning(chosen, at: now)].compactMap(\.self)
  try context.print(
    invocation.contains(.json)
      ? scheduleJSON(upcoming, warnings: warnings)
      : scheduleView(upcoming, warnings: warnings, style: context.style))
}

private func upcomingSlots(
  _ definition: BatchDefinition, _ session: Session, after time: Timestamp, count: Int
) throws -> UpcomingSlots {
  let batch = try session.configured(definition)
  var slots = batch.upcomingSlots(after: time, count: count)
  if case .every = definition.schedule {
    let facts = try session.store.read { try $0.batch(named: definition.name)?.facts } ?? nil
    slots = batch.upcomingSlots(
      after: time, count: count, newestStart: facts?.newestRun?.start, since: facts?.scheduleSince ?? time)
  }
  return UpcomingSlots(
    batch: definition.name, schedule: definition.schedule, zone: session.zone(batch.timezone), slots: slots,
    warnings: scheduleWarnings(of: definition, after: time))
}
