import Batches
import SQLite
import Testing

@testable import Tracker

@Suite struct TotalsTests {
  private func run(_ fixture: Fixture, at minute: Int64, lasting minutes: Int64) throws {
    try fixture.record(.start(process: nil), run: "run-\(minute)", minute: minute)
    try fixture.record(.end(RunEnd()), run: "run-\(minute)", minute: minute + minutes)
  }

  private func buckets(_ fixture: Fixture) throws -> [Int64: Int64] {
    let pairs = try fixture.facts().totals.durationBuckets.map { ($0.upperBound.milliseconds / 60_000, $0.count) }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  @Test func successesGoIntoTheHistogram() throws {
    let fixture = try Fixture()
    fixture.batch.definition.durationBuckets = [.minutes(10), .minutes(30), .minutes(60)]
    try run(fixture, at: 0, lasting: 10)
    try run(fixture, at: 100, lasting: 11)
    try run(fixture, at: 200, lasting: 300)
    #expect(try buckets(fixture) == [10: 1, 30: 2, 60: 2])
    #expect(try fixture.facts().totals.succeeded == 3)
    #expect(try fixture.facts().totals.durationSum == Double(321 * 60))
  }

  @Test func failuresDoNot() throws {
    let fixture = try Fixture()
    fixture.batch.definition.durationBuckets = [.minutes(10)]
    try run(fixture, at: 0, lasting: 5)
    try fixture.record(.start(process: nil), run: "bad", minute: 20)
    try fixture.record(.end(RunEnd(failed: true)), minute: 21)
    #expect(try buckets(fixture) == [10: 1])
    #expect(try fixture.facts().totals.failed == 1)
  }

  @Test func boundsThatStayKeepTheirCountAndNoneTurnsBack() throws {
    let fixture = try Fixture()
    fixture.batch.definition.durationBuckets = [.minutes(10), .minutes(30)]
    try run(fixture, at: 0, lasting: 5)
    try run(fixture, at: 100, lasting: 20)
    fixture.batch.definition.durationBuckets = [.minutes(5), .minutes(15), .minutes(30), .minutes(60)]
    try run(fixture, at: 200, lasting: 40)
    // A new bound begins at the count of the next lower old one.
    #expect(try buckets(fixture) == [5: 0, 15: 1, 30: 2, 60: 3])
  }

  @Test func theTypicalDurationIsTheMedianOfSuccesses() throws {
    let fixture = try Fixture()
    for (index, minutes) in ([50, 10, 30] as [Int64]).enumerated() {
      try run(fixture, at: Int64(index) * 100, lasting: minutes)
    }
    #expect(try fixture.facts().typicalDuration == .minutes(30))
    #expect(try fixture.facts().last.duration == .minutes(30))
  }

  @Test func pruningKeepsTheCounters() throws {
    let fixture = try Fixture()
    fixture.retention = .hours(24)
    for day in 0..<6 {
      let minute = Int64(day) * 1440
      try fixture.record(.start(process: nil), run: "run-\(day)", minute: minute)
      try fixture.record(.stage("scrape", .complete), minute: minute)
      try fixture.record(.leads(1), minute: minute)
      try fixture.record(.cost(Cost(resource: "gpu", currency: "USD", amount: 1), stage: nil), minute: minute)
      try fixture.record(.end(RunEnd()), minute: minute + 10)
    }
    #expect(try fixture.history().map(\.run.name) == ["run-5", "run-4"])
    let totals = try fixture.facts().totals
    #expect(totals.succeeded == 6)
    #expect(totals.leads == 6)
    #expect(totals.costs == [Cost(resource: "gpu", currency: "USD", amount: 6)])
    #expect(totals.durationBuckets.allSatisfy { $0.count == 6 })
    let database = try Database(fixture.store.path, .readOnly)
    for table in ["run_stages", "run_costs"] {
      #expect(try database.integer("SELECT count(*) FROM \(table)") == 2, "\(table) keeps parts of runs that are gone")
    }
  }

  @Test func anOpenRunIsNeverPruned() throws {
    let fixture = try Fixture()
    fixture.retention = .hours(24)
    try fixture.record(.start(process: nil), run: "open")
    for day in 1..<5 { try run(fixture, at: Int64(day) * 1440, lasting: 5) }
    #expect(try fixture.history().map(\.run.name).contains("open"))
  }
}
