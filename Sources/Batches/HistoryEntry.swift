/// One run of the past, as history shows it.
package struct HistoryEntry: Equatable, Sendable {
  /// The run's id, unique within its batch.
  package var name: String
  package var outcome: Outcome
  package var start: Timestamp
  package var end: Timestamp?
  /// The slot that the run filled; nil where the batch had no schedule.
  package var slot: Timestamp?
  package var leads: Int64
  /// Sums by resource and currency.
  package var costs: [Cost]
  /// 0 to 1; nil where no stage was recorded.
  package var completion: Double?
  package var reason: String?
  /// What was wrong beside the outcome.
  package var problems: [Problem]
  /// Of the command that `run` started, as are the next three.
  package var exitStatus: Int32?
  /// User and system time.
  package var cpuSeconds: Double?
  package var peakMemoryBytes: Int64?
  /// The end of what the command wrote, any bytes.
  package var output: [UInt8]?

  package init(name: String, outcome: Outcome, start: Timestamp) {
    self.name = name
    self.outcome = outcome
    self.start = start
    leads = 0
    costs = []
    problems = []
  }
}
