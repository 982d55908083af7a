import BatchTracker
import Batches
import Platform
import Synchronization
import TestSupport
import Testing

/// A directory of its own with a configuration that keeps everything inside it.
struct Workplace {
  private let home: TemporaryDirectory
  var directory: String { home.path }
  let tracker: BatchTracker
  let lines = Lines()

  init(batches: String = "") throws {
    home = try TemporaryDirectory()
    let directory = home.path
    try makeDirectory(directory + "/textfile", permissions: 0o755)
    let text = """
      tracker: \(directory)/tracker.db
      textfile_directory: \(directory)/textfile
      timezone: UTC
      batches:
        - name: nightly
          stages: [scrape, enrich, {name: mockup, optional: true}]
      \(batches)
      """
    let file = try File(directory + "/config.yml", .createNew(0o644))
    try file.write(Array(text.utf8))
    let lines = lines
    tracker = BatchTracker(configuration: directory + "/config.yml") { line in lines.add(line) }
  }

  func published(_ batch: String) throws -> String {
    String(decoding: try readFile("\(directory)/textfile/batchwatch_\(batch).prom", limit: 1 << 20), as: UTF8.self)
  }
}

/// Log lines, from any thread.
final class Lines: Sendable {
  private let lines = Mutex<[String]>([])

  func add(_ line: String) { lines.withLock { $0.append(line) } }
  var all: [String] { lines.withLock { $0 } }
}

@Suite struct RecordingTests {
  @Test func recordsARun() throws {
    let place = try Workplace()
    let run = try place.tracker.recordBatchStart("nightly")
    try place.tracker.recordBatchStageCompletion("nightly", stage: "scrape")
    try place.tracker.recordBatchStageCompletion("nightly", stage: "enrich", progress: .items(done: 1, total: 4))
    try place.tracker.recordBatchLeads("nightly", count: 8)
    try place.tracker.recordBatchCost("nightly", amount: 0.5)

    var status = try place.tracker.batchStatus("nightly")
    #expect(status.run == run)
    #expect(status.outcome == "running")
    #expect(status.stages.map(\.completion) == [1, 0.25, 0])
    #expect(status.leads == 8)
    let before = try place.tracker.checkBatchCompletion("nightly")
    #expect(!before.isComplete)
    #expect(before.missingStages == ["enrich"])
    #expect(try place.published("nightly").contains("batch_running{batch=\"nightly\"} 1\n"))

    try place.tracker.recordBatchStageCompletion("nightly", stage: "enrich")
    try place.tracker.recordBatchEnd("nightly")
    status = try place.tracker.batchStatus("nightly")
    #expect(status.outcome == "succeeded")
    #expect(status.completion == 1)
    #expect(try place.tracker.checkBatchCompletion("nightly").isComplete)
    #expect(try place.published("nightly").contains("batch_success{batch=\"nightly\"} 1\n"))
    #expect(place.lines.all.isEmpty)
  }

  @Test func aBatchThatNobodyStartedHasNothing() throws {
    let place = try Workplace()
    #expect(try place.tracker.batchStatus("nightly").run == nil)
    let completion = try place.tracker.checkBatchCompletion("nightly")
    #expect(!completion.isComplete)
    #expect(completion.ratio == 0)
    #expect(completion.missingStages == ["scrape", "enrich"])
    // Asking leaves nothing behind.
    #expect(isMissing(place.directory + "/tracker.db"))
  }

  @Test func refusesWhatCanNotBe() throws {
    let place = try Workplace()
    func refused(_ call: () throws -> Void) -> String {
      do {
        try call()
        return "accepted"
      } catch let error as BatchTrackerError {
        return error.kind == .invalidArgument ? error.description : "\(error.kind)"
      } catch {
        return "\(error)"
      }
    }
    let tracker = place.tracker
    #expect(refused { try tracker.recordBatchStart("a b") }.hasPrefix("'a b' is not a name for a batch"))
    #expect(refused { try tracker.recordBatchEnd("nightly") }.hasPrefix("batch 'nightly' has no run"))
    try tracker.recordBatchStart("nightly", run: "one")
    #expect(refused { try tracker.recordBatchStart("nightly", run: "one") }.hasSuffix("already has a run 'one'"))
    #expect(refused { try tracker.recordBatchLeads("nightly", count: -1) }.contains("-1"))
    #expect(refused { try tracker.recordBatchCost("nightly", amount: .nan) }.contains("nan"))
    #expect(refused { try tracker.recordBatchEnd("nightly", at: .infinity) }.contains("inf"))
    #expect(refused { try tracker.recordBatchEnd("nightly", at: 1) }.contains("before the start"))
    #expect(
      refused { try tracker.recordBatchStageCompletion("nightly", stage: "x", progress: .items(done: 2, total: 1)) }
        .contains("2 of 1"))
    #expect(try tracker.batchStatus("nightly").openRuns == 1)
  }

  @Test func aWrongConfigurationIsSaidWithItsLine() throws {
    let place = try Workplace(batches: "    dealine: 5h")
    do {
      try place.tracker.recordBatchStart("nightly")
      Issue.record("a wrong configuration was taken")
    } catch {
      #expect(error.kind == .configuration)
      #expect(error.description.contains("config.yml:7:5: unknown key 'dealine'"))
    }
    #expect(isMissing(place.directory + "/tracker.db"))
  }

  @Test func threadsMayRecordAtOnce() async throws {
    let place = try Workplace()
    try place.tracker.recordBatchStart("nightly", run: "one")
    let tracker = place.tracker
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask { for _ in 0..<25 { try tracker.recordBatchLeads("nightly", count: 1, run: "one") } }
      }
      try await group.waitForAll()
    }
    #expect(try tracker.batchStatus("nightly").leads == 200)
    #expect(try place.published("nightly").contains("batch_leads_total{batch=\"nightly\"} 200\n"))
    #expect(place.lines.all.isEmpty)
  }
}
