import Batches

/// What a batch's `.prom` file tells of its runs.
struct PublishedRuns: Equatable {
  /// Runs that have ended.
  var ended = 0.0
  /// Open runs.
  var running = 0.0
  /// The latest start, in seconds since the epoch; 0 before the first.
  var lastStart = 0.0

  /// - Parameter file: its bytes. A power cut may have cut it off in the middle of a figure, so what follows the last line
  ///   break doesn't count.
  init(_ file: [UInt8], of batch: String) {
    // By bytes: an export reads thousands of files, and splitting them into lines would take as long as writing them.
    let families = [Self.runs, Self.open, Self.start].map { Array("\($0){batch=\"\(batch)\"".utf8) }
    var start = file.startIndex
    for end in file.indices where file[end] == UInt8(ascii: "\n") {
      let line = file[start..<end]
      start = end + 1
      guard let family = families.firstIndex(where: { begins(line, with: $0) }) else { continue }
      guard let blank = line.lastIndex(of: UInt8(ascii: " ")),
        let value = Double(String(decoding: line[(blank + 1)...], as: UTF8.self)), value > 0, value.isFinite
      else { continue }
      switch family {
      case 0: ended += value
      case 1: running = value
      default: lastStart = value
      }
    }
  }

  private static let runs = "batch_runs_total"
  private static let open = "batch_running"
  private static let start = "batch_last_start_timestamp_seconds"

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

private func begins(_ line: ArraySlice<UInt8>, with prefix: [UInt8]) -> Bool {
  guard line.count > prefix.count else { return false }
  var place = line.startIndex
  for byte in prefix {
    guard line[place] == byte else { return false }
    place += 1
  }
  return true
}
