internal import CSQLite
internal import Platform

/// SQLite's own way to the disk, except that the directory is not flushed at every record, and that nothing is opened
/// which can't be a file of ours.
///
/// Whoever may have made the write-ahead log flushes its directory at the first commit, or a power cut could take away
/// the log's name and every commit in it. SQLite can't know whether the log is new, so a command that opens the tracker
/// for one record pays for that flush each time: a third of what a record waits for the disk.
///
/// Here the directory is flushed when the log is opened, and what was flushed is noted in the tracker's lock file: the
/// directory with its time of change, and the log with its inode and time of birth (`NameState`). While both are as
/// noted, the log's name has been on the disk since, and SQLite is told that it opens a log that is there rather than
/// makes one; then it has no name to flush. Nobody can take the log away in between: who opens it holds a shared lock
/// on the database, and SQLite removes a log only under an exclusive one.
///
/// In doubt the directory is flushed: where the log is new, or was removed and made again by another program, or was
/// made by a process that died before its flush; where anything else in the directory changed; where the note is
/// missing, or the file system is one that isn't known to keep these times. And where this flush fails, SQLite goes its
/// own way, as without any of this.
///
/// The note itself need not be durable. It is written after the flush that it speaks of, so if a power cut takes it,
/// there is a flush more.
enum LogVFS {
  /// The name to open a database with; nil for SQLite's default, where that isn't the usual one.
  static let name: String? = {
    guard let standard, let own = standard.pointee.zName, String(cString: own) == "unix" else { return nil }
    let name: StaticString = "batchwatch"
    // Everything but the opening of files stays as it is. SQLite keeps the address for as long as the process runs.
    let copy = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
    copy.initialize(to: standard.pointee)
    copy.pointee.pNext = nil
    // A newer SQLite may know more methods than were copied.
    copy.pointee.iVersion = min(copy.pointee.iVersion, 3)
    copy.pointee.zName = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
    copy.pointee.xOpen = { _, name, file, flags, result in openFile(name, file, flags, result) }
    return sqlite3_vfs_register(copy, 0) == SQLITE_OK ? name.description : nil
  }()

  /// Whether SQLite opens nothing but files and directories, in this whole process. Who may write to a directory can put a
  /// FIFO under each name that SQLite looks for beside a database, and it would wait for ever for somebody to write there.
  static let openingIsGuarded = batchwatch_sqlite_guard_opening() == SQLITE_OK

  nonisolated(unsafe) private static let standard: UnsafeMutablePointer<sqlite3_vfs>? = sqlite3_vfs_find(nil)

  private static func openFile(
    _ name: UnsafePointer<CChar>?, _ file: UnsafeMutablePointer<sqlite3_file>?, _ flags: Int32,
    _ result: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    guard let standard, let open = standard.pointee.xOpen else { return SQLITE_CANTOPEN }
    // A journal may name one of several databases, which SQLite reads whole and deletes. No transaction of ours writes to
    // two databases; so that name is somebody else's, and may be that of any file.
    if flags & SQLITE_OPEN_SUPER_JOURNAL != 0 { return SQLITE_CANTOPEN }
    if flags & SQLITE_OPEN_WAL != 0, flags & SQLITE_OPEN_CREATE != 0, let name, isDurable(String(cString: name)),
      open(standard, name, file, flags & ~SQLITE_OPEN_CREATE, result) == SQLITE_OK
    {
      return SQLITE_OK
    }
    return open(standard, name, file, flags, result)
  }

  /// Whether the name of this log is on the disk, if need be by flushing its directory now.
  static func isDurable(_ log: String) -> Bool {
    NameState(of: log).map { isDurable(log, $0) } ?? false
  }

  /// - Parameter state: as it is now.
  static func isDurable(_ log: String, _ state: NameState) -> Bool {
    guard log.hasSuffix("-wal") else { return false }
    // A tracker that is reached by a symbolic link has its lock file elsewhere, and then there is no note.
    guard let notes = try? File(String(log.dropLast(4)) + "-lock", .readWrite) else { return flush(log) }
    if (try? notes.read(NameState.size, at: 0)) == state.encoded { return true }
    guard flush(log) else { return false }
    if state.isSettled { try? notes.write(state.encoded, at: 0) }
    return true
  }

  private static func flush(_ log: String) -> Bool { (try? flushDirectory(parentDirectory(of: log))) != nil }
}
