package import Batches
package import Platform

/// One thing that a pipeline says of a run: what the verbs `start`, `stage`, `leads`, `cost` and `end` write.
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
    /// A run opens; with a process, the run is lost when that process is gone.
    case start(process: ProcessIdentity?)
    case stage(String, StageUpdate)
    /// More leads, 0 or more.
    case leads(Int64)
    /// More money, 0 or more, for a resource and maybe a stage.
    case cost(Cost, stage: String?)
    /// The run closes.
    case end(RunEnd)
    /// What `run` saw of a stage's command.
    case command(stage: String, CommandResult)
    /// The run's process is gone.
    case lost

    /// Whether the run gave a sign of life. That it is lost is what others found out.
    var isProgress: Bool { self != .lost }
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

  package init(failed: Bool = false, reason: String? = nil, command: CommandResult? = nil) {
    self.failed = failed
    self.reason = reason
    self.command = command
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
