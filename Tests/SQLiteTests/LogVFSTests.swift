import Batches
import CSQLite
import Platform
import TestSupport
import Testing

@testable import SQLite

@Suite struct LogVFSTests {
  private let directory: TemporaryDirectory
  private let log: String
  private let lock: String

  init() throws {
    directory = try TemporaryDirectory()
    log = directory("tracker.db-wal")
    lock = directory("tracker.db-lock")
    try createEmptyFile(lock, permissions: 0o600)
    try createEmptyFile(log, permissions: 0o600)
  }

  /// The state of the log's name, as seen so long after now.
  private func state(after milliseconds: Int64 = 0) throws -> NameState {
    try #require(NameState(of: log, at: wallClockMilliseconds() + milliseconds, onAnyFileSystem: true))
  }

  private func note() throws -> [UInt8] { try File(lock, .read).read(100, at: 0) }

  @Test func notesWhatItFlushedOnceTheDirectoryIsSettled() throws {
    #expect(LogVFS.isDurable(log, try state()))
    #expect(try note() == [])
    let settled = try state(after: 5000)
    #expect(LogVFS.isDurable(log, settled))
    #expect(try note() == settled.encoded)
  }

  @Test func flushesAgainAfterAnyChange() throws {
    #expect(LogVFS.isDurable(log, try state(after: 5000)))
    let first = try note()
    pause(milliseconds: 30)
    try removeFile(log)
    try createEmptyFile(log, permissions: 0o600)
    let remade = try state()
    #expect(remade.encoded != first)
    // Flushed, but not noted: what changes in the same moment would look the same.
    #expect(LogVFS.isDurable(log, remade))
    #expect(try note() == first)
    #expect(LogVFS.isDurable(log, try state(after: 5000)))
    #expect(try note() == remade.encoded)
  }

  @Test func needsNoLockFileAndMakesNone() throws {
    try removeFile(lock)
    #expect(LogVFS.isDurable(log, try state(after: 5000)))
    #expect(isMissing(lock))
  }

  @Test func leavesToSQLiteWhatItCannotTell() throws {
    #expect(!LogVFS.isDurable(directory("nothing-wal")))
    #expect(!LogVFS.isDurable(lock, try state()))
  }

  /// A log that is there is opened as one that is there; a missing one is made.
  @Test func opensAndMakesLogs() throws {
    #expect(LogVFS.name == "batchwatch")
    let path = directory("other.db")
    func count() throws -> Int64? {
      let database = try Database(path, .create)
      database.keepLogOnClose()
      try database.execute("PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS t(x); INSERT INTO t VALUES(1)")
      return try database.integer("SELECT count(*) FROM t")
    }
    #expect(try count() == 1)
    #expect(try count() == 2)
    // As the last connection of another program leaves it.
    #expect(try fold(path) == 2)
    #expect(isMissing(path + "-wal"))
    #expect(try count() == 3)
    #expect(!isMissing(path + "-wal"))
  }

  /// Opens and closes a database as any other program does, which removes the log.
  private func fold(_ path: String) throws -> Int64? {
    try Database(path, .readWrite).integer("SELECT count(*) FROM t")
  }
}
