package import Batches
package import Platform
internal import SQLite

/// The tracker on disk: the database, its lock and its spool.
package struct TrackerStore: Sendable {
  /// The database. Beside it stand `PATH-lock`, SQLite's `PATH-wal` and `PATH-shm`, and damaged ones that were moved
  /// aside as `PATH.corrupt-TIME`.
  package let path: String
  package let spool: Spool
  let log: Log
  /// How long a writer waits for its turn, in milliseconds.
  package var patience: Int

  package init(path: String, spoolDirectory: String? = nil, log: Log, patience: Int = 10_000) {
    self.path = path
    spool = Spool(directory: spoolDirectory ?? path + "-spool")
    self.log = log
    self.patience = patience
  }

  /// What happened to a record.
  package enum Acknowledgement: Sendable {
    /// It is in the tracker; how the batch stands now.
    case recorded(TrackedBatch, ConfiguredBatch)
    /// It is in the spool, and why it could not reach the tracker.
    case spooled(TrackerError)
  }

  /// Writes a record durably: into the tracker, or else into the spool.
  /// - Parameter configuration: asked once the tracker is open, for what it keeps of the configuration may help.
  /// - Throws: `RecordRefused` where the record contradicts what is known; `TrackerError` where the tracker must not be
  ///   used, or neither it nor the spool could take the record.
  package func record(
    _ record: Record, configuration: (TrackerTransaction) throws -> RecordingConfiguration
  ) throws -> Acknowledgement {
    do {
      return try locked { () throws -> Acknowledgement in
        do {
          return try apply(record, configuration: configuration)
        } catch let error as TrackerError where error.isPassing {
          // Still under the lock: nobody may write to this batch between a commit that only looked failed and the
          // copy of its record in the spool, or the record would count twice.
          return try keep(record, because: error)
        }
      }
    } catch let error as TrackerError where error.isPassing {
      return try keep(record, because: error)
    }
  }

  private func keep(_ record: Record, because error: TrackerError) throws(TrackerError) -> Acknowledgement {
    do {
      try spool.add(record)
      return .spooled(error)
    } catch let cause {
      throw .nowhere(tracker: error, spool: cause)
    }
  }

  private func apply(
    _ record: Record, configuration: (TrackerTransaction) throws -> RecordingConfiguration
  ) throws -> Acknowledgement {
    try open { database in
      let configuration = try configuration(TrackerTransaction(database: database))
      try takeInSpool(database, configured: configuration.batch)
      let batch = try configuration.batch(record.batch)
      return try transaction(database) { () throws -> Acknowledgement in
        let writer = RecordWriter(database: database, batch: batch)
        let id = try writer.apply(record)
        let oldest = record.time - configuration.retention
        switch record.event {
        case .start: try prune(database, batch: id, before: oldest, limit: 4)
        case .refused: try pruneRefusedStarts(database, batch: id, before: oldest, limit: 4)
        default: break
        }
        guard let tracked = try FactsReader(database: database).read(batch: id).first else {
          throw RecordRefused("batch '\(record.batch)' vanished")
        }
        return .recorded(tracked, batch)
      }
    }
  }

  /// Takes in the spool, then runs `body` alone, in one transaction that is committed durably when it returns.
  /// - Throws: `TrackerError`, or what `body` throws.
  package func write<Result>(
    configuration: (TrackerTransaction) throws -> RecordingConfiguration,
    _ body: (TrackerTransaction) throws -> Result
  ) throws -> Result {
    try locked {
      try open { database in
        try takeInSpool(database, configured: configuration(TrackerTransaction(database: database)).batch)
        return try transaction(database) { try body(TrackerTransaction(database: database)) }
      }
    }
  }

  /// Reads one consistent state; nil if there is no tracker yet.
  /// - Parameter mendsRows: whether rows that hold what can't be are mended, where this user may write. What was read of
  ///   them is possible in any case.
  /// - Throws: `TrackerError`, or what `body` throws.
  package func read<Result>(
    mendsRows: Bool = true, _ body: (TrackerSnapshot) throws -> Result
  ) throws -> Result? {
    do {
      var isImpossible = false
      let result = try readOnce { snapshot in
        let result = try body(snapshot)
        isImpossible = snapshot.isImpossible
        return result
      }
      if isImpossible, mendsRows { mendIfPossible() }
      return result
    } catch let error as DatabaseError where error.isOfRows {
      mendIfPossible()
      do {
        return try readOnce(body)
      } catch let error as DatabaseError {
        throw TrackerError.unavailable(error)
      }
    } catch let error as DatabaseError {
      throw TrackerError.unavailable(error)
    } catch let error as SystemError {
      throw TrackerError.system(error)
    }
  }

  private func mendIfPossible() {
    do {
      try mend()
    } catch {
      log.warn("rows of the tracker hold what can't be, and can't be mended now", ["reason": "\(error)"])
    }
  }

  private func readOnce<Result>(_ body: (TrackerSnapshot) throws -> Result) throws -> Result? {
    guard let database = try openForReading() else { return nil }
    try database.execute("BEGIN")
    return try body(TrackerSnapshot(database: database))
  }

  /// Makes every row possible, and notes beside the tracker what stood there (`mendRows`).
  /// - Throws: `TrackerError`, or `SystemError` where that can't be noted; nothing has changed then.
  package func mend() throws {
    try locked { try open { database in try mend(database) } }
  }

  func mend(_ database: Database) throws {
    let report = try transaction(database) {
      try mendRows(of: database, at: Timestamp(milliseconds: wallClockMilliseconds()))
    }
    guard let report else { return }
    log.error(
      "rows of the tracker held what can't be and were mended; read what stood there, then remove the file",
      ["tracker": path, "file": report])
  }

  /// nil if there is no tracker yet.
  func openForReading() throws -> Database? {
    guard let file = try fileInformation(path), file.size > 0 else { return nil }
    var database = try openReadOnly()
    var version = try checkVersion(database)
    if version > 0, version < Migrations.current {
      try bringUpToDate()
      database = try openReadOnly()
      version = try checkVersion(database)
    }
    return version == Migrations.current ? database : nil
  }

  private func openReadOnly() throws(DatabaseError) -> Database {
    let database = try Database(path, .readOnly)
    database.readValues(ofAtMost: longestValue)
    return database
  }

  /// Brings a tracker of an earlier release to today's schema, as the next record would: without that it can't be read.
  private func bringUpToDate() throws {
    do {
      try locked { try open { _ in } }
    } catch let error as TrackerError {
      if case .busy = error { throw error }
      throw TrackerError.older(path: path, because: error)
    }
  }

  /// Whether there is no tracker, nor one that was about to take its place when a salvage was interrupted.
  package var isMissing: Bool { Platform.isMissing(path) && Platform.isMissing(salvagedName(path)) }

  /// Damaged trackers that were moved aside, and reports of mended rows, that still lie there for a person to look at and
  /// remove.
  package func damagedTrackers() -> [String] {
    damaged(besides: path)
  }

  /// Where it is noted that this tracker took the place of another one, which is gone.
  private var replacementMark: String { path + ".replacement" }

  /// Notes that this tracker took the place of another one that is gone, for a person to look into.
  /// - Returns: the file that says so; nil if it was there already, or can't be made.
  package func markAsReplacement(at now: Timestamp) -> String? {
    do {
      try createEmptyFile(replacementMark, permissions: 0o660)
    } catch {
      return nil
    }
    let text = """
      At \(now.rfc3339) a new tracker was found here, though files for node_exporter tell of runs that an earlier one had
      recorded. If a disk should be mounted here, mount it. If the earlier tracker is gone on purpose, remove this file.
      """
    try? File(replacementMark, .readWrite).write(Array((text + "\n").utf8))
    return replacementMark
  }

  /// The note that this tracker took the place of another one; nil where there is none, or this user may not look.
  package var replacement: String? {
    ((try? fileInformation(replacementMark)) ?? nil) == nil ? nil : replacementMark
  }

  // MARK: Spool

  /// Takes in what waits in the spool, oldest first. A record that contradicts the tracker is put aside with a log
  /// line.
  /// - Throws: `DatabaseError` or `SystemError` if the tracker or the spool fails. Then nothing newer may be recorded:
  ///   order matters, and what tells a record whose commit only looked failed is the last record of its batch.
  private func takeInSpool(_ database: Database, configured: (String) throws -> ConfiguredBatch) throws {
    let (entries, areAll) = try spool.entriesToTakeIn()
    guard !entries.isEmpty else { return }
    var taken = 0
    var removed = 0
    var unreadable = 0
    // A batch whose definition can't be used now must not keep the others' records waiting.
    var postponed: Set<String> = []
    for entry in entries {
      // Whoever may read it takes it in. Nobody else's records wait for that.
      guard spool.mayRead(entry) else {
        log.error("a spooled record must wait: this user may not read it", ["file": spool.directory + "/" + entry])
        unreadable += 1
        continue
      }
      guard let record = try spool.read(entry) else {
        log.error("a spooled record can't be read; it is put aside", ["file": spool.reject(entry)])
        continue
      }
      if postponed.contains(record.batch) { continue }
      do {
        let batch: ConfiguredBatch
        do {
          batch = try configured(record.batch)
        } catch  where !(error is DatabaseError) {
          log.warn("spooled records must wait", ["batch": record.batch, "reason": "\(error)"])
          postponed.insert(record.batch)
          continue
        }
        try transaction(database) {
          let writer = RecordWriter(database: database, batch: batch)
          if try !writer.holds(record) { _ = try writer.apply(record) }
          // Also for one that is here without: it is known only until the next record of its batch.
          try database.run("INSERT OR IGNORE INTO taken_in(record) VALUES(?1)", .text(record.id))
        }
        taken += 1
        // A file that can't be removed is known by its mark.
        if (try? spool.remove(entry)) != nil { removed += 1 }
      } catch let refused as RecordRefused {
        log.error(
          "a spooled record does not fit the tracker; it is put aside",
          ["reason": refused.description, "file": spool.reject(entry)])
      }
    }
    if taken > 0 || unreadable == 0 { log.info("took in spooled records", ["count": String(taken)]) }
    guard areAll else {
      throw SystemError("take in at once all records of", spool.directory, code: SystemError.tooLarge)
    }
    guard removed == taken, unreadable == 0, postponed.isEmpty, (try? spool.flush()) != nil else { return }
    // The files are gone, also after a power cut, so the marks have done their work.
    try? transaction(database) { try database.run("DELETE FROM taken_in") }
    spool.removeIfEmpty()
  }
}

/// What the tracker must know of the configuration while it records.
package struct RecordingConfiguration {
  /// How long ended runs are kept.
  package var retention: TimeSpan
  /// A batch as configured now, by name; asked for spooled records of other batches too.
  package var batch: (String) throws -> ConfiguredBatch

  package init(retention: TimeSpan, batch: @escaping (String) throws -> ConfiguredBatch) {
    self.retention = retention
    self.batch = batch
  }
}

/// A batch's row in the tracker, and what is known of it.
package struct TrackedBatch: Sendable {
  package var id: Int64
  package var facts: BatchFacts

  /// Whether it has a place in the log of what is published. One that hasn't is moved by whoever may write.
  package var hasPlace: Bool { batchRows.contains(id) }

  package init(id: Int64, facts: BatchFacts) {
    self.id = id
    self.facts = facts
  }
}
