internal import Batches
internal import Platform
internal import SQLite

/// The monitor alone writes the ledger; but its disk may fail, and a person may slip.
extension Ledger {
  /// Makes every row possible, in a transaction of its own, and logs what stood there. Who only reads goes on without.
  /// - Throws: `DatabaseError`.
  func mendRows() throws(DatabaseError) {
    guard let log else { return }
    database.forgetImpossibleValues()
    var lines: [String] = []
    for table in ledgerTables { lines += try table.impossibleRows(in: database, limit: 20) }
    guard !lines.isEmpty else { return }
    try database.execute("BEGIN IMMEDIATE")
    do throws(DatabaseError) {
      try mend(at: Timestamp(milliseconds: wallClockMilliseconds()))
      try database.execute("COMMIT")
    } catch {
      try? database.execute("ROLLBACK")
      throw error
    }
    for line in lines {
      log.error(
        "a row of the monitor's ledger held what can't be and was mended", ["file": database.path, "row": line])
    }
  }

  private func mend(at now: Timestamp) throws(DatabaseError) {
    // A mail that waits must not look too old to be sent, nor be due too late.
    let columns = ["written_at", "next_attempt"]
    let misdated = try columns.map { column throws(DatabaseError) in
      try database.integers(
        """
        SELECT id FROM mails WHERE NOT (typeof(\(column)) = 'integer'
          AND \(column) BETWEEN \(Kind.moments.lowerBound) AND \(Kind.moments.upperBound))
        """)
    }
    for table in ledgerTables { try table.mend(database) }
    for (column, mails) in zip(columns, misdated) {
      for mail in mails {
        try database.run("UPDATE mails SET \(column) = ?2 WHERE id = ?1", .integer(mail), now.value)
      }
    }
  }

  /// Moves a ledger aside that can't be used: the next pass begins a new one.
  func giveUp(because error: DatabaseError) {
    guard let log else { return }
    try? Self.setAside(
      database.path, because: error.message, log, Timestamp(milliseconds: wallClockMilliseconds()))
  }
}
