package import Batches
package import Platform

/// One thing that a pipeline says of a run: what the verbs `start`, `stage`, `leads`, `cost`, `end` and `run` write.
package struct Record: Equatable, Sendable {
  /// Unique for ever, so that a spooled record is taken in once.
  package var id: String
  package var batch: String
  /// The run's id; nil means the batch's newest open run. A start always names it.
  package var run: String?
  package var time: Timestamp
  /// Whether the caller named the time (`--at`). Such a time must fit the run; a clock that jumped back is forgiven.
  package var timeIsGiven: Bool
  package var event: Event

  /// What happened.
  package enum Event: Equatable, Sendable {
    /// A run opens; with a process, the run is lost when that process is gone. Where its whole output is kept, `log` is
    /// the absolute path of that file.
    case start(process: ProcessIdentity?, log: String? = nil)
    /// How far a stage is; with what `run` knows of its command, where that says so.
    case stage(String, StageUpdate, by: StageCommand? = nil)
    /// More leads, 0 or more.
    case leads(Int64)
    /// More money, 0 or more, for a resource and maybe a stage.
    case cost(Cost, stage: String?)
    /// The run closes.
    case end(RunEnd)
    /// What `run` saw of a stage's command.
    case command(stage: String, CommandResult)
    /// A command failed, and another attempt follows. The record's time is the attempt's end.
    case attempt(FailedAttempt)
    /// A start was refused because an earlier run goes on. It belongs to no run.
    case refused(Refusal)
    /// The run's process is gone.
    case lost

    /// Whether the run gave a sign of life. That it is lost is what others found out.
    var isProgress: Bool { if case .lost = self { false } else { true } }
  }

  package init(id: String, batch: String, run: String?, time: Timestamp, timeIsGiven: Bool = false, event: Event) {
    self.id = id
    self.batch = batch
    self.run = run
    self.time = time
    self.timeIsGiven = timeIsGiven
    self.event = event
  }
}

/// What a stage's record says.
package enum StageUpdate: Equatable, Sendable {
  case complete
  /// A ratio from 0 to 1. A stage of ratio 1 is complete.
  case progress(Double)
  /// Items: 0 ≤ done ≤ total, total at least 1.
  case items(done: Int64, total: Int64)
  /// So many items, 0 or more, of a number that nobody knows: the stage runs, and isn't known to be further than begun.
  case count(Int64)
  case skipped
  case failed(reason: String?)
}

/// How a run closes.
package struct RunEnd: Equatable, Sendable {
  package var failed: Bool
  package var reason: String?
  /// Set where `run` watched the command.
  package var command: CommandResult?
  /// How long the run took by a clock that nobody sets, 0 or more. It then counts in place of the time from start to end.
  package var duration: TimeSpan?
  /// Absolute path of the file that holds the whole output.
  package var log: String?

  package init(
    failed: Bool = false, reason: String? = nil, command: CommandResult? = nil, duration: TimeSpan? = nil,
    log: String? = nil
  ) {
    self.failed = failed
    self.reason = reason
    self.command = command
    self.duration = duration
    self.log = log
  }
}

/// What `run` knows of a stage's command.
package struct StageCommand: Equatable, Sendable {
  /// What it saw of it once it had ended.
  package var result: CommandResult?
  /// How long the stage took by a clock that nobody sets, 0 or more; for a record that ends it.
  package var duration: TimeSpan?
  /// Absolute path of the file that holds the whole output.
  package var log: String?

  package init(result: CommandResult? = nil, duration: TimeSpan? = nil, log: String? = nil) {
    self.result = result
    self.duration = duration
    self.log = log
  }
}

/// An attempt of a command that failed and is followed by another.
package struct FailedAttempt: Equatable, Sendable {
  /// The stage whose command it was; nil for the command of the whole run.
  package var stage: String?
  /// From 1 to one less than `most`.
  package var number: Int
  /// How many attempts there are at most: `Guards.attempts`.
  package var most: Int
  package var start: Timestamp
  /// By a clock that nobody sets, 0 or more.
  package var duration: TimeSpan
  /// When the next attempt is to begin.
  package var next: Timestamp?
  package var reason: String?
  package var command: CommandResult

  package init(
    stage: String? = nil, number: Int, most: Int, start: Timestamp, duration: TimeSpan, next: Timestamp? = nil,
    reason: String?, command: CommandResult
  ) {
    self.stage = stage
    self.number = number
    self.most = most
    self.start = start
    self.duration = duration
    self.next = next
    self.reason = reason
    self.command = command
  }
}

/// A start that was refused because an earlier run goes on.
package struct Refusal: Equatable, Sendable {
  /// How long it had waited for the earlier run to end, 0 or more.
  package var waited: TimeSpan
  /// The id of the earlier run, where that is known.
  package var holder: String?

  package init(waited: TimeSpan = .zero, holder: String? = nil) {
    self.waited = waited
    self.holder = holder
  }
}

/// What `run` saw of a command.
package struct CommandResult: Equatable, Sendable {
  package var exitStatus: Int32
  /// User and system time of the command and its waited-for children, in seconds.
  package var cpuSeconds: Double
  /// The largest resident set of one process.
  package var peakMemoryBytes: Int64
  /// The end of its output.
  package var output: [UInt8]

  package init(exitStatus: Int32, cpuSeconds: Double, peakMemoryBytes: Int64, output: [UInt8]) {
    self.exitStatus = exitStatus
    self.cpuSeconds = cpuSeconds
    self.peakMemoryBytes = peakMemoryBytes
    self.output = output
  }
}

/// A record that contradicts what the tracker knows. Nothing was changed.
package struct RecordRefused: Error, Equatable, CustomStringConvertible, Sendable {
  package var description: String

  package init(_ description: String) { self.description = description }
}

/// The longest reason that is kept, in bytes; a longer one is cut.
package let longestReason = 1000

/// The longest path of a log that a record may name, in bytes.
package let longestLogPath = 4095

/// How many attempts a record may speak of.
let attemptNumbers: ClosedRange<Int64> = 1...1000
