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
  var context: CommandContext
  private let configuration: String?
  /// The file with the whole output; nil for none.
  var log: String?
  /// Who must be alive while the run is open. Asked before the process is copied: nobody knows who a process was that was
  /// killed before its beginning is recorded.
  private let process = ProcessIdentity(runningAs: currentProcessID())
  /// What the configuration said a moment ago.
  private var known: (session: Session, time: Int64)?

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

  /// What the configuration says: read anew when a second has passed, for a command may run for hours.
  mutating func session() throws -> Session {
    let now = monotonicMilliseconds()
    if let known, now - known.time < 1000 { return known.session }
    let session = try Session(configuration: configuration, log: context.log)
    known = (session, now)
    return session
  }

  /// A stage belongs to the run that is the newest open one now, also if another opens before the command ends.
  mutating func findRun() {
    guard run == nil, let session = try? session() else { return }
    run = try? session.store.read { try $0.newestOpenRun(of: batch) } ?? nil
  }

  /// Records the beginning.
  /// - Parameters:
  ///   - haste: how long to wait for a busy tracker, in milliseconds; nil for as long as any record waits.
  ///   - acknowledged: called once the record is durable; says whether to publish now.
  /// - Throws: why it could not be recorded.
  mutating func recordBeginning(haste: Int? = nil, acknowledged: (WatchedCommand) -> Bool = { _ in true }) throws {
    findRun()
    // The run is lost when we are: nobody else will report its end.
    let event =
      stage.map { Record.Event.stage($0, .progress(0), by: log.map { StageCommand(log: $0) }) }
      ?? .start(process: process, log: log)
    let watched = self
    try record(self.record(event, at: started), haste: haste) { acknowledged(watched) }
  }

  /// What there is to record of the end.
  /// - Parameter duration: since the beginning, by a clock that never jumps.
  func endRecord(_ end: CommandEnd, after duration: TimeSpan, at time: Timestamp) -> Record {
    guard let stage else {
      let run = RunEnd(
        failed: end.reason != nil, reason: end.reason, command: end.result, duration: duration, log: log)
      return record(.end(run), at: time)
    }
    let command = StageCommand(result: end.result, duration: duration, log: log)
    return record(.stage(stage, end.reason == nil ? .complete : .failed(reason: end.reason), by: command), at: time)
  }

  /// What there is to record of an attempt that is followed by another one.
  /// - Parameter delay: until that.
  func attemptRecord(
    _ end: CommandEnd, _ number: Int, of guards: Guards, next delay: TimeSpan, at time: Timestamp
  ) -> Record {
    let attempt = FailedAttempt(
      stage: stage, number: number, most: guards.attempts, start: time - end.duration, duration: end.duration,
      next: time + delay, reason: end.reason, command: end.result)
    return record(.attempt(attempt), at: time)
  }

  /// Records that this command isn't started, for an earlier run goes on.
  mutating func recordRefusal(after waited: TimeSpan) throws {
    let holder = try? session().store.read { try $0.newestOpenRun(of: batch) } ?? nil
    let now = Timestamp(milliseconds: context.now())
    var record = record(.refused(Refusal(waited: waited, holder: holder)), at: now)
    record.run = nil
    try self.record(record)
  }

  private func record(_ event: Record.Event, at time: Timestamp) -> Record {
    Record(id: makeRecordID(), batch: batch, run: run, time: time, event: event)
  }

  /// - Throws: why it could not be recorded.
  mutating func record(_ record: Record, haste: Int? = nil, acknowledged: () -> Bool = { true }) throws {
    try Recorder(try session(), now: Timestamp(milliseconds: context.now()))
      .record(record, haste: haste, acknowledged: acknowledged)
  }
}

/// How a command, or its last attempt, ended.
struct CommandEnd {
  /// Why it failed; nil if it succeeded.
  var reason: String?
  var result: CommandResult
  /// How long it took, by a clock that never jumps.
  var duration: TimeSpan
}
