import Batches
import Platform
import SQLite
import TestSupport
import Testing

@testable import Tracker

/// What stands in rows may be anything: reading holds it to what can be, and mending makes it so.
@Suite struct RowTests {
  /// Values that somebody may write, as SQL.
  static let extremes = [
    "-9223372036854775808", "9223372036854775807", "9e999", "'../../x'", "x''", "NULL", "'a' || char(0) || 'b'",
    "hex(zeroblob(100000))",
  ]

  static let cells = trackerTables.flatMap { table in
    table.columns.map { Cell(table: table.name, column: $0.name) }
  }

  struct Cell: CustomTestStringConvertible, Sendable {
    let table: String
    let column: String
    var testDescription: String { "\(table).\(column)" }
  }

  @Test func everyColumnHasItsKind() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    let database = try Database(fixture.store.path, .readOnly)
    let names = trackerTables.map(\.name)
    let tables = try database.integer("SELECT count(*) FROM sqlite_master WHERE type = 'table'")
    #expect(tables == Int64(names.count))
    for table in trackerTables {
      let listed = table.columns.map { "'\($0.name)'" }.joined(separator: ", ")
      let unknown = try database.integer(
        "SELECT count(*) FROM pragma_table_info('\(table.name)') WHERE name NOT IN (\(listed))")
      #expect(unknown == 0, "\(table.name) has columns without a kind")
      #expect(
        try database.integer("SELECT count(*) FROM pragma_table_info('\(table.name)')") == Int64(table.columns.count))
    }
  }

  @Test(arguments: cells)
  func whatIsReadIsWhatMendingMakesOfIt(_ cell: Cell) throws {
    let original = try night()
    try original.checkpoint()
    for value in Self.extremes {
      let fixture = try copy(of: original)
      try fixture.edit("UPDATE \(cell.table) SET \(cell.column) = \(value)", in: cell.table)
      let read = try seen(fixture)
      let wasNoticed = try fixture.store.read(mendsRows: false) { snapshot in
        _ = try snapshot.allBatches()
        return snapshot.isImpossible
      }
      try fixture.store.mend()
      let mended = try seen(fixture)
      switch cell.column {
      // What people are told by is found again in the runs. Rows that can't be found by their keys are removed.
      case "consecutive_failures", "succeeded_start", "id", "batch", "run": break
      // Money is read for the whole run; without a stage that can be, its row is removed.
      case "stage" where cell.table == "run_costs": break
      // Nobody can ask for a batch by a name that it hasn't got yet.
      case "name" where cell.table == "batches":
        #expect(read?.facts == mended?.facts, "\(cell.testDescription) = \(value)")
      default: #expect(read == mended, "\(cell.testDescription) = \(value)")
      }
      #expect(fixture.wasNotGivenUp, "\(cell.testDescription) = \(value)")
      let database = try Database(fixture.store.path, .readOnly)
      for table in trackerTables {
        #expect(try table.impossibleRows(in: database, limit: 10).isEmpty, "\(cell.testDescription) = \(value)")
      }
      let again = try fixture.store.read { snapshot in
        _ = try snapshot.allBatches()
        return snapshot.isImpossible
      }
      #expect(again == false, "\(cell.testDescription) = \(value), noticed before: \(wasNoticed == true)")
    }
  }

  @Test(arguments: cells)
  func recordsGoOn(_ cell: Cell) throws {
    let original = try night()
    try original.checkpoint()
    for value in ["-9223372036854775808", "9223372036854775807", "x'00ff'", "NULL"] {
      let fixture = try copy(of: original)
      try fixture.edit("UPDATE \(cell.table) SET \(cell.column) = \(value)", in: cell.table)
      try fixture.record(.start(process: nil), run: "later", minute: 200)
      try fixture.record(.stage("scrape", .items(done: 1, total: 2)), run: "later", minute: 201)
      try fixture.record(.leads(7), run: "later", minute: 202)
      let cost = Cost(resource: "gpu", currency: "USD", amount: 2)
      try fixture.record(.cost(cost, stage: "scrape"), run: "later", minute: 203)
      let facts = try fixture.record(.end(RunEnd(failed: true)), run: "later", minute: 204)
      #expect(facts.totals.failed >= 1, "\(cell.testDescription) = \(value)")
      #expect(facts.totals.consecutiveFailures >= 1, "\(cell.testDescription) = \(value)")
      #expect(fixture.wasNotGivenUp, "\(cell.testDescription) = \(value)")
    }
  }

  @Test func namesAreNeverAnythingElse() throws {
    for value in Self.extremes {
      let fixture = try night()
      try fixture.edit("UPDATE batches SET name = \(value) WHERE name = 'leads'", in: "batches")
      try fixture.edit("UPDATE runs SET name = \(value) WHERE name = 'night'", in: "runs")
      for batch in try fixture.store.read({ try $0.allBatches() }) ?? [] {
        #expect(isValidName(batch.facts.name))
        #expect(batch.facts.newestRun.map { isValidName($0.name) } != false)
      }
    }
  }

  @Test func peopleReadWhatStoodThere() throws {
    let fixture = try night()
    try fixture.edit("UPDATE runs SET ended_at = -9223372036854775808", in: "runs")
    try fixture.edit("UPDATE run_stages SET name = '../x'", in: "run_stages")
    try fixture.store.mend()
    let reports = fixture.store.damagedTrackers()
    #expect(reports.count == 1)
    let text = String(decoding: try readFile(reports[0], limit: 1 << 20), as: UTF8.self)
    #expect(text.contains("runs id="))
    #expect(text.contains("ended_at was -9223372036854775808 and is now NULL;"))
    #expect(text.contains("run_stages: the row was removed:"))
    #expect(text.contains("name='../x'"))
    #expect(fixture.log.has("held what can't be"))
    // What goes on being edited goes into the same file, as far as it has room.
    for _ in 0..<3 {
      try fixture.edit("UPDATE runs SET leads = -5", in: "runs")
      try fixture.store.mend()
    }
    #expect(fixture.store.damagedTrackers() == reports)
  }

  @Test func nothingIsSaidOfRowsThatCanBe() throws {
    let fixture = try night()
    try fixture.store.mend()
    #expect(fixture.store.damagedTrackers().isEmpty)
    #expect(try fixture.store.read { try ($0.allBatches(), $0.isImpossible).1 } == false)
  }

  @Test func aBatchGetsARowThatHasAPlace() throws {
    for id in [Int64.min, -1, 0, 250_001, .max] {
      let fixture = try night()
      try fixture.edit("UPDATE batches SET id = \(id); UPDATE runs SET batch = \(id)", in: "batches")
      let facts = try fixture.record(.leads(1), minute: 300)
      #expect(facts.totals.leads == 4)
      #expect(try fixture.store.read { try $0.batch(named: "leads") }??.hasPlace == true)
    }
  }

  @Test func aFreeRowIsFoundBelowTheLast() throws {
    let fixture = try night()
    try fixture.edit("UPDATE batches SET id = 250000; UPDATE runs SET batch = 250000", in: "batches")
    try fixture.record(.start(process: nil), run: "a", minute: 300, batch: "other")
    #expect(try fixture.store.read { try $0.allBatches().allSatisfy(\.hasPlace) } == true)
  }

  @Test func valuesThatAreTooBigToReadAreLeftOut() throws {
    let fixture = try night()
    try fixture.edit("UPDATE runs SET reason = hex(zeroblob(5000000))", in: "runs")
    try fixture.record(.leads(1), minute: 300)
    #expect(try fixture.facts().totals.leads == 4)
    #expect(try fixture.history().count == 2)
  }

  @Test func aNegativeVersionIsNoStepBack() throws {
    let fixture = try night()
    try Database(fixture.store.path, .readWrite).execute("PRAGMA user_version = -5")
    try fixture.record(.leads(1), minute: 300)
    #expect(try fixture.facts().totals.leads == 4)
  }

  // MARK: A tracker to edit

  /// One batch with a run that ended, in all tables, and one that is open.
  private func night() throws -> Fixture {
    let fixture = try Fixture()
    fixture.batch.definition.durationBuckets = [.minutes(10), .hours(1)]
    try fixture.record(.start(process: nil), run: "first")
    try fixture.record(.leads(3), minute: 5)
    try fixture.record(.end(RunEnd(duration: .minutes(9), log: "/var/log/first")), minute: 10)
    try fixture.record(.refused(Refusal(waited: .minutes(1), holder: "first")), minute: 11)
    try fixture.record(
      .start(process: ProcessIdentity(pid: 1, startTicks: 1, boot: "other"), log: "/var/log/night"), run: "night",
      minute: 20)
    try fixture.record(.stage("scrape", .items(done: 2, total: 4)), minute: 30)
    try fixture.record(.stage("enrich", .failed(reason: "no disk")), minute: 40)
    try fixture.record(.cost(Cost(resource: "gpu", currency: "USD", amount: 0.5), stage: "scrape"), minute: 50)
    let result = CommandResult(exitStatus: 3, cpuSeconds: 1.5, peakMemoryBytes: 4096, output: [65, 66])
    try fixture.record(.command(stage: "scrape", result), minute: 55)
    let ended = StageCommand(result: result, duration: .minutes(2), log: "/var/log/score")
    try fixture.record(.stage("score", .complete, by: ended), minute: 56)
    for stage in [nil, "scrape"] {
      let attempt = FailedAttempt(
        stage: stage, number: 1, most: 3, start: Fixture.start + .minutes(20), duration: .minutes(30),
        next: Fixture.start + .minutes(60), reason: "exit status 3", command: result)
      try fixture.record(.attempt(attempt), minute: 57)
    }
    return fixture
  }

  private func copy(of original: Fixture) throws -> Fixture {
    let copy = try Fixture()
    copy.batch = original.batch
    try createEmptyFile(copy.store.path, permissions: 0o660)
    try File(copy.store.path, .readWrite).write(try readFile(original.store.path, limit: 1 << 24))
    try createEmptyFile(copy.store.path + "-lock", permissions: 0o660)
    return copy
  }

  /// All that views, metrics and alerts know.
  private func seen(_ fixture: Fixture) throws -> Seen? {
    try fixture.store.read(mendsRows: false) { snapshot in
      let batches = try snapshot.allBatches()
      let names = try snapshot.batchNames()
      return Seen(
        facts: batches.map { tracked in
          var facts = tracked.facts
          facts.identity = 0
          return facts
        },
        history: try names.map { name in
          try snapshot.history(of: name, limit: 10).map { "\($0)" }
            + snapshot.refusedStarts(of: name, limit: 10).map { "\($0)" }
        },
        watched: try snapshot.watchedRuns().map { "\($0)" })
    }
  }

  private struct Seen: Equatable {
    var facts: [BatchFacts]
    var history: [[String]]
    var watched: [String]
  }
}

extension Fixture {
  /// Whether the tracker is the one that was edited, and no new one.
  fileprivate var wasNotGivenUp: Bool { store.damagedTrackers().allSatisfy(isReportOfRows) }

  /// Changes rows as no strict table would let anybody.
  fileprivate func edit(_ sql: String, in table: String) throws {
    let database = try Database(store.path, .readWrite)
    database.readValues(ofAtMost: 1 << 30)
    // The table is as strict as before when others see it.
    try database.execute(
      """
      CREATE TEMP TABLE kept AS SELECT sql FROM sqlite_master WHERE name = '\(table)';
      PRAGMA writable_schema = ON;
      UPDATE sqlite_master SET sql = replace(replace(sql, 'NOT NULL', ''), 'STRICT, ', '') WHERE name = '\(table)';
      UPDATE sqlite_master SET sql = replace(sql, ') STRICT', ')') WHERE name = '\(table)';
      PRAGMA writable_schema = RESET
      """)
    // What a unique index or a key refuses can't stand there.
    do {
      try database.execute("UPDATE OR IGNORE" + sql.dropFirst("UPDATE".count))
    } catch {
      guard error.isOfRows else { throw error }
    }
    try database.execute(
      """
      PRAGMA writable_schema = ON;
      UPDATE sqlite_master SET sql = (SELECT sql FROM kept) WHERE name = '\(table)';
      PRAGMA writable_schema = RESET
      """)
  }
}
