internal import Batches
internal import Platform
internal import Tracker

/// Records a batch's runs from inside a Swift pipeline, exactly as the command `batchwatch` does from a script.
///
/// ```swift
/// let tracker = BatchTracker()
/// let run = try tracker.recordBatchStart("leads-nightly")
/// try tracker.recordBatchStageCompletion("leads-nightly", stage: "scrape", run: run)
/// try tracker.recordBatchEnd("leads-nightly", run: run)
/// ```
///
/// Each call is durable when it returns: in the tracker, or in the spool that the next call takes in. It then refreshes
/// the batch's file for node_exporter. Calls may come from several threads and processes at once; each opens the
/// tracker for itself, so a value holds no resources and never needs closing.
///
/// Settings come from the configuration file and the environment, as `docs/configuration.md` tells.
public struct BatchTracker: Sendable {
  private let configuration: String?
  private let log: Log

  /// A tracker as the configuration describes it.
  /// - Parameters:
  ///   - configuration: the configuration file; nil for `$BATCHWATCH_CONFIG` or `/etc/batchwatch/config.yml`.
  ///   - log: where warnings go, one line each, without a newline; nil for standard error.
  public init(configuration: String? = nil, log: (@Sendable (String) -> Void)? = nil) {
    self.configuration = configuration
    self.log = log.map { write in Log(now: wallClockMilliseconds) { _, line in write(line) } } ?? .standardError
  }

  /// Opens a run.
  /// - Parameters:
  ///   - batch: the batch's name, `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`.
  ///   - run: an id of your own for the run; nil makes one that sorts by time.
  ///   - watchesProcess: whether the run is lost when this process is gone without having ended it.
  ///   - time: when it began, in seconds since the Unix epoch; nil for now.
  /// - Returns: the run's id, for the calls that follow.
  /// - Throws: `BatchTrackerError`.
  @discardableResult
  public func recordBatchStart(
    _ batch: String, run: String? = nil, watchesProcess: Bool = false, at time: Double? = nil
  ) throws(BatchTrackerError) -> String {
    let moment = try self.moment(time)
    let run = run ?? makeRunID(at: moment.time)
    let process = watchesProcess ? ProcessIdentity(runningAs: currentProcessID()) : nil
    try record(.start(process: process), batch, run, moment)
    return run
  }

  /// Records how far a stage is; without `progress`, it is complete.
  /// - Parameters:
  ///   - batch: the batch's name.
  ///   - stage: the stage's name, of the same form as a batch's.
  ///   - progress: what is to be recorded.
  ///   - run: the run's id; nil for the batch's newest open run.
  ///   - time: when that was so, in seconds since the Unix epoch; nil for now.
  /// - Throws: `BatchTrackerError`.
  public func recordBatchStageCompletion(
    _ batch: String, stage: String, progress: StageProgress = .complete, run: String? = nil, at time: Double? = nil
  ) throws(BatchTrackerError) {
    try checkName(stage, "stage")
    try record(.stage(stage, try progress.update()), batch, run, try moment(time))
  }

  /// Adds leads to a run.
  /// - Parameters:
  ///   - batch: the batch's name.
  ///   - count: how many more, 0 to 10^12.
  ///   - run: the run's id; nil for the batch's newest open run.
  ///   - time: when that was so, in seconds since the Unix epoch; nil for now.
  /// - Throws: `BatchTrackerError`.
  public func recordBatchLeads(
    _ batch: String, count: Int64, run: String? = nil, at time: Double? = nil
  ) throws(BatchTrackerError) {
    guard (0...1_000_000_000_000).contains(count) else {
      throw BatchTrackerError(.invalidArgument, "the number of leads is \(count): from 0 to 1000000000000 is possible")
    }
    try record(.leads(count), batch, run, try moment(time))
  }

  /// Adds to a run's cost, in the configured currency.
  /// - Parameters:
  ///   - batch: the batch's name.
  ///   - amount: how much more, 0 to 10^12.
  ///   - resource: what it was spent on, a name of the same form as a batch's.
  ///   - stage: the stage that spent it.
  ///   - run: the run's id; nil for the batch's newest open run.
  ///   - time: when that was so, in seconds since the Unix epoch; nil for now.
  /// - Throws: `BatchTrackerError`.
  public func recordBatchCost(
    _ batch: String, amount: Double, resource: String = "gpu", stage: String? = nil, run: String? = nil,
    at time: Double? = nil
  ) throws(BatchTrackerError) {
    guard amount >= 0, amount <= 1e12 else {
      throw BatchTrackerError(.invalidArgument, "the cost is \(amount): from 0 to 10^12 is possible")
    }
    try checkName(resource, "resource")
    if let stage { try checkName(stage, "stage") }
    let moment = try self.moment(time)
    let session = try openSession()
    let cost = Cost(resource: resource, currency: session.settings.currency, amount: amount)
    try record(.cost(cost, stage: stage), batch, run, moment)
  }

  /// Closes a run. It has succeeded if every required stage is complete, and is incomplete otherwise.
  /// - Parameters:
  ///   - batch: the batch's name.
  ///   - failed: whether the run failed, whatever its stages say.
  ///   - reason: why, for people; cut at 1,000 bytes.
  ///   - run: the run's id; nil for the batch's newest open run.
  ///   - time: when it ended, in seconds since the Unix epoch; nil for now.
  /// - Throws: `BatchTrackerError`.
  public func recordBatchEnd(
    _ batch: String, failed: Bool = false, reason: String? = nil, run: String? = nil, at time: Double? = nil
  ) throws(BatchTrackerError) {
    try record(.end(RunEnd(failed: failed, reason: reason)), batch, run, try moment(time))
  }

  /// Whether the batch's current slot is complete, and what is missing.
  /// - Parameter batch: the batch's name.
  /// - Throws: `BatchTrackerError`.
  public func checkBatchCompletion(_ batch: String) throws(BatchTrackerError) -> BatchCompletion {
    let report = try self.report(batch)
    let now = Timestamp(milliseconds: wallClockMilliseconds())
    let isComplete = report.slot == nil ? report.run?.outcome == .succeeded : report.slotIsComplete
    return BatchCompletion(
      isComplete: isComplete, ratio: report.completion,
      missingStages: missingStages(of: report.stages).map(\.name),
      deadline: report.slot?.deadline.map { Double($0.milliseconds) / 1000 },
      isOverdue: !isComplete && report.slot?.deadline.map { now > $0 } ?? false)
  }

  /// How the batch stands.
  /// - Parameter batch: the batch's name.
  /// - Throws: `BatchTrackerError`.
  public func batchStatus(_ batch: String) throws(BatchTrackerError) -> BatchStatus {
    BatchStatus(try report(batch))
  }

  // MARK: The way in

  private func record(
    _ event: Record.Event, _ batch: String, _ run: String?, _ moment: (time: Timestamp, isGiven: Bool)
  ) throws(BatchTrackerError) {
    try checkName(batch, "batch")
    if let run { try checkName(run, "run") }
    let session = try openSession()
    let record = Record(
      id: makeRecordID(), batch: batch, run: run, time: moment.time, timeIsGiven: moment.isGiven, event: event)
    do {
      try Recorder(session, now: Timestamp(milliseconds: wallClockMilliseconds())).record(record)
    } catch {
      throw BatchTrackerError(error)
    }
  }

  private func report(_ batch: String) throws(BatchTrackerError) -> BatchReport {
    try checkName(batch, "batch")
    let session = try openSession()
    let now = Timestamp(milliseconds: wallClockMilliseconds())
    do {
      let report = try session.store.read { snapshot in
        try session.prepare(snapshot)
        let facts = try snapshot.batch(named: batch)?.facts ?? BatchFacts(name: batch)
        return makeReport(of: facts, as: try session.batch(batch, in: snapshot), at: now)
      }
      return try report ?? makeReport(of: BatchFacts(name: batch), as: session.batch(batch), at: now)
    } catch {
      throw BatchTrackerError(error)
    }
  }

  private func openSession() throws(BatchTrackerError) -> Session {
    do {
      return try Session(configuration: configuration, log: log)
    } catch {
      throw BatchTrackerError(error)
    }
  }

  private func moment(_ seconds: Double?) throws(BatchTrackerError) -> (time: Timestamp, isGiven: Bool) {
    let now = Timestamp(milliseconds: wallClockMilliseconds())
    guard let seconds else { return (now, false) }
    guard seconds >= 0, seconds * 1000 <= Double((now + .minutes(5)).milliseconds) else {
      throw BatchTrackerError(.invalidArgument, "the time \(seconds) is not between 1970 and now")
    }
    return (Timestamp(milliseconds: Int64(clamping: (seconds * 1000).rounded())), true)
  }

  private func checkName(_ name: String, _ what: String) throws(BatchTrackerError) {
    guard isValidName(name) else {
      throw BatchTrackerError(.invalidArgument, "'\(name)' is not a name for a \(what): \(nameRule)")
    }
  }
}
