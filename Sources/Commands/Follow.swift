package import Arguments
internal import BatchTracker
internal import Batches
internal import Platform

/// Parses a command line, has its verb run, and tells what went wrong.
/// - Parameters:
///   - arguments: the words after the program's name.
///   - run: does what the verb says, and returns the exit status.
/// - Returns: the exit status.
package func follow(
  _ arguments: [String], in context: CommandContext, by run: (Invocation, CommandContext) throws -> Int32
) -> Int32 {
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
    guard context.bestEffort, let verb = arguments.first.flatMap(Verb.init), verb.isOfPipelines else {
      return ExitStatus.wrongUsage.rawValue
    }
    // A variable that is empty one night must not end a script that goes on with `--run "$run"`.
    if verb == .start { try? context.print(makeRunID(at: Timestamp(milliseconds: context.now())) + "\n") }
    // Nor must it keep the data back that the script's next command waits for.
    if verb == .progress { return passInputOn(context) }
    return ExitStatus.done.rawValue
  }
  do {
    return try run(invocation, context)
  } catch {
    return report(error, of: invocation.verb, context)
  }
}
