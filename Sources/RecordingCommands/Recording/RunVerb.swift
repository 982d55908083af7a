internal import Arguments
internal import Commands
internal import Platform
internal import Tracker

/// How much of a command's output is kept, in bytes.
private let keptOutput = 10_000

/// `run BATCH [--stage STAGE] -- COMMAND…`: the whole run, or one stage, around a command.
///
/// The command's fate is its own: whatever happens to our records, it is run, and its exit status is returned. So this
/// process does nothing but to start the command and to wait for it; all that touches configuration, tracker and files is
/// done by copies of it (`SideRecorder`), of which each may crash or hang.
func runBatch(_ invocation: Invocation, _ context: CommandContext) throws -> Int32 {
  var recorder = SideRecorder(try WatchedCommand(invocation, context))
  let signals = try ForwardedSignals()
  recorder.begin()
  do {
    let result = try runChild(
      lastArguments(invocation.trailing.count), environment: recorder.environment, keeping: keptOutput,
      signals: signals, beside: &recorder.side)
    recorder.finish(
      reason: result.status == 0 ? nil : result.signalName.map { "killed by " + $0 } ?? "exit status \(result.status)",
      CommandResult(
        exitStatus: result.status, cpuSeconds: result.cpuSeconds, peakMemoryBytes: result.peakMemoryBytes,
        output: result.output))
    return result.status
  } catch {
    let reason = "cannot run \(quoted(invocation.trailing[0])): \(error.reason)" + hint(invocation.trailing, error)
    context.log.error(reason)
    // As shells do: 127 for a command that isn't there, 126 for one that can't be executed.
    let status: Int32 = error.code == SystemError.notFound ? 127 : 126
    recorder.finish(
      reason: reason, CommandResult(exitStatus: status, cpuSeconds: 0, peakMemoryBytes: 0, output: []))
    return status
  }
}
