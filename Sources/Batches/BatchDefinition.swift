/// What the configuration says of a batch. A batch that isn't configured has `BatchDefinition(name:)`.
package struct BatchDefinition: Equatable, Sendable {
  package var name: String
  package var description: String?
  /// When it should start; nil for a batch that is only recorded.
  package var schedule: Schedule?
  /// IANA zone of `schedule` and `deadline`; nil takes the top-level setting.
  package var timezone: String?
  /// A run that starts up to this long before a slot fills that slot.
  package var earlyTolerance: TimeSpan
  /// A slot without a start after this long is an alert; nil for batches without a schedule.
  package var startWithin: TimeSpan?
  /// When the slot must be complete; nil for no deadline.
  package var deadline: DeadlineRule?
  package var maxDuration: TimeSpan?
  package var minDuration: TimeSpan?
  /// A running batch without progress for this long is an alert.
  package var stallAfter: TimeSpan?
  /// Runs that must fail in a row before `BatchFailed`, 1 or more.
  package var failuresBeforeAlert: Int
  package var stages: [StageDefinition]
  /// Hosts that the batch is spread over, this one among them; nil for a batch that is this host's alone.
  package var hosts: Int?
  package var costPerLeadLimit: Double?
  /// Limit of one run's GPU cost.
  package var gpuCostLimit: Double?
  /// Upper bounds of the duration histogram, ascending, without +Inf.
  package var durationBuckets: [TimeSpan]
  package var severity: String
  package var team: String
  package var runbookURL: String?
  /// What `run` does around a whole run's command.
  package var guards: Guards

  package static let defaultEarlyTolerance = TimeSpan.minutes(10)
  package static let defaultStartWithin = TimeSpan.minutes(15)
  package static let defaultSeverity = "warning"
  package static let defaultDurationBuckets: [TimeSpan] = [
    .minutes(30), .hours(1), .hours(2), .hours(4), .hours(8), .hours(12),
  ]

  /// A batch of which nothing but its name is known.
  package init(name: String) {
    self.name = name
    earlyTolerance = Self.defaultEarlyTolerance
    failuresBeforeAlert = 1
    stages = []
    durationBuckets = Self.defaultDurationBuckets
    severity = Self.defaultSeverity
    team = ""
    guards = Guards()
  }
}

/// One configured stage of a batch.
package struct StageDefinition: Equatable, Sendable {
  package var name: String
  /// An optional stage may be missing or skipped in a run that succeeds.
  package var isOptional: Bool
  /// Its share in the batch's completion, relative to the other stages; more than 0.
  package var weight: Double

  package init(name: String, isOptional: Bool = false, weight: Double = 1) {
    self.name = name
    self.isOptional = isOptional
    self.weight = weight
  }
}

/// When a slot must be complete.
package enum DeadlineRule: Equatable, Sendable {
  /// So long after the slot.
  case within(TimeSpan)
  /// The first time after the slot that the batch's clock shows this time.
  case by(ClockTime)
}

/// A time of day, 00:00 to 23:59.
package struct ClockTime: Equatable, Sendable {
  package var hour: Int
  package var minute: Int

  package init(hour: Int, minute: Int) {
    self.hour = hour
    self.minute = minute
  }
}

/// When a batch should start.
package enum Schedule: Equatable, Sendable {
  /// A cron expression, with Debian cron's rules.
  case cron(CronExpression)
  /// So long after its last start.
  case every(TimeSpan)
}
