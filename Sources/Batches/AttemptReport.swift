/// An attempt of a command that failed and was followed by another. The last attempt is no such: it is the end of its run
/// or stage.
package struct AttemptReport: Equatable, Sendable {
  /// The stage whose command it was; nil for the command of the whole run.
  package var stage: String?
  /// Counted from 1.
  package var number: Int
  /// How many attempts there are at most.
  package var most: Int
  package var start: Timestamp
  package var end: Timestamp
  /// By a clock that nobody sets.
  package var duration: TimeSpan
  /// When the next attempt was to begin, where that was known.
  package var next: Timestamp?
  package var reason: String?
  package var exitStatus: Int32
  /// User and system time.
  package var cpuSeconds: Double
  package var peakMemoryBytes: Int64
  /// The end of what the command wrote, any bytes; empty where it isn't asked for.
  package var output: [UInt8] = []

  package init(
    stage: String?, number: Int, most: Int, start: Timestamp, end: Timestamp, duration: TimeSpan, exitStatus: Int32,
    cpuSeconds: Double, peakMemoryBytes: Int64
  ) {
    self.stage = stage
    self.number = number
    self.most = most
    self.start = start
    self.end = end
    self.duration = duration
    self.exitStatus = exitStatus
    self.cpuSeconds = cpuSeconds
    self.peakMemoryBytes = peakMemoryBytes
  }
}

/// A start that didn't come about because an earlier run of the batch went on. It is no run.
package struct RefusedStart: Equatable, Sendable {
  package var time: Timestamp
  /// How long it had waited for the earlier run to end.
  package var waited: TimeSpan
  /// The id of the earlier run, where it was known.
  package var holder: String?

  package init(time: Timestamp, waited: TimeSpan, holder: String?) {
    self.time = time
    self.waited = waited
    self.holder = holder
  }
}
