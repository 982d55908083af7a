internal import Arguments
internal import BatchTracker
internal import Batches
internal import Commands
internal import Platform
internal import Tracker

/// How much of a command's output is kept, in bytes.
private let keptOutput = 10_000

/// `run BATCH [--stage STAGE] -- COMMAND…`: the whole run, or one stage, around a command.
///
/// The command's fate is its own: whatever happens to our records, it is run, and its exit status is returned.
func runBatch(_ invocation: Invocation, _ context: CommandContext) throws -> Int32 {
  var watcher = try CommandWatcher(invocation, context)
  watcher.begin()
  do {
    let result = try runChild(
      lastArguments(invocation.trailing.count), environment: watcher.environment, keeping: keptOutput)
    watcher.finish(result)
    return result.status
  } catch {
    let reason = "cannot run \(quoted(invocation.trailing[0])): \(error.reason)"
    context.log.error(reason)
    // As shells do: 127 for a command that isn't there, 126 for one that can't be executed.
    let status: Int32 = error.code == SystemError.notFound ? 127 : 126
    watcher.fail(reason, status: status)
    return status
  }
}

/// Records the beginning and the end of a watched command.
private struct CommandWatcher {
  private let batch: String
  private let stage: String?
  private let run: String?
  private let context: CommandContext
  private let configuration: String?
  private let started: Timestamp
  /// Whether the beginning is recorded.
  private var hasBegun = false

  init(_ invocation: Invocation, _ context: CommandContext) throws(InvalidValue) {
    self.context = context
    batch = try name(invocation.operands[0], "batch")
    stage = try invocation.value(.stage).map { text throws(InvalidValue) in try name(text, "stage") }
    let given = try invocation.value(.run).map { text throws(InvalidValue) in try name(text, "run") }
    let time = try recordTime(invocation, now: Timestamp(milliseconds: context.now()))
    started = time.time
    // A stage belongs to the run that is the newest open one now, also if another opens before the command ends; a whole
    // run needs an id of its own.
    configuration = invocation.value(.config)
    run = given ?? (stage == nil ? makeRunID(at: time.time) : Self.newestOpenRun(of: batch, invocation, context))
  }

  private static func newestOpenRun(
    of batch: String, _ invocation: Invocation, _ context: CommandContext
  ) -> String? {
    guard let session = try? Session(configuration: invocation.value(.config), log: context.log) else { return nil }
    return try? session.store.read { try $0.newestOpenRun(of: batch) } ?? nil
  }

  /// What the command can use to report into this very run: `--run "$BATCHWATCH_RUN"`.
  var environment: [(name: String, value: String)] {
    [("BATCHWATCH_BATCH", batch)] + (run.map { [("BATCHWATCH_RUN", $0)] } ?? [])
  }

  mutating func begin() {
    if let stage {
      hasBegun = record(.stage(stage, .progress(0)), at: started)
    } else {
      // The run is lost when we are: nobody else will report its end.
      hasBegun = record(.start(process: ProcessIdentity(runningAs: currentProcessID())), at: started)
    }
  }

  mutating func finish(_ result: ChildResult) {
    let command = CommandResult(
      exitStatus: result.status, cpuSeconds: result.cpuSeconds, peakMemoryBytes: result.peakMemoryBytes,
      output: result.output)
    let reason: String? =
      result.status == 0 ? nil : result.signalName.map { "killed by " + $0 } ?? "exit status \(result.status)"
    finish(reason: reason, command)
  }

  mutating func fail(_ reason: String, status: Int32) {
    finish(reason: reason, CommandResult(exitStatus: status, cpuSeconds: 0, peakMemoryBytes: 0, output: []))
  }

  private mutating func finish(reason: String?, _ command: CommandResult) {
    let now = Timestamp(milliseconds: context.now())
    // A disk that took nothing when the command began may do so now. If not, that has been said.
    if !hasBegun { begin() }
    guard hasBegun else { return }
    guard let stage else {
      _ = record(.end(RunEnd(failed: reason != nil, reason: reason, command: command)), at: now)
      return
    }
    _ = record(.command(stage: stage, command), at: now)
    _ = record(.stage(stage, reason == nil ? .complete : .failed(reason: reason)), at: now)
  }

  private func record(_ event: Record.Event, at time: Timestamp) -> Bool {
    do {
      let session = try Session(configuration: configuration, log: context.log)
      let record = Record(id: makeRecordID(), batch: batch, run: run, time: time, event: event)
      try Recorder(session, now: Timestamp(milliseconds: context.now())).record(record)
      return true
    } catch {
      _ = report(error, of: .run, context)
      return false
    }
  }
}
