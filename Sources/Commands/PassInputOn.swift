internal import Arguments
package import Platform

/// Passes standard input on to standard output, and does nothing else.
/// - Returns: the exit status.
package func passInputOn(_ context: CommandContext) -> Int32 {
  var nobody = Nobody()
  var relay = InputRelay()
  return exitStatus(after: relay.run(tickingEach: 1000, &nobody), context)
}

/// Ends the process as cat(1) would have ended, or tells what went wrong.
/// - Returns: the exit status.
package func exitStatus(after end: InputRelay.End, _ context: CommandContext) -> Int32 {
  switch end {
  case .input: return ExitStatus.done.rawValue
  case .signal(let number): endBySignal(number)
  case .readerGone:
    endByClosedPipe()
    context.log.error("cannot write to standard output: nobody reads it")
  case .failed(let error): context.log.error(error.description)
  }
  return ExitStatus.inputOutput.rawValue
}

private struct Nobody: RelayObserver {
  let looksAtBytes = false
  func passedOn(_ bytes: UnsafeRawBufferPointer) {}
  func passedOn(count: Int) {}
  func tick() {}
}
