import Batches
import Testing

@testable import BatchTracker

/// What a file tells of runs is held against a tracker in which no run has ended.
@Suite struct LostTrackerTests {
  private func file(running: Int, start: String, succeeded: Int = 0) -> [UInt8] {
    Array(
      """
      # TYPE batch_running gauge
      batch_running{batch="leads"} \(running)
      batch_runs_total{batch="leads",outcome="succeeded"} \(succeeded)
      batch_last_start_timestamp_seconds{batch="leads"} \(start)

      """.utf8)
  }

  private func facts(open: Int, start: Int64?) -> BatchFacts {
    var facts = BatchFacts(name: "leads")
    facts.openRuns = open
    facts.newestRun = start.map {
      RunReport(
        name: "night", outcome: .running, start: Timestamp(milliseconds: $0), progress: Timestamp(milliseconds: $0))
    }
    return facts
  }

  @Test func aRunThatTheTrackerDoesNotKnow() {
    let one = PublishedRuns(file(running: 1, start: "1772758800.25"), of: "leads")
    #expect(one.areOfAnotherTracker(than: facts(open: 0, start: nil)))
    #expect(one.areOfAnotherTracker(than: facts(open: 1, start: 1_772_758_860_000)))
    #expect(
      PublishedRuns(file(running: 2, start: "1"), of: "leads").areOfAnotherTracker(than: facts(open: 1, start: 1000)))
    #expect(
      PublishedRuns(file(running: 0, start: "0", succeeded: 1), of: "leads").areOfAnotherTracker(
        than: facts(open: 0, start: nil)))
  }

  @Test func theSameTrackerLater() {
    let one = PublishedRuns(file(running: 1, start: "1772758800.25"), of: "leads")
    #expect(!one.areOfAnotherTracker(than: facts(open: 1, start: 1_772_758_800_250)))
    // A second run was started since the file was written, or a run that began earlier was reported late.
    #expect(!one.areOfAnotherTracker(than: facts(open: 2, start: 1_772_758_860_000)))
    #expect(
      !PublishedRuns(file(running: 0, start: "0"), of: "leads").areOfAnotherTracker(than: facts(open: 1, start: 1000)))
    #expect(
      !PublishedRuns(file(running: 0, start: "0"), of: "leads").areOfAnotherTracker(than: facts(open: 0, start: nil)))
  }

  @Test(arguments: ["NaN", "-Inf", "1e400", "x", ""]) func nonsenseTellsNothing(_ value: String) {
    #expect(
      !PublishedRuns(file(running: 0, start: value), of: "leads").areOfAnotherTracker(than: facts(open: 0, start: nil)))
  }

  /// As a power cut may leave a file that wasn't flushed.
  @Test func aFileThatIsCutOffTellsNothingWrong() {
    let whole = file(running: 1, start: "1772758800.25")
    for length in 0...whole.count {
      let zeros = [UInt8](repeating: 0, count: whole.count - length)
      for left in [Array(whole.prefix(length)), whole.prefix(length) + zeros] {
        #expect(
          !PublishedRuns(left, of: "leads").areOfAnotherTracker(than: facts(open: 1, start: 1_772_758_800_250)),
          "\(String(decoding: left, as: UTF8.self))")
      }
    }
  }

  @Test func aFileOfAnotherBatchTellsNothing() {
    let other = PublishedRuns(file(running: 1, start: "1772758800.25", succeeded: 7), of: "leads2")
    #expect(!other.areOfAnotherTracker(than: facts(open: 0, start: nil)))
  }
}
