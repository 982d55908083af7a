import Batches
import Platform
import Testing

@testable import Tracker

@Suite struct RecordTests {
  @Test func aStartOpensARun() throws {
    let fixture = try Fixture()
    let facts = try fixture.record(.start(process: nil), run: "night")
    #expect(facts.newestRun?.name == "night")
    #expect(facts.newestRun?.outcome == .running)
    #expect(facts.newestRun?.start == Fixture.start)
    #expect(facts.openRuns == 1)
    #expect(facts.stages.isEmpty)
  }

  @Test func aRunIDIsTakenOnce() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    #expect(
      refusal { try fixture.record(.start(process: nil), run: "night") } == "batch 'leads' already has a run 'night'")
    #expect(try fixture.record(.start(process: nil), run: "night", batch: "other").openRuns == 1)
  }

  @Test func anEndedRunsIDIsTakenTooAndTheRefusalSaysWhatToDo() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    try fixture.record(.end(RunEnd(failed: true)), minute: 5)
    let refused = try #require(refusal { try fixture.record(.start(process: nil), run: "night", minute: 6) })
    #expect(refused.hasPrefix("batch 'leads' already has a run 'night', which ended as failed at 20"))
    #expect(refused.hasSuffix("each attempt has an id of its own: leave out '--run', and batchwatch makes one"))
  }

  @Test(arguments: [
    (StageUpdate.complete, StageReport.State.complete, 1.0), (.progress(0), .running, 0),
    (.progress(0.25), .running, 0.25),
    (.progress(1), .complete, 1), (.items(done: 1, total: 3), .running, 1.0 / 3),
    (.items(done: 3, total: 3), .complete, 1),
    (.skipped, .skipped, 0), (.failed(reason: "no network"), .failed, 0),
  ])
  func aStageIsAsItsRecordSays(update: StageUpdate, state: StageReport.State, completion: Double) throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    let stage = try #require(try fixture.record(.stage("scrape", update), minute: 5).stages.first)
    #expect(stage.state == state)
    #expect(stage.completion == completion)
    #expect(stage.reason == (state == .failed ? "no network" : nil))
  }

  @Test func aStageReportedAtItsEndBeganWhenTheOneBeforeEnded() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    try fixture.record(.stage("scrape", .complete), minute: 10)
    try fixture.record(.stage("enrich", .progress(0.5)), minute: 15)
    let stages = try fixture.record(.stage("score", .complete), minute: 30).stages
    #expect(stages.map(\.name) == ["scrape", "enrich", "score"])
    #expect(stages[0].start == Fixture.start)
    #expect(stages[1].start == Fixture.start + .minutes(15))
    #expect(stages[1].end == nil)
    #expect(stages[2].start == Fixture.start + .minutes(10))
    #expect(stages[2].end == Fixture.start + .minutes(30))
  }

  @Test func leadsAndCostsAddUp() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    try fixture.record(.leads(3))
    try fixture.record(.leads(0))
    for stage in ["scrape", nil] {
      try fixture.record(.cost(Cost(resource: "gpu", currency: "USD", amount: 0.5), stage: stage))
    }
    let facts = try fixture.record(.cost(Cost(resource: "api", currency: "EUR", amount: 2), stage: nil))
    #expect(facts.newestRun?.leads == 3)
    #expect(facts.totals.leads == 3)
    let expected = [
      Cost(resource: "api", currency: "EUR", amount: 2), Cost(resource: "gpu", currency: "USD", amount: 1),
    ]
    #expect(facts.newestRun?.costs == expected)
    #expect(facts.totals.costs == expected)
  }

  @Test func sumsStopWhereADoubleWouldLoseCount() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    try fixture.record(.leads(1_000_000_000_000_000))
    try fixture.record(.leads(1))
    let huge = Cost(resource: "gpu", currency: "USD", amount: 1e15)
    try fixture.record(.cost(huge, stage: nil))
    try fixture.record(.cost(huge, stage: nil))
    let facts = try fixture.facts()
    #expect(facts.totals.leads == 1_000_000_000_000_000)
    #expect(facts.totals.costs == [huge])
    #expect(facts.newestRun?.leads == 1_000_000_000_000_000)
    #expect(facts.newestRun?.costs == [huge])
  }

  @Test func anEndTellsWhatIsMissing() throws {
    let fixture = try Fixture()
    fixture.batch.definition.stages = [
      StageDefinition(name: "scrape"), StageDefinition(name: "mockup", isOptional: true),
      StageDefinition(name: "email"),
    ]
    try fixture.record(.start(process: nil), run: "night")
    try fixture.record(.stage("scrape", .progress(0.9)))
    let facts = try fixture.record(.end(RunEnd()), minute: 60)
    #expect(facts.newestRun?.outcome == .incomplete)
    #expect(facts.newestRun?.reason == "not complete: scrape, email")
    #expect(facts.last.duration == .hours(1))
    #expect(!facts.last.succeeded)
  }

  @Test func whatRunSawOfACommandIsKept() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    let command = CommandResult(exitStatus: 3, cpuSeconds: 1.5, peakMemoryBytes: 4096, output: [0, 255, 10])
    try fixture.record(.command(stage: "scrape", command))
    let facts = try fixture.record(.end(RunEnd(failed: true, reason: "exit status 3", command: command)))
    #expect(facts.last.cpuSeconds == 1.5)
    #expect(facts.last.peakMemoryBytes == 4096)
    #expect(try fixture.history().first?.command == command)
    #expect(try fixture.history().first?.run.reason == "exit status 3")
  }

  @Test func aLostRunIsCountedOnceAndMayStillEnd() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    try fixture.record(.lost, run: "night", minute: 5)
    let lost = try fixture.record(.lost, run: "night", minute: 6)
    #expect(lost.totals.lost == 1)
    #expect(lost.totals.consecutiveFailures == 1)
    let ended = try fixture.record(.end(RunEnd()), run: "night", minute: 9)
    #expect(ended.newestRun?.outcome == .succeeded)
    #expect(ended.totals.lost == 1)
    #expect(ended.totals.consecutiveFailures == 0)
  }

  @Test func aLongReasonIsCutBetweenCharacters() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    let facts = try fixture.record(.end(RunEnd(failed: true, reason: String(repeating: "ö", count: 900))))
    let reason = try #require(facts.newestRun?.reason)
    #expect(reason.utf8.count <= longestReason)
    #expect(reason == String(repeating: "ö", count: 498) + "…")
  }

  @Test func aRefusedRecordChangesNothing() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    let before = try fixture.facts()
    #expect(refusal { try fixture.record(.leads(1), run: "other") } == "batch 'leads' has no run 'other'")
    #expect(
      refusal { try fixture.record(.end(RunEnd()), batch: "other") }?.hasPrefix("batch 'other' has no run") == true)
    #expect(try fixture.facts() == before)
  }
}
