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
  /// How long it took by a clock that nobody sets, where `run` measured that.
  package var measured: TimeSpan?
  /// The file that holds the whole output, where one was kept.
  package var log: String?
  /// Attempts that failed and were followed by others, in the order of their stages and numbers.
  package var attempts: [AttemptReport]

  package init(name: String, outcome: Outcome, start: Timestamp) {
    self.name = name
    self.outcome = outcome
    self.start = start
    leads = 0
    costs = []
    problems = []
    attempts = []
  }

  /// How long it took; nil while it is open.
  package var took: TimeSpan? { end.map { measured ?? elapsed(from: start, to: $0) } }
}
