internal import CSQLite
internal import Platform

/// An SQLite call that failed.
package struct DatabaseError: Error, Equatable, CustomStringConvertible, Sendable {
  /// SQLite's extended result code.
  package var code: Int32
  package var message: String
  package var path: String

  /// What the failure means for the caller.
  package enum Kind: Sendable {
    /// Somebody else holds the lock.
    case busy
    /// The content is damaged or no database at all.
    case corrupt
    /// The disk is full, can't be written or read: the same call may work later.
    case unavailable
    /// A rule of the schema forbids what was to be written: the disk is well, and the same call fails again.
    case constraint
    /// A mistake in this program, or rows or tables that it can't have made.
    case misuse
  }

  /// What SQLite has not found itself: the content is not to be used.
  package static func corrupt(_ path: String, _ message: String) -> DatabaseError {
    DatabaseError(code: SQLITE_CORRUPT, message: message, path: path)
  }

  package var kind: Kind {
    switch code & 0xFF {
    case SQLITE_BUSY, SQLITE_LOCKED: .busy
    case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
    case SQLITE_FULL, SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH, SQLITE_NOMEM,
      SQLITE_PROTOCOL, SQLITE_NOLFS:
      .unavailable
    case SQLITE_CONSTRAINT: .constraint
    default: .misuse
    }
  }

  package var description: String { "\(path): \(message)" }
}

/// One connection to an SQLite database. Not to be shared between threads.
package final class Database {
  package let path: String
  package private(set) var handle: OpaquePointer?
  /// Frames in the write-ahead log after the last commit, with `keepLogOnClose`.
  package private(set) var loggedFrames = 0
  /// How many values were read that their columns can't have; what was read in their place is possible.
  package internal(set) var impossibleValues = 0

  /// Lets the count begin anew, now that the rows are mended.
  package func forgetImpossibleValues() { impossibleValues = 0 }

  /// How a database is opened.
  package enum Access: Sendable {
    case readOnly
    case readWrite
    case create
  }

  /// Opens the file; SQLite looks into it only at the first statement.
  /// - Throws: `DatabaseError`.
  package init(_ path: String, _ access: Access) throws(DatabaseError) {
    self.path = path
    _ = LogVFS.openingIsGuarded
    let flags: Int32 =
      switch access {
      case .readOnly: SQLITE_OPEN_READONLY
      case .readWrite: SQLITE_OPEN_READWRITE
      case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      }
    // One connection belongs to one thread, so SQLite's own mutexes are left out.
    let code = sqlite3_open_v2(
      path, &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, access == .readOnly ? nil : LogVFS.name)
    guard code == SQLITE_OK else { throw error(code) }
    // Other programs (sqlite3, a backup) may hold the lock for a moment; ours queue before they come here.
    sqlite3_busy_timeout(handle, 5000)
    readValues(ofAtMost: Kind.longestValue)
  }

  deinit { sqlite3_close_v2(handle) }

  /// Lets every row fail that holds a value of more bytes.
  package func readValues(ofAtMost limit: Int) {
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, Int32(clamping: limit))
  }

  /// Keeps the write-ahead log when the connection closes. For one-shot commands every close is the last one, and
  /// SQLite would otherwise copy the log back and delete it each time.
  package func keepLogOnClose() {
    var one: Int32 = 1
    sqlite3_file_control(handle, "main", SQLITE_FCNTL_PERSIST_WAL, &one)
    batchwatch_sqlite_no_checkpoint_on_close(handle)
    sqlite3_wal_hook(
      handle,
      { context, _, _, frames in
        guard let context else { return SQLITE_OK }
        Unmanaged<Database>.fromOpaque(context).takeUnretainedValue().loggedFrames = Int(frames)
        return SQLITE_OK
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Copies the log into the database and empties it; does nothing if others are reading.
  package func checkpoint() { sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_TRUNCATE, nil, nil) }

  /// Copies the whole log into the database, durably, and empties it.
  /// - Throws: `DatabaseError` if that can't be done now, because others are reading too.
  package func foldLog() throws(DatabaseError) {
    let code = sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
    guard code == SQLITE_OK else { throw error(code) }
  }

  /// Runs statements that return nothing.
  package func execute(_ sql: String) throws(DatabaseError) {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw error(code) }
  }

  /// Compiles one statement.
  package func prepare(_ sql: String) throws(DatabaseError) -> Statement {
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v2(handle, sql, -1, &statement, nil)
    guard code == SQLITE_OK, let statement else { throw error(code) }
    return Statement(statement, of: self)
  }

  /// Runs one statement with values; its rows are not wanted.
  package func run(_ sql: String, _ values: Value...) throws(DatabaseError) {
    let statement = try prepare(sql)
    try statement.bind(values)
    while try statement.step() {}
  }

  /// The first column of the first row as an integer: a key, or what SQLite itself has counted.
  package func integer(_ sql: String, _ values: Value...) throws(DatabaseError) -> Int64? {
    let statement = try prepare(sql)
    try statement.bind(values)
    return try statement.step() ? statement.optionalKey(0) : nil
  }

  /// The first column of every row, as such an integer.
  package func integers(_ sql: String) throws(DatabaseError) -> [Int64] {
    let statement = try prepare(sql)
    var numbers: [Int64] = []
    while try statement.step() { numbers.append(statement.key(0)) }
    return numbers
  }

  package var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }
  package var changes: Int { Int(sqlite3_changes(handle)) }

  func error(_ code: Int32) -> DatabaseError {
    let message = handle.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
    let system = handle.map { sqlite3_system_errno($0) } ?? 0
    let isInputOutput = code & 0xFF == SQLITE_IOERR || code & 0xFF == SQLITE_CANTOPEN
    let cause = isInputOutput && system != 0 ? ": " + SystemError("", "", code: system).reason : ""
    return DatabaseError(code: code, message: message + cause, path: path)
  }
}

/// Sets SQLite up for a process with one short transaction: it allocates memory without counting it under a lock, which
/// a record does some thousand times, and pages one by one rather than twenty in advance. For the whole process, and
/// only before its first database.
package func prepareForOneTransaction() { batchwatch_sqlite_prepare_for_one_transaction() }

/// A value bound to a statement's parameter.
package enum Value: Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])

  package init(_ value: Int64?) { self = value.map { .integer($0) } ?? .null }
  package init(_ value: Double?) { self = value.map { .real($0) } ?? .null }
  package init(_ value: String?) { self = value.map { .text($0) } ?? .null }
  package init(_ value: [UInt8]?) { self = value.map { .blob($0) } ?? .null }
}
