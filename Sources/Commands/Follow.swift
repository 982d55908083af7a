package import Arguments
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
    if context.bestEffort, arguments.first.flatMap(Verb.init)?.isOfPipelines == true { return ExitStatus.done.rawValue }
    return ExitStatus.wrongUsage.rawValue
  }
  do {
    return try run(invocation, context)
  } catch {
    return report(error, of: invocation.verb, context)
  }
}
