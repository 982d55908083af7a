import AlertPath
import Batches
import Platform
import SQLite
import TestSupport
import Testing

@testable import Ledger

private let now = Timestamp(seconds: 1_772_776_860)

/// The monitor alone writes the ledger; but its disk may fail, and a person may slip.
@Suite struct RowTests {
  struct Cell: CustomTestStringConvertible, Sendable {
    let table: String
    let column: String
    var testDescription: String { "\(table).\(column)" }
  }

  static let cells = ledgerTables.flatMap { table in
    table.columns.map { Cell(table: table.name, column: $0.name) }
  }

  private let directory: TemporaryDirectory
  private let tracker: String
  private let log = Log(now: { 0 }) { _, _ in }

  init() throws {
    directory = try TemporaryDirectory()
    tracker = directory("tracker.db")
  }

  @Test func everyColumnHasItsKind() throws {
    let ledger = try Ledger(ofTracker: tracker, log: log, now: now)
    #expect(ledgerTables.map(\.name) == LedgerSchema.tables)
    for table in ledgerTables {
      let listed = table.columns.map { "'\($0.name)'" }.joined(separator: ", ")
      let unknown = try ledger.database.integer(
        "SELECT count(*) FROM pragma_table_info('\(table.name)') WHERE name NOT IN (\(listed))")
      #expect(unknown == 0, "\(table.name) has columns without a kind")
      let count = try ledger.database.integer("SELECT count(*) FROM pragma_table_info('\(table.name)')")
      #expect(count == Int64(table.columns.count))
    }
  }

  @Test func mendingLeavesNothingImpossible() throws {
    for cell in Self.cells {
      let path = Ledger.path(ofTracker: tracker)
      for ending in ["", "-journal"] { try removeFile(path + ending) }
      try fill()
      try edit(cell, "x'00ff'")
      let ledger = try Ledger(ofTracker: tracker, log: log, now: now)
      try ledger.mendRows()
      for table in ledgerTables {
        #expect(try table.impossibleRows(in: ledger.database, limit: 9).isEmpty, "\(cell.testDescription)")
      }
    }
  }

  @Test(arguments: cells)
  func aPassGoesOn(_ cell: Cell) throws {
    let values = [
      "-9223372036854775808", "9223372036854775807", "-1", "9e999", "-9e999", "'abc'", "''", "x'00ff'", "NULL",
      "hex(zeroblob(200000))",
    ]
    for value in values {
      let path = Ledger.path(ofTracker: tracker)
      for ending in ["", "-journal"] { try removeFile(path + ending) }
      try fill()
      try edit(cell, value)
      let ledger = try Ledger(ofTracker: tracker, log: log, now: now)
      // Whoever reads what can't be has it mended by the next transaction.
      try ledger.transaction { ledger in
        _ = try ledger.state()
        _ = try ledger.waitingMails()
      }
      let kept = try ledger.transaction { ledger in
        let state = try ledger.state()
        try ledger.keep(state)
        for mail in try ledger.waitingMails() {
          // What waits is neither too old to be sent nor due too late.
          #expect(now - mail.written <= .days(5) || mail.written == Timestamp(milliseconds: 0))
          #expect(mail.nextAttempt <= Timestamp(milliseconds: wallClockMilliseconds()))
          try ledger.beginAttempt(mail.id)
          try ledger.endAttempt(mail.id, .failed(reason: "no", next: now), at: now)
        }
        try ledger.prune(before: now - .days(90))
        return state
      }
      #expect(kept.alerts.count <= 1)
      if cell.table != "mails" || ["written_at", "next_attempt", "attempts", "thread"].contains(cell.column) {
        #expect(try ledger.transaction { try $0.waitingMails().count } == 1, "\(cell.testDescription) = \(value)")
      }
      _ = try ledger.summary()
    }
  }

  private func fill() throws {
    let ledger = try Ledger(ofTracker: tracker, log: log, now: now)
    try ledger.transaction { ledger in
      let thread = try ledger.startThread(subject: "leads", at: now)
      try ledger.enqueue([65, 66], thread: thread, messageID: "a@b", occasion: "firing", at: now)
      try ledger.count("mail", "failed")
      var state = LedgerState()
      state.lastPass = now
      state.interval = .minutes(1)
      state.way = "mail"
      state.heartbeatAge = TimeSpan(seconds: -3)
      state.notified = 8
      state.silences = [KnownSilence(id: "e-3", start: now, end: now + .hours(3), matchers: [])]
      state.path.exports = [now]
      state.path.labels = ["job": "node"]
      state.path.started = ["http://am": 1_772_000_000.25]
      state.path.receivers = [
        "http://am": Receivers(counts: ["email": NotificationCounts(tried: 3, failed: 1)], failing: ["email"])
      ]
      state.links = [LinkRecord(link: "scrape", state: "down", evidence: "it is", fix: "mend it")]
      var alert = FollowedAlert(AlertKey("BatchFailed", batch: "leads"), severity: "critical", text: "x", since: now)
      alert.told = FollowedAlert.Told(.mail, at: now)
      alert.thread = thread
      alert.silence = FollowedAlert.OwnSilence(id: "s", end: now)
      state.alerts = [alert.key: alert]
      state.leftSilences = ["l": LeftSilence(alert.key, until: now, end: now)]
      state.unsettled = [alert.key: now]
      state.excused = [alert.key: now]
      try ledger.keep(state)
    }
  }

  /// Changes a column as no strict table would let anybody.
  private func edit(_ cell: Cell, _ value: String) throws {
    let database = try Database(Ledger.path(ofTracker: tracker), .readWrite)
    try database.execute(
      """
      CREATE TEMP TABLE kept AS SELECT sql FROM sqlite_master WHERE name = '\(cell.table)';
      PRAGMA writable_schema = ON;
      UPDATE sqlite_master SET sql = replace(replace(sql, 'NOT NULL', ''), 'STRICT, ', '')
        WHERE name = '\(cell.table)';
      UPDATE sqlite_master SET sql = replace(sql, ') STRICT', ')') WHERE name = '\(cell.table)';
      PRAGMA writable_schema = RESET
      """)
    do {
      try database.execute("UPDATE OR IGNORE \(cell.table) SET \(cell.column) = \(value)")
    } catch {
      guard error.isOfRows else { throw error }
    }
    try database.execute(
      """
      PRAGMA writable_schema = ON;
      UPDATE sqlite_master SET sql = (SELECT sql FROM kept) WHERE name = '\(cell.table)';
      PRAGMA writable_schema = RESET
      """)
  }
}
