import Batches
import Platform
import TestSupport
import Testing

@testable import Tracker

@Suite struct BatchReaderTests {
  @Test func eachReadingIsOfThatMoment() throws {
    let fixture = try Fixture()
    let reader = BatchReader(fixture.store)
    #expect(try reader.batch(named: "leads") == nil)
    for run in ["first", "second", "third"] {
      let facts = try fixture.record(.start(process: nil), run: run)
      #expect(try reader.batch(named: "leads")?.facts == facts)
    }
    #expect(try reader.batch(named: "other") == nil)
  }

  /// The file that is open lies aside then, and says what nobody shall publish any more.
  @Test func aTrackerThatWasSalvagedIsReadAnew() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    let reader = BatchReader(fixture.store)
    let before = try #require(try reader.batch(named: "leads")).facts
    try moveFile(fixture.store.path, to: fixture.store.path + ".corrupt-1")
    for suffix in ["-wal", "-shm"] { try removeFile(fixture.store.path + suffix) }
    #expect(try reader.batch(named: "leads") == nil)
    try fixture.record(.start(process: nil), run: "other")
    let after = try #require(try reader.batch(named: "leads")).facts
    #expect(after.identity != before.identity)
    #expect(after.newestRun?.name == "other")
  }
}
