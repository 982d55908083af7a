package import Batches
package import Platform
internal import SQLite

extension Ledger {
  /// Opens the ledger in memory, for a pass at which the usual one can't be written: people must hear of a full disk too,
  /// and only once. It begins with what the usual one says, as far as that can be read.
  /// - Throws: `LedgerError`.
  package init(spareOf tracker: String, log: Log, now: Timestamp) throws(LedgerError) {
    do {
      let spare = SpareDirectory(ofTracker: tracker)
      try spare.make()
      let isNew = isMissing(spare.path)
      try self.init(at: spare.path, log: log, now: now)
      if isNew {
        try? adopt(Self.path(ofTracker: tracker))
        try? takeConfiguration(from: Self.path(ofTracker: tracker))
      }
    } catch let error as SystemError {
      throw .system(error)
    } catch let error as LedgerError {
      throw error
    } catch {
      throw .foreign(path: tracker)
    }
  }

  /// The file by which monitors keep each other out while none can be made beside the tracker.
  /// - Throws: `SystemError`.
  package static func spareLock(ofTracker tracker: String) throws -> String {
    let spare = SpareDirectory(ofTracker: tracker)
    try spare.make()
    try ensureFile(spare.path + "-lock", permissions: 0o600)
    return spare.path + "-lock"
  }

  /// Takes over what the ledger in memory says, if there is one, now that this one can be written again.
  /// - Throws: `LedgerError`; the other one stays then.
  package func takeBack(fromSpareOf tracker: String) throws(LedgerError) {
    let spare = SpareDirectory(ofTracker: tracker)
    guard !isMissing(spare.path), (try? spare.check()) != nil else { return }
    // One that is older was left by a pass of another day, and others have told people since. The same time is of a pass
    // that was killed before its end, and may have told people.
    if try lastPass(of: spare.path) >= lastPass { try adopt(spare.path) }
    for suffix in ["", "-journal", "-config", "-lock"] { _ = try? removeFile(spare.path + suffix) }
    spare.removeIfEmpty()
  }

  /// When the last pass ended that was noted here, in milliseconds since the epoch; 0 before the first.
  private var lastPass: Int64 {
    get throws(LedgerError) {
      do {
        return try Self.lastPass(in: database) ?? 0
      } catch {
        throw .unavailable(error)
      }
    }
  }

  /// The same of another ledger; before all others where that can't be read.
  private func lastPass(of path: String) throws(LedgerError) -> Int64 {
    guard let other = try? Database(path, .readOnly) else { return -1 }
    return ((try? Self.lastPass(in: other)) ?? nil) ?? -1
  }

  private static func lastPass(in database: Database) throws(DatabaseError) -> Int64? {
    let statement = try database.prepare("SELECT value FROM facts WHERE name = 'last_pass'")
    return try statement.step() ? statement.optionalMoment(0)?.milliseconds : nil
  }

  /// Makes every table what it is in another ledger of this schema.
  private func adopt(_ path: String) throws(LedgerError) {
    do {
      try database.run("ATTACH DATABASE ?1 AS other", .text(path))
      defer { try? database.execute("DETACH DATABASE other") }
      guard try database.integer("PRAGMA other.user_version") == LedgerSchema.current else { return }
      // Not at once for writing: that would be for both, and their journals would name one of both, which isn't opened.
      try database.execute("BEGIN")
      do {
        for table in LedgerSchema.tables {
          try database.execute("DELETE FROM main.\(table); INSERT INTO main.\(table) SELECT * FROM other.\(table)")
        }
        try database.execute("COMMIT")
      } catch {
        try? database.execute("ROLLBACK")
        throw error
      }
    } catch let error as DatabaseError {
      throw .unavailable(error)
    } catch {
      throw .foreign(path: path)
    }
  }
}
