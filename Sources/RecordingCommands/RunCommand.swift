internal import Arguments
package import Commands
internal import Platform
internal import SQLite

/// Sets the process up for one command line; to be called once, before all else. It sets what belongs to the whole
/// process, so it is not for the library.
package func prepareShortProcess() {
  keepFreedMemory()
  prepareForOneTransaction()
}

/// Runs one command line.
/// - Parameter arguments: the words after the program's name.
/// - Returns: the exit status.
package func runCommand(_ arguments: [String], in context: CommandContext = .ofProcess) -> Int32 {
  follow(arguments, in: context, by: run)
}

private func run(_ invocation: Invocation, _ context: CommandContext) throws -> Int32 {
  switch invocation.verb {
  case .start: try start(invocation, context)
  case .stage: try stage(invocation, context)
  case .leads: try leads(invocation, context)
  case .cost: try cost(invocation, context)
  case .end: try end(invocation, context)
  case .progress: return try progress(invocation, context)
  case .run: return try runBatch(invocation, context)
  case .status: try status(invocation, context)
  case .history: try history(invocation, context)
  case .schedule: try schedule(invocation, context)
  case .export: return try export(invocation, context)
  case .monitor, .alert, .doctor: try becomeMonitor()
  case .checkConfig: try checkConfig(invocation, context)
  case .forget: try forget(invocation, context)
  case .completion: try completion(invocation, context)
  case .help: try context.print(invocation.operands.first.flatMap(Verb.init).map(help(for:)) ?? overviewHelp())
  case .version: try context.print(versionText())
  case .docs: try docs(invocation, context)
  }
  return ExitStatus.done.rawValue
}
