import Batches
import Testing

@testable import Tracker

@Suite struct LateRecordTests {
  private func ended() throws -> Fixture {
    let fixture = try Fixture()
    fixture.batch.definition.stages = [StageDefinition(name: "scrape"), StageDefinition(name: "email")]
    try fixture.record(.start(process: nil), run: "night")
    try fixture.record(.stage("scrape", .complete), minute: 10)
    try fixture.record(.end(RunEnd()), minute: 60)
    return fixture
  }

  @Test func aLateStageCompletesARun() throws {
    let fixture = try ended()
    let facts = try fixture.record(.stage("email", .complete), run: "night", minute: 90)
    #expect(facts.newestRun?.outcome == .succeeded)
    #expect(facts.newestRun?.reason == nil)
    #expect(facts.last.end == Fixture.start + .hours(1), "the run ended when it ended")
    #expect(facts.totals.succeeded == 1)
    #expect(facts.totals.incomplete == 1, "a counter never turns back")
    #expect(facts.totals.consecutiveFailures == 0)
  }

  @Test func aLateVerdictLeavesLaterFailuresStanding() throws {
    let fixture = try ended()
    try fixture.record(.start(process: nil), run: "second", minute: 120)
    #expect(try fixture.record(.end(RunEnd(failed: true)), minute: 130).totals.consecutiveFailures == 2)
    let facts = try fixture.record(.stage("email", .complete), run: "night", minute: 140)
    #expect(facts.totals.consecutiveFailures == 1)
    #expect(facts.newestRun?.name == "second")
    #expect(!facts.last.succeeded)
  }

  @Test func anEndedRunEndsOnce() throws {
    let fixture = try ended()
    let refused = try #require(refusal { try fixture.record(.end(RunEnd()), run: "night", minute: 61) })
    #expect(refused == "run 'night' already ended as incomplete at 2026-03-06T02:00:00Z")
  }

  @Test func anOlderReportChangesNothing() throws {
    let fixture = try ended()
    let facts = try fixture.record(.stage("scrape", .progress(0.5)), run: "night", minute: 5, timeIsGiven: true)
    #expect(facts.stages.map(\.completion) == [1])
  }

  @Test func aClockThatJumpedBackLosesNoReport() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    try fixture.record(.stage("scrape", .progress(0.5)), minute: 60)
    let facts = try fixture.record(.stage("scrape", .complete), minute: 1)
    #expect(facts.stages.map(\.completion) == [1])
  }

  @Test func aSecondAttemptThatGaveUpHidesNoRunAtWork() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    try fixture.record(.start(process: nil), run: "second", minute: 1)
    let facts = try fixture.record(.end(RunEnd(failed: true)), run: "second", minute: 2)
    #expect(facts.newestRun?.name == "night")
  }

  @Test func anOldRunThatEndsLateSaysNothingOfNewerOnes() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "old")
    try fixture.record(.start(process: nil), run: "retry", minute: 1)
    try fixture.record(.end(RunEnd()), run: "retry", minute: 5)
    let lost = try fixture.record(.lost, run: "old", minute: 60)
    #expect(lost.last.succeeded)
    #expect(lost.totals.consecutiveFailures == 0)
    #expect(lost.totals.lost == 1)
  }

  @Test func onceNoRunIsOpenTheNewestIsTheLast() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    try fixture.record(.start(process: nil), run: "second", minute: 1)
    try fixture.record(.end(RunEnd(failed: true)), run: "second", minute: 2)
    let facts = try fixture.record(.end(RunEnd()), run: "night", minute: 240)
    #expect(facts.newestRun?.name == "second")
    #expect(facts.last.duration == .minutes(1))
  }

  @Test func thatARunIsLostIsNoSignOfLife() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    try fixture.record(.stage("scrape", .progress(0.5)), minute: 10)
    let facts = try fixture.record(.lost, run: "night", minute: 60)
    #expect(facts.newestRun?.progress == Fixture.start + .minutes(10))
    #expect(facts.newestRun?.end == Fixture.start + .minutes(60))
  }

  @Test func aRunAheadOfTheClockIsNotTheLast() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "ahead", minute: 300)
    try fixture.record(.end(RunEnd()), run: "ahead", minute: 301)
    try fixture.record(.start(process: nil), run: "tonight")
    let facts = try fixture.record(.end(RunEnd()), run: "tonight", minute: 90)
    #expect(facts.newestRun?.name == "tonight")
    #expect(facts.last.duration == .minutes(90))
  }

  @Test func aStartAheadOfTheClockGivesWay() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "ahead", minute: 43_200)
    try fixture.record(.end(RunEnd()), run: "ahead", minute: 43_201)
    let facts = try fixture.record(.start(process: nil), run: "tonight")
    #expect(facts.newestRun?.name == "tonight")
  }

  @Test func aGivenTimeMustNotLieBeforeTheRun() throws {
    let fixture = try ended()
    let refused = refusal { try fixture.record(.leads(1), run: "night", minute: -1, timeIsGiven: true) }
    #expect(
      refused
        == "the time 2026-03-06T00:59:00.000Z lies before the start of run 'night', 2026-03-06T01:00:00.000Z")
  }

  @Test func aClockThatJumpedBackIsForgiven() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    let facts = try fixture.record(.end(RunEnd()), minute: -30)
    #expect(facts.last.end == Fixture.start)
    #expect(facts.last.duration == TimeSpan(milliseconds: 0))
  }

  @Test func aStartReportedLateIsNotTheNewest() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "tonight")
    let facts = try fixture.record(.start(process: nil), run: "yesterday", minute: -1440, timeIsGiven: true)
    #expect(facts.newestRun?.name == "tonight")
    #expect(facts.openRuns == 2)
    try fixture.record(.leads(2))
    #expect(try fixture.facts().newestRun?.leads == 2)
  }
}
