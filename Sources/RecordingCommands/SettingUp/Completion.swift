internal import Arguments
internal import BatchTracker
internal import Batches
internal import Commands
internal import Configuration
internal import Platform
internal import Tracker

/// `completion SHELL`: prints the shell's completion script; with its hidden options, the names that the scripts offer.
func completion(_ invocation: Invocation, _ context: CommandContext) throws {
  if invocation.contains(.batches) || invocation.value(.stages) != nil {
    // A shell that waits for a Tab must not be answered with an error.
    let names = (try? offeredNames(invocation, context)) ?? []
    try context.print(names.map { $0 + "\n" }.joined())
    return
  }
  guard let shell = invocation.operands.first.flatMap(Shell.init) else {
    throw InvalidValue("completion is for \(Shell.allCases.map(\.rawValue).joined(separator: ", "))")
  }
  try context.print(completionScript(shell))
}

private func offeredNames(_ invocation: Invocation, _ context: CommandContext) throws -> [String] {
  let session = try Session(configuration: invocation.value(.config), log: Log(now: { 0 }, write: { _, _ in }))
  let definitions = try session.readConfiguration().batches
  guard let batch = invocation.value(.stages) else {
    let known = try session.store.read { try $0.batchNames() } ?? []
    return Set(definitions.map(\.name)).union(known).sorted()
  }
  let configured = definitions.first { $0.name == batch }?.stages.map(\.name) ?? []
  let facts = try session.store.read { try $0.batch(named: batch) } ?? nil
  let recorded = (facts?.facts.stages ?? []).map(\.name).filter { !configured.contains($0) }
  return configured + recorded
}
