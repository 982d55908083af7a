internal import Arguments
internal import BatchTracker
internal import Batches
internal import Commands
internal import Platform
internal import Tracker

/// What the recording verbs have in common: the batch, the run, the time.
private struct RecordingCall {
  let batch: String
  let run: String?
  let time: Timestamp
  let timeIsGiven: Bool
  private let now: Timestamp
  private let session: Session

  init(_ invocation: Invocation, _ context: CommandContext) throws {
    now = Timestamp(milliseconds: context.now())
    batch = try name(invocation.operands[0], "batch")
    run = try invocation.value(.run).map { text throws(InvalidValue) in try name(text, "run") }
    (time, timeIsGiven) = try recordTime(invocation, now: now)
    session = try Session(configuration: invocation.value(.config), log: context.log)
  }

  var currency: String { session.settings.currency }

  func record(_ event: Record.Event, run: String? = nil) throws {
    let record = Record(
      id: makeRecordID(), batch: batch, run: run ?? self.run, time: time, timeIsGiven: timeIsGiven, event: event)
    try Recorder(session, now: now).record(record)
  }
}

/// `start BATCH [--run ID] [--pid PID]`: opens a run and prints its id.
func start(_ invocation: Invocation, _ context: CommandContext) throws {
  do {
    try context.print(try recordStart(invocation, context) + "\n")
  } catch {
    // With best effort the script goes on, and an empty `--run "$run"` would be wrong usage, which stops it after all.
    if context.bestEffort {
      let run = invocation.value(.run) ?? makeRunID(at: Timestamp(milliseconds: context.now()))
      try context.print(run + "\n")
    }
    throw error
  }
}

/// - Returns: the run's id.
private func recordStart(_ invocation: Invocation, _ context: CommandContext) throws -> String {
  var process: ProcessIdentity?
  if let text = invocation.value(.pid) {
    let pid = try wholeNumber(text, "--pid", in: 1...4_194_304)
    switch ProcessIdentity.find(Int32(pid)) {
    case .found(let identity): process = identity
    case .hidden:
      context.log.warn(
        "--pid \(pid): /proc does not show this process, so the run stays open if it dies; mount /proc without hidepid=",
        ["batch": invocation.operands[0]])
    case .missing:
      throw InvalidValue("--pid \(pid): no such process; write the id of the pipeline's process, '$$' in a shell")
    }
  }
  let call = try RecordingCall(invocation, context)
  let run = call.run ?? makeRunID(at: call.time)
  warnOfSecondRun(of: call.batch, run, context.log)
  try call.record(.start(process: process), run: run)
  return run
}

/// Warns a script that starts a run of the batch that `batchwatch run`, which runs the script, records already.
private func warnOfSecondRun(of batch: String, _ run: String, _ log: Log) {
  guard environmentVariable("BATCHWATCH_BATCH") == batch, let outer = environmentVariable("BATCHWATCH_RUN"),
    outer != run
  else { return }
  log.warn(
    "'batchwatch run' records this batch already, so this is a second run of it: leave out one of the two",
    ["batch": batch, "run": outer])
}

/// `stage BATCH STAGE […]`: records how far a stage is.
func stage(_ invocation: Invocation, _ context: CommandContext) throws {
  let stage = try name(invocation.operands[1], "stage")
  let update = try stageUpdate(invocation)
  try RecordingCall(invocation, context).record(.stage(stage, update))
}

private func stageUpdate(_ invocation: Invocation) throws(InvalidValue) -> StageUpdate {
  if invocation.contains(.skip) { return .skipped }
  if invocation.contains(.failed) { return .failed(reason: invocation.value(.reason)) }
  if let text = invocation.value(.percent) {
    let number = text.last == "%" ? String(text.dropLast()) : text
    return .progress(try decimal(number, "--percent", in: 0...100, "a number from 0 to 100") / 100)
  }
  guard let doneText = invocation.value(.done), let totalText = invocation.value(.total) else { return .complete }
  let total = try wholeNumber(totalText, "--total", in: 1...1_000_000_000_000_000)
  let done = try wholeNumber(doneText, "--done", in: 0...1_000_000_000_000_000)
  guard done <= total else { throw InvalidValue("--done \(done) is more than --total \(total)") }
  return .items(done: done, total: total)
}

/// `leads BATCH N`: adds leads to the run.
func leads(_ invocation: Invocation, _ context: CommandContext) throws {
  let count = try wholeNumber(invocation.operands[1], "the number of leads", in: 0...1_000_000_000_000)
  try RecordingCall(invocation, context).record(.leads(count))
}

/// `cost BATCH AMOUNT [--resource gpu] [--stage STAGE]`: adds to the run's cost.
func cost(_ invocation: Invocation, _ context: CommandContext) throws {
  let hint = "an amount from 0 to 1000000000000, such as 0.50"
  let amount = try decimal(invocation.operands[1], "the cost", in: 0...1e12, hint)
  let resource = try name(invocation.value(.resource) ?? "gpu", "resource")
  let stage = try invocation.value(.stage).map { text throws(InvalidValue) in try name(text, "stage") }
  let call = try RecordingCall(invocation, context)
  try call.record(.cost(Cost(resource: resource, currency: call.currency, amount: amount), stage: stage))
}

/// `end BATCH [--failed [--reason TEXT]]`: closes the run.
func end(_ invocation: Invocation, _ context: CommandContext) throws {
  let end = RunEnd(failed: invocation.contains(.failed), reason: invocation.value(.reason))
  try RecordingCall(invocation, context).record(.end(end))
}
