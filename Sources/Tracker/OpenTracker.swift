internal import Batches
internal import Platform
internal import SQLite

/// How the tracker is locked, opened, made and salvaged.
extension TrackerStore {
  /// Writers queue here, before SQLite, whose own waiting is a lottery; and while one of them moves a damaged tracker
  /// aside, no other can write into the file that is going away.
  func locked<Value>(_ body: () throws -> Value) throws -> Value {
    let file = try lock()
    defer { file.unlock() }
    return try body()
  }

  private func lock() throws(TrackerError) -> File {
    let file = try lockFile()
    do {
      try file.lock(waitingAtMost: patience)
    } catch {
      throw error.code == SystemError.timedOut ? .busy(path: path) : .system(error)
    }
    return file
  }

  private func lockFile() throws(TrackerError) -> File {
    do {
      return try File(path + "-lock", .readWrite)
    } catch {
      let mayGoOn = error.code == SystemError.notFound || moveAside(path + "-lock", from: .sharedFile)
      guard mayGoOn else { throw .system(error) }
    }
    try refuseOthersFile()
    do {
      try makeDirectory(parentDirectory(of: path), permissions: 0o770)
      try makeLockFile()
      return try File(path + "-lock", .readWrite)
    } catch {
      throw .system(error)
    }
  }

  /// Whatever the umask, so that the tracker's group shares it.
  private func makeLockFile() throws(SystemError) {
    do {
      try createEmptyFile(path + "-lock", permissions: 0o660)
    } catch {
      guard error.code == SystemError.exists else { throw error }
    }
  }

  /// Every tracker has a lock file from its first record on. So what has none, and doesn't begin as a database, is no
  /// damaged tracker that may be moved aside: it is the file of another program, named by a slip.
  private func refuseOthersFile() throws(TrackerError) {
    guard let start = try? beginning(of: path), !start.isEmpty, start != Array("SQLite format 3\0".utf8) else { return }
    throw .foreign(path: path)
  }

  /// Opens the database for writing, makes or migrates it, and salvages a damaged one; then runs `body`.
  func open<Result>(_ body: (Database) throws -> Result) throws -> Result {
    do {
      do {
        return try mendingRows(of: try openForWriting(path), body)
      } catch let error as DatabaseError where error.kind == .unavailable {
        guard planted.map({ moveAside($0.name, from: $0.place) }).contains(true) else { throw error }
        return try mendingRows(of: try openForWriting(path), body)
      }
    } catch let error as DatabaseError where error.kind == .corrupt || (error.isOfRows && mayBeginAnew) {
      do {
        try salvage(path, because: error, log: log) { name throws in try openForWriting(name) }
        return try body(try openForWriting(path))
      } catch let error as DatabaseError {
        throw TrackerError.unavailable(error)
      } catch let error as SystemError {
        throw TrackerError.system(error)
      }
    } catch let error as DatabaseError {
      if error.kind == .busy { throw TrackerError.busy(path: path) }
      throw TrackerError.unavailable(error)
    } catch let error as SystemError {
      throw TrackerError.system(error)
    }
  }

  /// Whether a tracker whose rows can't be mended is given up for a new one. Not again and again: where that helps nothing,
  /// the fault is another.
  private var mayBeginAnew: Bool { damagedTrackers().count < 5 }

  /// What a row's value keeps from being written is done after the rows were mended.
  private func mendingRows<Result>(of database: Database, _ body: (Database) throws -> Result) throws -> Result {
    do {
      return try body(database)
    } catch let error as DatabaseError where error.isOfRows {
      log.warn("rows of the tracker are impossible", ["reason": error.description])
      try mend(database)
      return try body(database)
    }
  }

  /// What SQLite looks for beside the tracker, which has a journal only while it is made.
  private var planted: [(name: String, place: PlantedPlace)] {
    [(path + "-journal", .sharedFile), (path + "-wal", .file), (path + "-shm", .file)]
  }

  /// Whether something stands beside the tracker that keeps who only reads from reading, and that who writes next takes
  /// out of the way: what is no file is moved aside, and SQLite goes back by a journal, or finds that it is none.
  package var hasPlants: Bool {
    planted.contains { name, place in
      ((try? linkInformation(name)) ?? nil).map { !$0.isRegular || place == .sharedFile } ?? false
    }
  }

  /// Moves aside what stands in the place of a file and is none.
  private func moveAside(_ name: String, from place: PlantedPlace = .file) -> Bool {
    guard let aside = (try? movePlantAside(name, from: place)) ?? nil else { return false }
    log.error("what stood in the place of a file is moved aside", ["file": name, "moved_to": aside])
    return true
  }

  private func openForWriting(_ path: String) throws -> Database {
    let database = try openFile(path)
    database.keepLogOnClose()
    try database.execute("PRAGMA synchronous = FULL")
    database.readValues(ofAtMost: longestValue)
    let version = try checkVersion(database)
    if version < Migrations.current { try migrate(database, from: version) }
    return database
  }

  private func openFile(_ path: String) throws -> Database {
    do {
      return try Database(path, .readWrite)
    } catch {
      guard error.kind == .unavailable else { throw error }
      if let information = try fileInformation(path) {
        throw information.isRegular ? error : TrackerError.notAFile(path: path)
      }
    }
    let aside = damagedTrackers().last { !isReportOfRows($0) }
    if try finishSalvage(path, movedTo: aside, log: log) { return try Database(path, .readWrite) }
    // Made by us rather than by SQLite, so that its group may write whatever the umask; the log takes its mode.
    try createEmptyFile(path, permissions: 0o660)
    try flushDirectory(parentDirectory(of: path))
    return try Database(path, .readWrite)
  }

  func checkVersion(_ database: Database) throws -> Int {
    let version = try database.integer("PRAGMA user_version") ?? 0
    let application = try database.integer("PRAGMA application_id") ?? 0
    if application != Migrations.applicationID {
      let tables = try database.integer("SELECT count(*) FROM sqlite_master") ?? 0
      guard application == 0, tables == 0 else { throw TrackerError.foreign(path: path) }
      return 0
    }
    guard version <= Migrations.current else { throw TrackerError.newer(path: path, found: version) }
    return Int(clamping: max(version, 0))
  }

  /// Each step and its number are one transaction.
  private func migrate(_ database: Database, from version: Int) throws {
    if version == 0 { try database.execute("PRAGMA journal_mode = WAL") }
    for step in version..<Migrations.current {
      try database.execute(
        """
        BEGIN IMMEDIATE; \(Migrations.steps[step])
        PRAGMA application_id = \(Migrations.applicationID); PRAGMA user_version = \(step + 1); COMMIT
        """)
    }
  }

  func transaction<Result>(_ database: Database, _ body: () throws -> Result) throws -> Result {
    try database.execute("BEGIN IMMEDIATE")
    let result: Result
    do {
      result = try body()
      try database.execute("COMMIT")
    } catch {
      try? database.execute("ROLLBACK")
      throw error
    }
    // The log is read whole by whoever opens the tracker first, so it is kept short: measured, between 32 and 64
    // frames cost least (docs/performance.md).
    if database.loggedFrames >= 48 { database.checkpoint() }
    return result
  }
}

/// The first bytes of a file, 16 at most.
private func beginning(of path: String) throws(SystemError) -> [UInt8] {
  let file = try File(path, .read, followsLinks: true)
  return try file.read(16, at: 0)
}
