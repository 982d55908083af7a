internal import Arguments
internal import BatchTracker
internal import Batches
internal import Commands
internal import Configuration
internal import Platform
internal import Presentation
internal import Tracker

/// `forget BATCH [--yes]`: retires a batch: its history, its counters and its metrics file.
func forget(_ invocation: Invocation, _ context: CommandContext) throws {
  let batch = try name(invocation.operands[0], "batch")
  let session = try Session(configuration: invocation.value(.config), log: context.log)
  guard let tracked = try session.store.read({ try $0.batch(named: batch) }) ?? nil else {
    // A file may be left of a batch whose tracker is gone.
    let path = session.settings.textfileDirectory + "/" + Publisher.fileName(batch)
    guard !isMissing(path) else { throw InvalidValue("batch '\(batch)' is not known; see 'batchwatch status'") }
    try Publisher(session).withdraw(batch)
    try context.print("removed \(path)\n")
    return
  }
  let totals = tracked.facts.totals
  let runs = Outcome.ended.reduce(0) { $0 + totals.runs($1) } + Int64(tracked.facts.openRuns)
  let agreed = try invocation.contains(.yes) || confirmed(batch, runs: runs, context)
  guard agreed else {
    throw InvalidValue("nothing was forgotten; say --yes to forget batch '\(batch)' and \(runsText(runs))")
  }
  try Publisher(session).withdraw(tracked) {
    try session.store.write(configuration: session.recordingConfiguration) { transaction in
      guard try transaction.snapshot.batch(named: batch).map({ $0.id == tracked.id }) ?? true else {
        throw InvalidValue("batch '\(batch)' was forgotten and begun anew meanwhile; nothing was forgotten now")
      }
      _ = try transaction.forget(batch)
    }
  }
  try context.print("forgot batch '\(batch)' and \(runsText(runs))\n")
  let configuration = try? session.readConfiguration()
  if configuration?.batches.contains(where: { $0.name == batch }) == true {
    context.log.warn(
      "the batch is still configured, so the next export publishes it again; remove it from the configuration too",
      ["batch": batch])
  }
}

/// `its 1 run`, `its 12 runs`
private func runsText(_ runs: Int64) -> String { "its \(runs) run\(runs == 1 ? "" : "s")" }

/// Asks on the terminal; without one the answer is no.
private func confirmed(_ batch: String, runs: Int64, _ context: CommandContext) throws -> Bool {
  guard StandardStream.input.isTerminal, context.style.isTerminal else { return false }
  try context.print("Forget batch '\(batch)', \(runsText(runs)) and its metrics for ever? [y/N] ")
  let answer = readLine()?.lowercased()
  return answer == "y" || answer == "yes"
}
