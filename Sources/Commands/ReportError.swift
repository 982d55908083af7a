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

/// Tells what went wrong, on one line each, and chooses the exit status.
package func report(_ error: any Error, of verb: Verb, _ context: CommandContext) -> Int32 {
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
  case let error as CommandFailure:
    (status, lines) = (error.status, [error.message])
  case let error as SystemError:
    (status, lines) = (.inputOutput, [error.description])
  default:
    (status, lines) = (.internalError, ["a bug: \(error); please report it"])
  }
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
