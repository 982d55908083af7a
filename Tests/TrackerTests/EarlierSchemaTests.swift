import Batches
import Platform
import SQLite
import TestSupport
import Testing

@testable import Tracker

/// A tracker that an earlier release has made.
@Suite struct EarlierSchemaTests {
  /// As the first release left it: a run that succeeded, and one that goes on.
  private func earlier(_ change: String = "", of runs: Int = 2) throws -> Fixture {
    let fixture = try Fixture()
    try createEmptyFile(fixture.store.path, permissions: 0o660)
    try createEmptyFile(fixture.store.path + "-lock", permissions: 0o660)
    let database = try Database(fixture.store.path, .readWrite)
    let start = Fixture.start.milliseconds
    try database.execute(
      """
      PRAGMA journal_mode = WAL;
      BEGIN; \(Migrations.steps[0]);
      PRAGMA application_id = \(Migrations.applicationID); PRAGMA user_version = 1;
      INSERT INTO batches(id, name, schedule, newest_run, last_run, last_success, succeeded_start, typical_duration,
        succeeded, duration_sum, last_record)
      VALUES(1, 'leads', '', 2, 1, \(start + 60_000), \(start), 60000, 1, 60.0, 'x');
      INSERT INTO runs(id, batch, name, outcome, started_at, ended_at, progress_at)
      VALUES(1, 1, 'first', 'succeeded', \(start), \(start + 60_000), \(start + 60_000));
      INSERT INTO runs(id, batch, name, outcome, started_at, progress_at)
      VALUES(2, 1, 'night', 'running', \(start + 120_000), \(start + 120_000));
      INSERT INTO run_stages(run, name, position, state, completion, started_at, ended_at, reported_at)
      VALUES(1, 'scrape', 0, 'complete', 1.0, \(start), \(start + 30_000), \(start + 30_000));
      \(change); COMMIT
      """)
    return fixture
  }

  @Test func isReadAsBefore() throws {
    let fixture = try earlier()
    let facts = try fixture.facts()
    #expect(facts.newestRun?.name == "night")
    #expect(facts.last.duration == .minutes(1))
    #expect(facts.totals.startsRefused == 0)
    let past = try fixture.history()
    #expect(past.map(\.run.took) == [nil, .minutes(1)])
    #expect(past[1].stages.map(\.took) == [TimeSpan(seconds: 30)])
    #expect(past.allSatisfy { $0.run.attempts.isEmpty && $0.run.log == nil })
  }

  @Test func goesOnBeingRecorded() throws {
    let fixture = try earlier()
    let facts = try fixture.record(.end(RunEnd(duration: TimeSpan(seconds: 90))), minute: 4)
    #expect(facts.totals.succeeded == 2)
    #expect(facts.totals.durationSum == 150)
    #expect(facts.last.duration == TimeSpan(seconds: 90))
    #expect(fixture.store.damagedTrackers().isEmpty)
  }

  @Test func losesNothingWhereARowIsImpossible() throws {
    let fixture = try earlier("UPDATE runs SET leads = -5 WHERE id = 1")
    let facts = try fixture.record(.leads(1), minute: 3)
    #expect(facts.totals.succeeded == 1)
    #expect(try fixture.history().map(\.run.name) == ["night", "first"])
  }

  @Test func losesNothingWhereAStrictTableHoldsAnotherType() throws {
    let fixture = try earlier()
    do {
      let database = try Database(fixture.store.path, .readWrite)
      try database.execute(
        """
        PRAGMA writable_schema = ON;
        UPDATE sqlite_master SET sql = replace(sql, ') STRICT', ')') WHERE name = 'runs';
        PRAGMA writable_schema = RESET;
        UPDATE runs SET leads = 'many' WHERE id = 1;
        PRAGMA writable_schema = ON;
        UPDATE sqlite_master SET sql = sql || ' STRICT' WHERE name = 'runs';
        PRAGMA writable_schema = RESET
        """)
    }
    let facts = try fixture.record(.leads(1), minute: 3)
    #expect(facts.totals.succeeded == 1)
    #expect(facts.newestRun?.leads == 1)
    #expect(try fixture.history().map(\.run.name) == ["night", "first"])
  }

  @Test func isSalvagedWithAllThatItHas() throws {
    let fixture = try earlier()
    try fixture.checkpoint()
    let page = try #require(
      try Database(fixture.store.path, .readOnly).integer(
        "SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_batches_1'"))
    try overwrite(fixture.store.path, at: (page - 1) * 4096, with: [UInt8](repeating: 0xFF, count: 4096))
    let facts = try fixture.record(.start(process: nil), run: "later", minute: 10)
    #expect(facts.totals.succeeded == 1)
    #expect(try fixture.history().map(\.run.name) == ["later", "night", "first"])
  }

  @Test func isSalvagedWithoutItsHeaderToo() throws {
    for migrates in [false, true] {
      let fixture = try earlier(
        """
        WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
        INSERT INTO runs(id, batch, name, outcome, started_at, progress_at, reason)
        SELECT i, 1, 'old-' || i, 'failed', i, i, hex(zeroblob(100)) FROM n
        """)
      if migrates {
        try fixture.record(.end(RunEnd(failed: true, duration: .minutes(7), log: "/log/night")), minute: 30)
      }
      try fixture.checkpoint()
      try overwrite(fixture.store.path, at: 0, with: [UInt8](repeating: 0x20, count: 4096))
      let facts = try fixture.record(.start(process: nil), run: "later", minute: 10)
      #expect(facts.totals.succeeded == 1, "migrated: \(migrates)")
      // Four old ones are pruned at the start.
      #expect(try fixture.store.read { try $0.history(of: "leads", limit: 1000).count } == 390, "migrated: \(migrates)")
      let night = try fixture.history().first { $0.run.name == "night" }?.run
      #expect(night?.took == (migrates ? .minutes(7) : nil) && night?.log == (migrates ? "/log/night" : nil))
      #expect(try fixture.store.read { try $0.refusedStarts(of: "leads", limit: 1000) } == [])
    }
  }

  /// A header that is lost is taken from a fresh tracker of the first schema, whose pages must be the same in all.
  @Test func hasItsSchemaWhereEveryTrackerHasIt() throws {
    let first = try earlier()
    let fresh = try Fixture()
    try fresh.record(.start(process: nil), run: "night")
    let grown = try earlier(
      """
      WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
      INSERT INTO runs(id, batch, name, outcome, started_at, progress_at, reason)
      SELECT i, 1, 'old-' || i, 'failed', i, i, hex(zeroblob(100)) FROM n
      """)
    try grown.record(.leads(1), minute: 3)
    let pages = try [first, fresh, grown].map { fixture in
      try Database(fixture.store.path, .readOnly).integers(
        "SELECT pageno FROM dbstat WHERE name = 'sqlite_schema' ORDER BY pageno")
    }
    #expect(!pages[0].isEmpty)
    #expect(Set(pages[0]).isSubset(of: pages[1]) && Set(pages[0]).isSubset(of: pages[2]), "\(pages)")
  }

  @Test func isNotReadWhileAnotherProcessKeepsItFromBeingBroughtUpToDate() throws {
    let fixture = try earlier()
    let other = try File(fixture.store.path + "-lock", .readWrite)
    try other.lock(waitingAtMost: 0)
    let error = #expect(throws: TrackerError.self) { try fixture.facts() }
    guard case .busy = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    other.unlock()
    #expect(try fixture.facts().newestRun?.name == "night")
  }
}
