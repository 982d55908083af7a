import Batches
import CSQLite
import SQLite
import Testing

@testable import Tracker

/// A record must not cost more with a long history, so no statement of it may walk one. What SQLite does is counted, not
/// timed: the steps of its virtual machine.
@Suite("The work of a record")
struct WorkTests {
  /// Counts in hundreds of steps while `body` runs.
  private func hundreds(_ database: Database, _ body: () throws -> Void) rethrows -> Int {
    var count = 0
    try withUnsafeMutablePointer(to: &count) { counter in
      sqlite3_progress_handler(
        database.handle, 100,
        { context in
          context?.assumingMemoryBound(to: Int.self).pointee += 1
          return 0
        }, counter)
      try body()
    }
    sqlite3_progress_handler(database.handle, 0, nil, nil)
    return count
  }

  @Test("doesn't grow with the runs of the past, whether one is open or none")
  func longHistory() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "first")
    try fixture.record(.end(RunEnd()), run: "first", minute: 1)
    let database = try Database(fixture.store.path, .readWrite)
    try database.execute(
      """
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
      INSERT INTO runs(batch, name, outcome, started_at, ended_at, progress_at)
      SELECT 1, 'past-' || i, 'succeeded', i * 1000, i * 1000 + 500, i * 1000 + 500 FROM n
      """)
    let pointers = RunPointers(database: database)
    #expect(try hundreds(database) { try pointers.update(batch: 1, latest: Fixture.start) } < 10)
    let writer = RecordWriter(database: database, batch: fixture.configured("leads"))
    let stage = fixture.makeRecord(.leads(1), minute: 2)
    #expect(hundreds(database) { #expect(throws: RecordRefused.self) { try writer.apply(stage) } } < 10)
    try fixture.record(.start(process: nil), run: "last", minute: 3)
    #expect(try hundreds(database) { try pointers.update(batch: 1, latest: Fixture.start + .minutes(5)) } < 10)
    let reader = FactsReader(database: database)
    #expect(try hundreds(database) { _ = try reader.read(batch: 1) } < 20)
  }
}
