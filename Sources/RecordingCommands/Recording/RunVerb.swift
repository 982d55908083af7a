internal import Arguments
internal import Batches
internal import Commands
internal import Platform
internal import Tracker

/// How much of a command's output is kept, in bytes.
private let keptOutput = 10_000

/// `run BATCH [--stage STAGE] -- COMMAND…`: the whole run, or one stage, around a command.
///
/// The command's fate is its own: whatever happens to our records, it is run, and it ends us as it ended itself. So this
/// process does nothing but to start the command and to wait for it; all that touches configuration, tracker and files is
/// done by a copy of it (`RecordKeeper`), which may crash or hang.
func runBatch(_ invocation: Invocation, _ context: CommandContext) throws -> Int32 {
  let closed = ClosedStreams.find()
  let options = try guardOptions(invocation)
  var context = context
  context.log = .besideCommand(context.log)
  let command = try WatchedCommand(invocation, context)
  var signals = try CommandSignals()
  var recorder = RunRecorder(command, options)
  let guards: Guards
  switch recorder.begin(&signals) {
  case .go(let found): guards = found
  case .refused: return ExitStatus.busy.rawValue
  case .ended(let signal): endBySignal(signal)
  }
  for (name, value) in recorder.environment { setVariable(name, value) }
  var relay = OutputRelay(
    OutputWishes(keeping: guards.noOutput ? 0 : keptOutput, log: recorder.log, isHeld: guards.quiet),
    closed: closed)
  var attempt = 1
  while true {
    var end = runAttempt(invocation, guards, &signals, &relay, &recorder, context)
    if end.record.reason != nil, attempt < guards.attempts, !signals.endIsWanted, relay.failure == nil {
      let delay = guards.delay(afterAttempt: attempt)
      recorder.attempt(end.record, attempt, of: guards, next: delay)
      // What this attempt has left behind shall not wait for the next one.
      relay.leaveBehind()
      guard let order = signals.pause(milliseconds: delay.milliseconds) else {
        attempt += 1
        continue
      }
      end.signal = order
    }
    relay.leaveBehind()
    recorder.finish(end.record)
    if end.record.reason != nil, guards.quiet {
      // All is recorded: from here on we are as any program that writes.
      signals.letPass()
      passOnHeld(&relay, context)
    }
    if let signal = end.signal { endBySignal(signal) }
    return end.record.result.exitStatus
  }
}

private func passOnHeld(_ relay: inout OutputRelay, _ context: CommandContext) {
  let known = relay.failure
  relay.releaseHeld()
  if known == nil, let failure = relay.failure, !failure.isOfVanishedReader {
    context.log.error(failure.description)
  }
}

/// One try to run the command.
/// - Returns: what is recorded of it, and the signal that ended it, if one did.
private func runAttempt(
  _ invocation: Invocation, _ guards: Guards, _ signals: inout CommandSignals,
  _ relay: inout OutputRelay, _ recorder: inout RunRecorder, _ context: CommandContext
) -> (record: CommandEnd, signal: Int32?) {
  let limit = guards.timeout.map { TimeLimit(milliseconds: $0.milliseconds, grace: guards.killAfter.milliseconds) }
  do {
    let result = try runCommand(
      lastArguments(invocation.trailing.count), within: limit, signals: &signals, relay: &relay, beside: &recorder.side)
    let (status, reason) = judge(result, guards, relay)
    if let failure = relay.failure, !failure.isOfVanishedReader { context.log.error(failure.description) }
    if let failure = relay.takeLogFailure() {
      context.log.error(
        "the file with the whole output is not complete", ["file": recorder.logPath ?? "", "reason": failure.reason])
    }
    let record = CommandEnd(
      reason: reason,
      result: CommandResult(
        exitStatus: status, cpuSeconds: result.cpuSeconds, peakMemoryBytes: result.peakMemoryBytes, output: relay.kept),
      duration: TimeSpan(milliseconds: result.milliseconds))
    return (record, status == result.status ? result.signal : nil)
  } catch {
    let reason = "cannot run \(quoted(invocation.trailing[0])): \(error.reason)" + hint(invocation.trailing, error)
    context.log.error(reason)
    // As shells do: 127 for a command that isn't there, 126 for one that can't be executed.
    let status: Int32 = error.code == SystemError.notFound ? 127 : 126
    let result = CommandResult(exitStatus: status, cpuSeconds: 0, peakMemoryBytes: 0, output: [])
    return (CommandEnd(reason: reason, result: result, duration: .zero), nil)
  }
}

/// The exit status of an attempt, and why it failed; nil if it succeeded.
private func judge(_ result: ChildResult, _ guards: Guards, _ relay: borrowing OutputRelay) -> (Int32, String?) {
  if result.isOverdue, let timeout = guards.timeout {
    return (124, "took longer than \(timeout) and was ended: --timeout")
  }
  if let name = result.signalName { return (result.status, "killed by " + name) }
  if !guards.isSuccess(result.status) { return (result.status, "exit status \(result.status)") }
  // A reader that went while it ran, it has met itself, or it wrote nothing more. What was lost behind its back, it would
  // have met alone.
  guard let lost = relay.failure, relay.failureCameLate || !lost.isOfVanishedReader else { return (result.status, nil) }
  let status = lost.isOfVanishedReader && !brokenPipesAreIgnored() ? 141 : ExitStatus.inputOutput.rawValue
  return (status, lost.description)
}
