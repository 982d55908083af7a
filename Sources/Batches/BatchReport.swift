/// How a batch stands at one moment: what status shows, metrics publish and alerts judge.
package struct BatchReport: Equatable, Sendable {
  package var definition: BatchDefinition
  /// The zone of the schedule: the batch's own or the top-level one.
  package var timezone: String
  /// The currency of new costs, three capital letters.
  package var currency: String
  /// The run with the latest start, open or ended; nil before the first.
  package var run: RunReport?
  /// Whether `run` fills the current slot. Always true for a run of a batch without a schedule.
  package var runIsCurrent: Bool
  /// Every configured stage in its order, then the others that the run recorded. All at 0 while no run fills the slot.
  package var stages: [StageReport]
  /// Completion of the current slot, 0 to 1.
  package var completion: Double
  /// How many runs are open; more than one is an overlap.
  package var openRuns: Int
  /// The current slot; nil without a schedule, or before the first slot since the schedule is known.
  package var slot: Slot?
  package var nextSlot: Slot?
  /// Whether a run that fills the current slot succeeded.
  package var slotIsComplete: Bool
  /// When the newest run should end, by the batch's own past; nil before the first run that succeeded.
  package var expectedEnd: Timestamp?
  package var last: LastRunReport
  package var totals: BatchTotals

  package init(definition: BatchDefinition, timezone: String, currency: String) {
    self.definition = definition
    self.timezone = timezone
    self.currency = currency
    runIsCurrent = false
    stages = []
    completion = 0
    openRuns = 0
    slotIsComplete = false
    last = LastRunReport()
    totals = BatchTotals()
  }
}

/// One time at which the schedule says that the batch should start.
package struct Slot: Equatable, Sendable {
  package var start: Timestamp
  /// Until when a start is in time; nil where `start_within` is not set.
  package var startDeadline: Timestamp?
  /// Until when the slot must be complete; nil where no deadline is configured.
  package var deadline: Timestamp?

  package init(start: Timestamp, startDeadline: Timestamp? = nil, deadline: Timestamp? = nil) {
    self.start = start
    self.startDeadline = startDeadline
    self.deadline = deadline
  }
}

/// One run, as far as it has come.
package struct RunReport: Equatable, Sendable {
  /// The run's id, unique within its batch.
  package var name: String
  package var outcome: Outcome
  package var start: Timestamp
  package var end: Timestamp?
  /// The last record of this run.
  package var progress: Timestamp
  package var leads: Int64
  /// Sums by resource and currency.
  package var costs: [Cost]
  package var reason: String?
  /// How long it took by a clock that nobody sets, where `run` measured that.
  package var measured: TimeSpan?
  /// The file that holds the whole output, where one was kept.
  package var log: String?
  /// Attempts that failed and were followed by others, without their output: in the order of their stages and numbers.
  package var attempts: [AttemptReport] = []

  package init(name: String, outcome: Outcome, start: Timestamp, progress: Timestamp) {
    self.name = name
    self.outcome = outcome
    self.start = start
    self.progress = progress
    leads = 0
    costs = []
  }

  /// How long it took, or takes so far.
  package func duration(at now: Timestamp) -> TimeSpan { took ?? elapsed(from: start, to: now) }

  /// How long it took; nil while it is open.
  package var took: TimeSpan? { end.map { measured ?? elapsed(from: start, to: $0) } }
}

/// One stage of the newest run.
package struct StageReport: Equatable, Sendable {
  /// How a stage stands.
  package enum State: String, CaseIterable, Sendable {
    case pending, running, complete, skipped, failed
  }

  package var name: String
  package var isOptional: Bool
  package var weight: Double
  package var state: State
  /// 0 to 1.
  package var completion: Double
  /// Items done and in total, where the pipeline told them.
  package var done: Int64?
  package var total: Int64?
  package var start: Timestamp?
  package var end: Timestamp?
  package var reason: String?
  /// How long it took by a clock that nobody sets, where `run` measured that.
  package var measured: TimeSpan?
  /// The file that holds the whole output of its command, where one was kept.
  package var log: String?

  package init(name: String, isOptional: Bool, weight: Double) {
    self.name = name
    self.isOptional = isOptional
    self.weight = weight
    state = .pending
    completion = 0
  }

  /// How long it took; nil where it has not ended, or nobody knows when it began.
  package var took: TimeSpan? {
    guard let end else { return nil }
    return measured ?? start.map { elapsed(from: $0, to: end) }
  }
}

/// An amount of money for one resource.
package struct Cost: Equatable, Sendable {
  package var resource: String
  package var currency: String
  package var amount: Double

  package init(resource: String, currency: String, amount: Double) {
    self.resource = resource
    self.currency = currency
    self.amount = amount
  }
}

/// Figures of the last run that ended.
package struct LastRunReport: Equatable, Sendable {
  package var succeeded = false
  package var end: Timestamp?
  /// End of the last run that succeeded.
  package var success: Timestamp?
  package var duration: TimeSpan?
  /// CPU seconds, user and system, where `run` measured them.
  package var cpuSeconds: Double?
  package var peakMemoryBytes: Int64?

  package init() {}
}

/// What only grows over a batch's life.
package struct BatchTotals: Equatable, Sendable {
  package var succeeded: Int64 = 0
  package var failed: Int64 = 0
  package var incomplete: Int64 = 0
  package var lost: Int64 = 0
  /// Runs since the last success that ended otherwise.
  package var consecutiveFailures: Int64 = 0
  /// Starts that were refused because an earlier run went on.
  package var startsRefused: Int64 = 0
  package var leads: Int64 = 0
  package var costs: [Cost] = []
  /// Sum of the durations of succeeded runs, in seconds.
  package var durationSum: Double = 0
  /// For each upper bound, ascending, how many succeeded runs took at most that long. The count of all succeeded
  /// runs is `succeeded`.
  package var durationBuckets: [DurationBucket] = []

  package init() {}

  package func runs(_ outcome: Outcome) -> Int64 {
    switch outcome {
    case .running: 0
    case .succeeded: succeeded
    case .failed: failed
    case .incomplete: incomplete
    case .lost: lost
    }
  }
}

/// One cumulative bucket of the duration histogram.
package struct DurationBucket: Equatable, Sendable {
  package var upperBound: TimeSpan
  package var count: Int64

  package init(upperBound: TimeSpan, count: Int64) {
    self.upperBound = upperBound
    self.count = count
  }
}
