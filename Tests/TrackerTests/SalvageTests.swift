import Batches
import Glibc
import Platform
import SQLite
import Testing

@testable import Tracker

@Suite struct SalvageTests {
  private func filled() throws -> Fixture {
    let fixture = try Fixture()
    for name in ["leads", "invoices"] {
      try fixture.record(.start(process: nil), run: "night", batch: name)
      try fixture.record(.stage("scrape", .items(done: 3, total: 4)), batch: name)
      try fixture.record(.cost(Cost(resource: "gpu", currency: "USD", amount: 2.5), stage: "scrape"), batch: name)
      try fixture.record(.leads(7), batch: name)
      try fixture.record(.end(RunEnd(failed: true, reason: "a\u{1F}\"b")), minute: 5, batch: name)
    }
    try fixture.checkpoint()
    return fixture
  }

  @Test func everythingReadableIsInTheNewTracker() throws {
    let fixture = try filled()
    var before = try fixture.facts("invoices")
    // An index is damaged, and no table: everything can be read.
    let database = try Database(fixture.store.path, .readOnly)
    let page = try #require(
      try database.integer("SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_batches_1'"))
    try overwrite(fixture.store.path, at: (page - 1) * 4096, with: [UInt8](repeating: 0xFF, count: 4096))
    try fixture.record(.start(process: nil), run: "second", minute: 10)
    #expect(fixture.log.has("the tracker is damaged"))
    #expect(fixture.log.has("salvaged the tracker"))
    let after = try fixture.facts("invoices")
    before.revision = after.revision
    // What was read of the old one is not to be compared with what is published of this one.
    #expect(after.identity != before.identity)
    before.identity = after.identity
    #expect(after == before)
    #expect(try fixture.history("leads").map(\.run.name) == ["second", "night"])
    #expect(fixture.store.damagedTrackers().count == 1)
  }

  @Test func aFileOfAnotherProgramIsNotTouched() throws {
    let fixture = try Fixture()
    try write("root:x:0:0", to: fixture.store.path)
    #expect(throws: TrackerError.self) { try fixture.record(.start(process: nil), run: "night") }
    #expect(try readFile(fixture.store.path, limit: 100) == Array("root:x:0:0".utf8))
    #expect(fixture.store.damagedTrackers().isEmpty)
    #expect(isMissing(fixture.store.path + "-lock"))
  }

  @Test func aTrackerThatIsNoDatabaseAnyMoreIsMovedAsideWhole() throws {
    let fixture = try Fixture()
    try write("", to: fixture.store.path + "-lock")
    try write(String(repeating: "not a database. ", count: 100), to: fixture.store.path)
    try fixture.record(.start(process: nil), run: "night")
    let aside = try #require(fixture.store.damagedTrackers().first)
    #expect(try readFile(aside, limit: 1 << 20).count == 1600)
    #expect(try fixture.facts().openRuns == 1)
  }

  @Test func eachDamagedTrackerIsKept() throws {
    let fixture = try Fixture()
    for number in 1...3 {
      try fixture.record(.start(process: nil), run: "before-\(number)")
      try fixture.checkpoint()
      try overwrite(fixture.store.path, at: 0, with: [UInt8](repeating: 0x20, count: 100))
      try fixture.record(.start(process: nil), run: "after-\(number)")
    }
    #expect(fixture.store.damagedTrackers().count == 3)
  }

  @Test func aReaderNeverMovesATracker() throws {
    let fixture = try filled()
    try overwrite(fixture.store.path, at: 0, with: [UInt8](repeating: 0x20, count: 100))
    #expect(throws: TrackerError.self) { try fixture.facts() }
    #expect(fixture.store.damagedTrackers().isEmpty)
  }

  @Test func whatTheLogHoldsIsSalvagedToo() throws {
    let fixture = try filled()
    try fixture.record(.leads(100), run: "night")  // only in the log
    let page = try #require(
      try Database(fixture.store.path, .readOnly).integer(
        "SELECT rootpage FROM sqlite_master WHERE name = 'run_stages'"))
    try overwrite(fixture.store.path, at: (page - 1) * 4096, with: [UInt8](repeating: 0xFF, count: 4096))
    try fixture.record(.stage("email", .complete), run: "night", minute: 6)
    let facts = try fixture.facts()
    #expect(facts.totals.leads == 107)
    #expect(facts.stages.map(\.name) == ["email"], "the damaged table is lost, the others are not")
  }
}
