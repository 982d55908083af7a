internal import Arguments
internal import BatchTracker
internal import Platform
internal import Tracker

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
  // A reader that went away (`batchwatch status | head`) is an error to report, not a death in the middle.
  ignoreWriteSignals()
  let invocation: Invocation
  do {
    invocation = try parseArguments(arguments)
  } catch {
    if error.isEmptyCommandLine {
      try? StandardStream.error.write(overviewHelp())
    } else {
      context.complain("batchwatch: " + error.message)
    }
    let recording = [Verb.start, .stage, .leads, .cost, .end]
    if context.bestEffort, let verb = arguments.first.flatMap(Verb.init), recording.contains(verb) {
      return ExitStatus.done.rawValue
    }
    return ExitStatus.wrongUsage.rawValue
  }
  do {
    return try run(invocation, context)
  } catch {
    return report(error, of: invocation.verb, context)
  }
}

private func run(_ invocation: Invocation, _ context: CommandContext) throws -> Int32 {
  switch invocation.verb {
  case .start: try start(invocation, context)
  case .stage: try stage(invocation, context)
  case .leads: try leads(invocation, context)
  case .cost: try cost(invocation, context)
  case .end: try end(invocation, context)
  case .run: return try runBatch(invocation, context)
  case .status: try status(invocation, context)
  case .history: try history(invocation, context)
  case .schedule: try schedule(invocation, context)
  case .export: return try export(invocation, context)
  case .checkConfig: try checkConfig(invocation, context)
  case .forget: try forget(invocation, context)
  case .completion: try completion(invocation, context)
  case .help: try context.print(invocation.operands.first.flatMap(Verb.init).map(help(for:)) ?? overviewHelp())
  case .version: try context.print(versionText())
  case .docs: try docs(invocation, context)
  }
  return ExitStatus.done.rawValue
}

/// A value on the command line that can't be used: wrong usage, told on one line.
struct InvalidValue: Error {
  var message: String

  init(_ message: String) { self.message = message }
}

/// Tells what went wrong, on one line each, and chooses the exit status.
func report(_ error: any Error, of verb: Verb, _ context: CommandContext) -> Int32 {
  let status: ExitStatus
  var lines: [String]
  switch error {
  case let error as InvalidValue:
    (status, lines) = (.wrongUsage, ["\(verb.rawValue): \(error.message)"])
  case let error as RecordRefused:
    (status, lines) = (.wrongUsage, ["\(verb.rawValue): \(error.description)"])
  case let error as SetupError:
    (status, lines) = (.wrongConfiguration, error.lines)
  case let error as TrackerError:
    if case .busy = error { status = .busy } else { status = .inputOutput }
    lines = [error.description]
  case let error as SystemError:
    (status, lines) = (.inputOutput, [error.description])
  default:
    (status, lines) = (.internalError, ["a bug: \(error); please report it"])
  }
  let isRecording = [.start, .stage, .leads, .cost, .end].contains(verb)
  if isRecording && context.bestEffort {
    context.log.warn(
      "not recorded; going on because BATCHWATCH_BEST_EFFORT is set",
      ["verb": verb.rawValue, "reason": lines.joined(separator: "; ")])
    return ExitStatus.done.rawValue
  }
  switch status {
  // What the caller wrote wrong is told as compilers tell it, for people and their editors: `FILE:LINE:COLUMN: …`.
  case .wrongUsage: for line in lines { context.complain("batchwatch: " + line) }
  case .wrongConfiguration: for line in lines { context.complain(line) }
  default: for line in lines { context.log.error(line) }
  }
  return status.rawValue
}
