package import Arguments
internal import BatchTracker
internal import Platform
internal import Tracker

/// A value on the command line that can't be used: wrong usage, told on one line.
package struct InvalidValue: Error {
  package var message: String

  package init(_ message: String) { self.message = message }
}

/// A failure that knows how the command ends.
package struct CommandFailure: Error {
  package var status: ExitStatus
  /// For the log.
  package var message: String

  package init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }
}

/// What went wrong: the exit status that says so, and its lines.
package func account(of error: any Error, in verb: Verb) -> (status: ExitStatus, lines: [String]) {
  switch error {
  case let error as InvalidValue: (.wrongUsage, ["\(verb.rawValue): \(error.message)"])
  case let error as RecordRefused: (.wrongUsage, ["\(verb.rawValue): \(error.description)"])
  case let error as SetupError: (.wrongConfiguration, error.lines)
  case let error as TrackerError:
    if case .busy = error { (.busy, [error.description]) } else { (.inputOutput, [error.description]) }
  case let error as CommandFailure: (error.status, [error.message])
  case let error as SystemError: (.inputOutput, [error.description])
  default: (.internalError, ["a bug: \(error); please report it"])
  }
}

/// Tells what went wrong, on one line each, and chooses the exit status.
package func report(_ error: any Error, of verb: Verb, _ context: CommandContext) -> Int32 {
  let (status, lines) = account(of: error, in: verb)
  if verb.isOfPipelines && context.bestEffort {
    context.log.warn(
      "\(verb == .alert ? "not raised" : "not recorded"); going on because BATCHWATCH_BEST_EFFORT is set",
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
