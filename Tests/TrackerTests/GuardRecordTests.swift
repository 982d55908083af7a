import Batches
import Platform
import SQLite
import Testing

@testable import Tracker

/// What `run` records of its guards.
@Suite struct GuardRecordTests {
  private static let result = CommandResult(exitStatus: 3, cpuSeconds: 1.5, peakMemoryBytes: 4096, output: [65, 10])

  private func attempt(_ number: Int, stage: String? = nil, start: Int64, next: Int64? = nil) -> Record.Event {
    .attempt(
      FailedAttempt(
        stage: stage, number: number, most: 3, start: Fixture.start + .minutes(start), duration: .minutes(1),
        next: next.map { Fixture.start + .minutes($0) }, reason: "exit status 3", command: Self.result))
  }

  // MARK: Measured durations

  @Test func aMeasuredDurationCountsWhateverTheClockDid() throws {
    let fixture = try Fixture()
    fixture.batch.definition.durationBuckets = [.minutes(10), .hours(1)]
    try fixture.record(.start(process: nil), run: "night")
    // The clock was set ahead by a year during the run.
    let facts = try fixture.record(.end(RunEnd(duration: .minutes(5))), minute: 525_600)
    #expect(facts.last.duration == .minutes(5))
    #expect(facts.newestRun?.took == .minutes(5))
    #expect(facts.typicalDuration == .minutes(5))
    #expect(facts.totals.durationSum == 300)
    #expect(facts.totals.durationBuckets.map(\.count) == [1, 1])
    #expect(try fixture.history().map(\.run.took) == [.minutes(5)])
  }

  @Test func aClockThatIsSetBackShortensNoMeasuredRun() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night", minute: 60)
    let facts = try fixture.record(.end(RunEnd(duration: .minutes(5))), minute: 0)
    #expect(facts.newestRun?.took == .minutes(5))
    #expect(facts.totals.durationSum == 300)
  }

  @Test func aRunThatALateStageCompletesKeepsItsMeasuredDuration() throws {
    let fixture = try Fixture()
    fixture.batch.definition.stages = [StageDefinition(name: "scrape")]
    try fixture.record(.start(process: nil), run: "night")
    #expect(try fixture.record(.end(RunEnd(duration: .minutes(5))), minute: 60).newestRun?.outcome == .incomplete)
    let facts = try fixture.record(.stage("scrape", .complete), run: "night", minute: 61)
    #expect(facts.newestRun?.outcome == .succeeded)
    #expect(facts.newestRun?.took == .minutes(5))
    #expect(facts.totals.durationSum == 300)
  }

  @Test func aRunThatWasLostTakesItsMeasuredDurationFromItsEnd() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    #expect(try fixture.record(.lost, run: "night", minute: 10).newestRun?.took == .minutes(10))
    let facts = try fixture.record(.end(RunEnd(duration: .minutes(30))), run: "night", minute: 31)
    #expect(facts.newestRun?.took == .minutes(30))
  }

  @Test func aStageHasTheDurationThatWasMeasured() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    try fixture.record(.stage("scrape", .progress(0), by: StageCommand(log: "/log/1")), minute: 1)
    #expect(try fixture.facts().stages.map(\.log) == ["/log/1"], "it is known from the beginning")
    let command = StageCommand(result: Self.result, duration: .minutes(2), log: "/log/1")
    var stage = try #require(
      try fixture.record(.stage("scrape", .failed(reason: "x"), by: command), minute: 50).stages.first)
    #expect(stage.took == .minutes(2))
    // What the pipeline reports itself afterwards was measured by nobody.
    stage = try #require(try fixture.record(.stage("scrape", .complete), minute: 51).stages.first)
    #expect(stage.took == .minutes(50))
    #expect(stage.log == "/log/1")
  }

  // MARK: Logs

  @Test func aLogIsKnownFromTheStart() throws {
    let fixture = try Fixture()
    #expect(try fixture.record(.start(process: nil, log: "/log/a"), run: "night").newestRun?.log == "/log/a")
    #expect(try fixture.record(.end(RunEnd()), minute: 1).newestRun?.log == "/log/a")
    try fixture.record(.start(process: nil), run: "second", minute: 2)
    #expect(try fixture.record(.end(RunEnd(log: "/log/b")), minute: 3).newestRun?.log == "/log/b")
    #expect(try fixture.history().map(\.run.log) == ["/log/b", "/log/a"])
  }

  // MARK: Attempts

  @Test func attemptsBelongToTheirRunAndChangeNoVerdict() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    try fixture.record(attempt(1, start: 0, next: 2), minute: 1)
    var facts = try fixture.record(attempt(2, start: 2, next: 5), minute: 3)
    #expect(facts.newestRun?.outcome == .running)
    #expect(facts.newestRun?.progress == Fixture.start + .minutes(3), "an attempt is a sign of life")
    #expect(facts.totals.consecutiveFailures == 0 && facts.totals.failed == 0)
    let attempts = try #require(facts.newestRun?.attempts)
    #expect(attempts.map(\.number) == [1, 2])
    #expect(attempts.map(\.next) == [Fixture.start + .minutes(2), Fixture.start + .minutes(5)])
    #expect(attempts[1].reason == "exit status 3" && attempts[1].most == 3 && attempts[1].output.isEmpty)
    facts = try fixture.record(.end(RunEnd(command: Self.result)), minute: 6)
    #expect(facts.newestRun?.outcome == .succeeded)
    #expect(facts.newestRun?.attempts.count == 2)
    let past = try #require(try fixture.history().first)
    #expect(past.run.attempts.map(\.output) == [[65, 10], [65, 10]])
    #expect(past.run.attempts.map(\.exitStatus) == [3, 3])
    #expect(try fixture.store.read { try $0.allBatches() }?.first?.facts == facts)
  }

  @Test func aStageHasAttemptsOfItsOwn() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    try fixture.record(attempt(1, stage: "scrape", start: 0), minute: 1)
    let facts = try fixture.record(attempt(1, start: 0), minute: 2)
    #expect(facts.newestRun?.attempts.map(\.stage) == [nil, "scrape"])
  }

  @Test func theSameAttemptIsNotedOnce() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    for _ in 1...2 { try fixture.record(attempt(1, start: 0), minute: 1) }
    #expect(try fixture.facts().newestRun?.attempts.count == 1)
  }

  @Test func attemptsGoWithTheirRun() throws {
    let fixture = try Fixture()
    fixture.retention = .days(1)
    try fixture.record(.start(process: nil), run: "night")
    try fixture.record(attempt(1, start: 0), minute: 1)
    try fixture.record(.end(RunEnd()), minute: 2)
    for day: Int64 in [2, 4] {
      try fixture.record(.start(process: nil), run: "night-\(day)", minute: day * 1440)
      try fixture.record(.end(RunEnd()), minute: day * 1440 + 1)
    }
    #expect(try fixture.history().map(\.run.name) == ["night-4", "night-2"])
    #expect(try fixture.rows(of: "run_attempts") == 0)
  }

  // MARK: Refused starts

  private func refused(_ fixture: Fixture) throws -> [RefusedStart] {
    try fixture.store.read {
      try $0.refusedStarts(of: "leads", limit: 100)
    } ?? []
  }

  @Test func aRefusedStartIsNoRun() throws {
    let fixture = try Fixture()
    var before = try fixture.record(.start(process: nil), run: "night")
    let after = try fixture.record(.refused(Refusal(waited: .minutes(10), holder: "night")), minute: 60)
    #expect(after.totals.startsRefused == 1)
    #expect(after.revision > before.revision)
    before.revision = after.revision
    before.totals.startsRefused = 1
    #expect(after == before, "nothing else changes, the time of its last progress neither")
    #expect(
      try refused(fixture) == [
        RefusedStart(time: Fixture.start + .minutes(60), waited: .minutes(10), holder: "night")
      ])
    #expect(try fixture.history().count == 1)
  }

  @Test func aStartMayBeRefusedBeforeItsBatchIsKnown() throws {
    let fixture = try Fixture()
    let facts = try fixture.record(.refused(Refusal()))
    #expect(facts.totals.startsRefused == 1)
    #expect(facts.newestRun == nil && facts.openRuns == 0)
  }

  @Test func refusedStartsArePrunedAsRunsAre() throws {
    let fixture = try Fixture()
    fixture.retention = .days(1)
    try fixture.record(.start(process: nil), run: "night")
    try fixture.record(.refused(Refusal()), minute: 1)
    try fixture.record(.end(RunEnd()), minute: 2)
    try fixture.record(.refused(Refusal()), minute: 3 * 1440)
    #expect(try refused(fixture).count == 1)
    for day: Int64 in [5, 6] {
      try fixture.record(.start(process: nil), run: "night-\(day)", minute: day * 1440)
      try fixture.record(.end(RunEnd()), minute: day * 1440 + 1)
    }
    #expect(try refused(fixture) == [])
    #expect(try fixture.facts().totals.startsRefused == 2, "a counter never turns back")
  }

  @Test func aForgottenBatchLeavesNothing() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    try fixture.record(attempt(1, start: 0), minute: 1)
    try fixture.record(.refused(Refusal()), minute: 2)
    _ = try fixture.store.write(configuration: { [fixture] _ in fixture.configuration }) { try $0.forget("leads") }
    for table in trackerTables where table.name != "configuration" { #expect(try fixture.rows(of: table.name) == 0) }
  }

  @Test func whatWaitsInTheSpoolComesIn() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    let events: [Record.Event] = [
      attempt(1, start: 0, next: 2), .refused(Refusal(holder: "night")),
      .stage("scrape", .complete, by: StageCommand(result: Self.result, duration: .minutes(2), log: "/log/s")),
      .end(RunEnd(command: Self.result, duration: .minutes(9), log: "/log/n")),
    ]
    for (minute, event) in events.enumerated() {
      try fixture.store.spool.add(fixture.makeRecord(event, minute: Int64(minute) + 1))
    }
    let facts = try fixture.record(.start(process: nil), run: "second", minute: 10)
    #expect(facts.totals.startsRefused == 1)
    let past = try #require(try fixture.history().last)
    #expect(past.run.attempts.count == 1 && past.run.took == .minutes(9) && past.run.log == "/log/n")
    #expect(past.stages.map(\.took) == [.minutes(2)] && past.stages.map(\.log) == ["/log/s"])
    #expect(fixture.store.spool.rejected.isEmpty)
  }
}
