import Testing

@testable import Batches

@Suite struct ConfiguredBatchTests {
  /// 2026-03-06 00:00 UTC.
  private let midnight = Timestamp(seconds: 1_772_755_200)

  private func batch(_ schedule: Schedule) -> ConfiguredBatch {
    var definition = BatchDefinition(name: "leads")
    definition.schedule = schedule
    definition.startWithin = .minutes(15)
    definition.deadline = .within(.hours(2))
    return ConfiguredBatch(definition: definition, timezone: "UTC", zone: .utc, currency: "USD")
  }

  private func facts(startedAt start: Timestamp, since: Timestamp) -> BatchFacts {
    var facts = BatchFacts(name: "leads")
    facts.scheduleSince = since
    var run = RunReport(name: "night", outcome: .succeeded, start: start, progress: start)
    run.end = start + .minutes(10)
    facts.newestRun = run
    facts.latestSucceededStart = start
    return facts
  }

  @Test func aRunAheadOfTheClockFillsNoSlotOfToday() throws {
    let nightly = batch(.cron(try CronExpression(parsing: "0 1 * * *")))
    let ahead = facts(startedAt: midnight + .days(30), since: midnight)
    let report = makeReport(of: ahead, as: nightly, at: midnight + .hours(4))
    #expect(!report.slotIsComplete)
    #expect(!report.runIsCurrent)
    #expect(report.completion == 0)
  }

  @Test func aScheduleSeenAgainKeepsTheSlotThatARunFills() throws {
    let nightly = batch(.cron(try CronExpression(parsing: "0 1 * * *")))
    let start = midnight + .minutes(61)
    #expect(nightly.expectation(at: midnight + .hours(2), newestStart: start) == midnight + .hours(1))
    // Without a run that is in time, nothing is expected before the schedule was seen.
    #expect(nightly.expectation(at: midnight + .hours(2), newestStart: nil) == midnight + .hours(2))
    #expect(nightly.expectation(at: midnight + .days(2), newestStart: start) == midnight + .days(2))
  }

  @Test func aChangedIntervalExpectsNothingAtOnce() {
    let known = midnight + .hours(6)
    let (current, next) = batch(.every(.hours(12))).slots(at: known + .hours(3), newestStart: midnight, since: known)
    #expect(current?.start == midnight)
    #expect(next?.start == known + .hours(12))
  }

  @Test func anIntervalIsMeasuredFromTheLastStart() {
    let sixHourly = batch(.every(.hours(6)))
    let (current, next) = sixHourly.slots(at: midnight + .hours(7), newestStart: midnight, since: midnight)
    #expect(current?.start == midnight + .hours(6))
    #expect(next?.start == midnight + .hours(12))
    let (none, first) = sixHourly.slots(at: midnight + .hours(1), newestStart: nil, since: midnight)
    #expect(none == nil)
    #expect(first?.start == midnight + .hours(6))
  }
}
