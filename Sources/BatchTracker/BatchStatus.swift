internal import Batches
internal import Tracker

/// What `recordBatchStageCompletion` records of a stage.
public enum StageProgress: Equatable, Sendable {
  /// It is done.
  case complete
  /// It is done to this part, 0 to 1.
  case ratio(Double)
  /// So many of its items are done: 0 ≤ done ≤ total, total at least 1.
  case items(done: Int64, total: Int64)
  /// It is left out of this run.
  case skipped
  /// It failed.
  case failed(reason: String?)

  func update() throws(BatchTrackerError) -> StageUpdate {
    switch self {
    case .complete: return .complete
    case .ratio(let ratio):
      guard ratio >= 0, ratio <= 1 else {
        throw BatchTrackerError(.invalidArgument, "a stage's ratio is \(ratio): from 0 to 1 is possible")
      }
      return .progress(ratio)
    case .items(let done, let total):
      guard total >= 1, 0...total ~= done else {
        throw BatchTrackerError(.invalidArgument, "\(done) of \(total) items are done: 0 ≤ done ≤ total is possible")
      }
      return .items(done: done, total: total)
    case .skipped: return .skipped
    case .failed(let reason): return .failed(reason: reason)
    }
  }
}

/// Whether a batch is complete.
public struct BatchCompletion: Equatable, Sendable {
  /// Whether a run that fills the current slot succeeded; without a schedule, whether the newest run did.
  public let isComplete: Bool
  /// How much of it is done, 0 to 1.
  public let ratio: Double
  /// Required stages that are neither complete nor skipped, in the configured order.
  public let missingStages: [String]
  /// Until when the current slot must be complete, in seconds since the Unix epoch; nil where no deadline is set.
  public let deadline: Double?
  /// Whether the deadline has passed without completion.
  public let isOverdue: Bool
}

/// How a batch stands.
public struct BatchStatus: Equatable, Sendable {
  /// One stage of the newest run.
  public struct Stage: Equatable, Sendable {
    /// Its name.
    public let name: String
    /// `pending`, `running`, `complete`, `skipped` or `failed`.
    public let state: String
    /// 0 to 1.
    public let completion: Double
  }

  /// The newest run's id; nil before the first.
  public let run: String?
  /// `running`, `succeeded`, `failed`, `incomplete` or `lost`; nil before the first run.
  public let outcome: String?
  /// When the newest run began, in seconds since the Unix epoch.
  public let start: Double?
  /// When it ended; nil while it runs.
  public let end: Double?
  /// Completion of the current slot, 0 to 1.
  public let completion: Double
  /// Every configured stage in its order, then the others that were recorded.
  public let stages: [Stage]
  /// Leads of the newest run.
  public let leads: Int64
  /// Runs that are open now; more than one is an overlap.
  public let openRuns: Int
  /// When the newest run should end by the batch's own past, in seconds since the Unix epoch; nil where there is none.
  public let expectedEnd: Double?

  init(_ report: BatchReport) {
    func seconds(_ time: Timestamp?) -> Double? { time.map { Double($0.milliseconds) / 1000 } }
    run = report.run?.name
    outcome = report.run?.outcome.rawValue
    start = seconds(report.run?.start)
    end = seconds(report.run?.end)
    completion = report.completion
    stages = report.stages.map { Stage(name: $0.name, state: $0.state.rawValue, completion: $0.completion) }
    leads = report.run?.leads ?? 0
    openRuns = report.openRuns
    expectedEnd = seconds(report.expectedEnd)
  }
}
