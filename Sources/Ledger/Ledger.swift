package import Batches
package import Platform
package import SQLite

/// Why the ledger could not be used. Its description names the file, the cause and the fix.
package enum LedgerError: Error, CustomStringConvertible, Sendable {
  case unavailable(DatabaseError)
  /// It can be written, but not with this: what was to be noted breaks a rule of the schema.
  case refused(DatabaseError)
  case system(SystemError)
  /// Written by a newer version, or by another program.
  case foreign(path: String)

  /// Whether it may work later without anybody changing what is in it.
  package var isPassing: Bool {
    switch self {
    case .unavailable, .system: true
    case .refused, .foreign: false
    }
  }

  /// What an error of the database means for the one who writes.
  init(_ error: DatabaseError) {
    switch error.kind {
    case .constraint: self = .refused(error)
    case .busy, .corrupt, .unavailable, .misuse: self = .unavailable(error)
    }
  }

  package var description: String {
    switch self {
    case .unavailable(let error) where error.kind == .misuse:
      "the monitor's ledger \(error.description); this pass keeps its notes in memory, and the next one begins a new ledger"
    case .unavailable(let error):
      "the monitor's ledger \(error.description); check the rights, space and mount of its directory"
    case .refused(let error):
      "the monitor's ledger \(error.path) is well, but takes no note of this pass: \(error.message); that is a bug of "
        + "batchwatch, please report it with what `batchwatch doctor` says"
    case .system(let error): "the monitor's ledger: \(error.description)"
    case .foreign(let path): "\(path) is no ledger of this release of batchwatch; move it away or upgrade batchwatch"
    }
  }
}

/// The monitor's own database, beside the tracker: what it knows of the alert path, whom it told what, and the outbox.
///
/// It is apart from the tracker so that a record pays nothing for it, and so that a damaged tracker, of which people must
/// hear, doesn't take along what is needed to tell them. All writing is done by the one monitor that holds the lock.
package struct Ledger {
  let database: Database
  /// Where to say what was mended; nil for who only reads.
  let log: Log?

  /// Where the ledger of a tracker is.
  package static func path(ofTracker tracker: String) -> String { tracker + "-monitor" }

  /// Opens the ledger for the one who writes, and makes it where there is none. A damaged one is moved aside: what was told
  /// is forgotten then, and people may hear of it once more, which is better than never.
  /// - Throws: `LedgerError`.
  package init(ofTracker tracker: String, log: Log, now: Timestamp) throws(LedgerError) {
    try self.init(at: Self.path(ofTracker: tracker), log: log, now: now)
  }

  init(at path: String, log: Log, now: Timestamp) throws(LedgerError) {
    database = try Self.openOrReplace(path, log, now)
    self.log = log
  }

  private static func openOrReplace(_ path: String, _ log: Log, _ now: Timestamp) throws(LedgerError) -> Database {
    do {
      return try openForWriting(path, log)
    } catch .unavailable(let error) where error.kind == .corrupt {
      try setAside(path, because: error.message, log, now)
    }
    return try openForWriting(path, log)
  }

  /// Moves the ledger aside, whatever is in it, so that the next one that is opened is new.
  /// - Throws: `LedgerError`.
  package static func setAside(
    ofTracker tracker: String, because reason: String, log: Log, now: Timestamp
  ) throws(LedgerError) {
    let path = path(ofTracker: tracker)
    if !isMissing(path) { try setAside(path, because: reason, log, now) }
  }

  static func setAside(_ path: String, because reason: String, _ log: Log, _ now: Timestamp) throws(LedgerError) {
    let aside = "\(path).corrupt-\(now.milliseconds)"
    log.error(
      "the monitor's ledger is damaged; it is moved aside, and alerts may be told once more",
      ["file": aside, "reason": reason])
    do {
      try moveFile(path, to: aside)
      _ = try? removeFile(path + "-journal")
    } catch {
      throw .system(error)
    }
  }

  private static func openForWriting(_ path: String, _ log: Log) throws(LedgerError) -> Database {
    do {
      if try fileInformation(path) == nil {
        try makeDirectory(parentDirectory(of: path), permissions: 0o770)
        // Mails hold what batches wrote: for the tracker's group, and for nobody else.
        try ensureFile(path, permissions: 0o640)
        try flushDirectory(parentDirectory(of: path))
      }
      try moveAsidePlants(path, log)
      try refuseStrangers(path)
      let database = try Database(path, .readWrite)
      // An emptied journal must be gone after a power cut too, or it would take back what was told.
      try database.execute("PRAGMA synchronous = EXTRA")
      try migrate(database)
      return database
    } catch let error as DatabaseError {
      throw .unavailable(error)
    } catch let error as SystemError {
      throw .system(error)
    } catch {
      throw .foreign(path: path)
    }
  }

  /// The ledger has no write-ahead log, so one that lies there isn't ours, and SQLite would take it for the newest content.
  private static func moveAsidePlants(_ path: String, _ log: Log) throws(SystemError) {
    let names: [(suffix: String, place: PlantedPlace)] = [("-journal", .file), ("-wal", .nothing), ("-shm", .nothing)]
    for (suffix, place) in names {
      guard let aside = try movePlantAside(path + suffix, from: place) else { continue }
      log.error("what isn't the ledger's is moved aside", ["file": path + suffix, "moved_to": aside])
    }
  }

  /// Who may write beside the tracker can put a ledger of their own there, or a journal that SQLite would take back into
  /// it. What belongs neither to us nor to root is moved aside, as a damaged one is. Root, who makes a pass now and then,
  /// takes the one of the monitor's user.
  private static func refuseStrangers(_ path: String) throws {
    let user = effectiveUserID()
    guard user != 0 else { return }
    for name in [path, path + "-journal"] {
      guard let found = try linkInformation(name), !found.isRegular || (found.owner != user && found.owner != 0) else {
        continue
      }
      throw DatabaseError.corrupt(path, "\(name) belongs to another user")
    }
  }

  /// Opens the ledger to look at; nil where no monitor ever ran.
  /// - Throws: `LedgerError`.
  package init?(reading tracker: String) throws(LedgerError) {
    let path = Self.path(ofTracker: tracker)
    do {
      guard let file = try fileInformation(path), file.size > 0 else { return nil }
      log = nil
      database = try Database(path, .readOnly)
      guard try database.integer("PRAGMA application_id") == LedgerSchema.applicationID,
        try database.integer("PRAGMA user_version") == LedgerSchema.current
      else { return nil }
    } catch let error as DatabaseError {
      throw .unavailable(error)
    } catch let error as SystemError {
      throw .system(error)
    } catch {
      throw .foreign(path: path)
    }
  }

  private static func migrate(_ database: Database) throws {
    let version = try database.integer("PRAGMA user_version") ?? 0
    let application = try database.integer("PRAGMA application_id") ?? 0
    let tables = try database.integer("SELECT count(*) FROM sqlite_master") ?? 0
    let isOurs = application == LedgerSchema.applicationID || (application == 0 && tables == 0)
    guard isOurs, version <= LedgerSchema.current else { throw LedgerError.foreign(path: database.path) }
    for step in Int(clamping: max(version, 0))..<LedgerSchema.steps.count {
      try database.execute(
        """
        BEGIN IMMEDIATE; \(LedgerSchema.steps[step])
        PRAGMA application_id = \(LedgerSchema.applicationID); PRAGMA user_version = \(step + 1); COMMIT
        """)
    }
  }

  /// Runs `body` in one transaction, durable when it returns. Where a row of the ledger keeps it from that, the rows are
  /// mended and it runs once more, so it must not change anything else.
  /// - Throws: `LedgerError`, and then nothing has changed.
  package func transaction<Result>(_ body: (Ledger) throws -> Result) throws(LedgerError) -> Result {
    do {
      if database.impossibleValues > 0 { try mendRows() }
      do {
        return try once(body)
      } catch let error as DatabaseError where error.isOfRows {
        try mendRows()
        return try once(body)
      }
    } catch let error as DatabaseError {
      // What mending leaves, a value too long to read or a table that is missing, goes with a new ledger. A note that
      // breaks a rule doesn't.
      if error.kind == .corrupt || error.kind == .misuse { giveUp(because: error) }
      throw LedgerError(error)
    } catch let error as LedgerError {
      throw error
    } catch {
      throw .foreign(path: database.path)
    }
  }

  private func once<Result>(_ body: (Ledger) throws -> Result) throws -> Result {
    try database.execute("BEGIN IMMEDIATE")
    do {
      let result = try body(self)
      try database.execute("COMMIT")
      return result
    } catch {
      try? database.execute("ROLLBACK")
      throw error
    }
  }
}

extension Timestamp {
  var value: Value { .integer(milliseconds) }
}

extension Optional where Wrapped == Timestamp {
  var value: Value { Value(self?.milliseconds) }
}
