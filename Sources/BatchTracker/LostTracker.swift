import Batches

/// What a batch's `.prom` file tells of its runs.
struct PublishedRuns: Equatable {
  /// Runs that have ended.
  var ended = 0.0
  /// Open runs.
  var running = 0.0
  /// The latest start, in seconds since the epoch; 0 before the first.
  var lastStart = 0.0

  init(_ file: [UInt8]) {
    for line in file.split(separator: UInt8(ascii: "\n")) where line.starts(with: Self.prefix) {
      guard let brace = line.firstIndex(of: UInt8(ascii: "{")), let blank = line.lastIndex(of: UInt8(ascii: " ")),
        brace < blank, let value = Double(String(decoding: line[(blank + 1)...], as: UTF8.self)),
        value > 0, value.isFinite
      else { continue }
      switch String(decoding: line[..<brace], as: UTF8.self) {
      case "batch_runs_total": ended += value
      case "batch_running": running = value
      case "batch_last_start_timestamp_seconds": lastStart = value
      default: continue
      }
    }
  }

  private static let prefix = Array("batch_".utf8)

  /// Whether a tracker that knows of no ended run can't be the one that published this.
  ///
  /// While no run has ended, all that were ever started are open. So the same tracker knows at least as many open runs as
  /// it ever published; and where it knows no more, they are the same, and so is the latest start.
  func areOfAnotherTracker(than facts: BatchFacts) -> Bool {
    if ended > 0 || running > Double(facts.openRuns) { return true }
    guard lastStart > 0, running >= Double(facts.openRuns) else { return false }
    guard let start = facts.newestRun?.start else { return true }
    return abs(lastStart - Double(start.milliseconds) / 1000) >= 0.001
  }
}
