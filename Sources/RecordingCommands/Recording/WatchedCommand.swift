internal import Arguments
internal import BatchTracker
internal import Batches
internal import Commands
internal import Platform
internal import Tracker

/// The records of a command that `run` stands in front of: of a whole run, or of a stage of one.
struct WatchedCommand {
  let batch: String
  let stage: String?
  /// The run's id; nil for a stage that goes to the newest open run, as long as that isn't known.
  var run: String?
  let started: Timestamp
  let context: CommandContext
  private let configuration: String?
  /// Who must be alive while the run is open. Asked before the process is copied.
  private let process = currentProcessID()

  /// - Throws: `InvalidValue`.
  init(_ invocation: Invocation, _ context: CommandContext) throws(InvalidValue) {
    self.context = context
    batch = try name(invocation.operands[0], "batch")
    stage = try invocation.value(.stage).map { text throws(InvalidValue) in try name(text, "stage") }
    configuration = invocation.value(.config)
    started = try recordTime(invocation, now: Timestamp(milliseconds: context.now())).time
    run = try invocation.value(.run).map { text throws(InvalidValue) in try name(text, "run") }
    if run == nil, stage == nil { run = makeRunID(at: started) }
  }

  /// Records the beginning.
  /// - Parameters:
  ///   - haste: how long to wait for a busy tracker, in milliseconds; nil for as long as any record waits.
  ///   - acknowledged: called once the record is durable.
  /// - Throws: why it could not be recorded.
  mutating func recordBeginning(haste: Int? = nil, acknowledged: (WatchedCommand) -> Void = { _ in }) throws {
    // A stage belongs to the run that is the newest open one now, also if another opens before the command ends.
    if run == nil { run = newestOpenRun() }
    let watched = self
    if let stage {
      try record(.stage(stage, .progress(0)), at: started, haste: haste) { acknowledged(watched) }
    } else {
      // The run is lost when we are: nobody else will report its end.
      let event = Record.Event.start(process: ProcessIdentity(runningAs: process))
      try record(event, at: started, haste: haste) { acknowledged(watched) }
    }
  }

  /// Records the end.
  /// - Parameter reason: why it failed; nil if it succeeded.
  func recordEnd(reason: String?, _ command: CommandResult, at time: Timestamp) throws {
    guard let stage else {
      return try record(.end(RunEnd(failed: reason != nil, reason: reason, command: command)), at: time)
    }
    try record(.command(stage: stage, command), at: time)
    try record(.stage(stage, reason == nil ? .complete : .failed(reason: reason)), at: time)
  }

  private func newestOpenRun() -> String? {
    guard let session = try? Session(configuration: configuration, log: context.log) else { return nil }
    return try? session.store.read { try $0.newestOpenRun(of: batch) } ?? nil
  }

  private func record(
    _ event: Record.Event, at time: Timestamp, haste: Int? = nil, acknowledged: () -> Void = {}
  ) throws {
    let session = try Session(configuration: configuration, log: context.log)
    let record = Record(id: makeRecordID(), batch: batch, run: run, time: time, event: event)
    try Recorder(session, now: Timestamp(milliseconds: context.now()))
      .record(record, haste: haste, acknowledged: acknowledged)
  }
}
