package import Batches
package import Platform
internal import SQLite

extension Ledger {
  /// Where a ledger is kept in memory while the disk takes nothing: `$RUNTIME_DIRECTORY`, which systemd makes for a
  /// service, or a directory of this user's own in `/dev/shm`. It outlives a process, but no restart of the host.
  private struct Spare {
    let path: String
    /// The directory in `/dev/shm`, which is only there while a ledger is in it; nil for systemd's.
    let ownDirectory: String?

    init(ofTracker tracker: String) {
      let name = "/" + hexadecimal(fnv1a(Array(tracker.utf8))) + ".db"
      if let runtime = environmentVariable("RUNTIME_DIRECTORY")?.split(separator: ":").first {
        path = runtime + name
        ownDirectory = nil
      } else {
        let directory = "/dev/shm/batchwatch-\(effectiveUserID())"
        path = directory + name
        ownDirectory = directory
      }
    }

    /// Everybody may make names in `/dev/shm`: another user's directory is not ours, whatever it is called.
    func checkDirectory() throws(SystemError) {
      guard let ownDirectory else { return }
      guard let made = try fileInformation(ownDirectory), made.isDirectory, made.owner == effectiveUserID(),
        made.permissions & 0o077 == 0
      else { throw SystemError("use", ownDirectory, code: SystemError.exists) }
    }
  }

  /// Opens the ledger in memory, for a pass at which the usual one can't be written: people must hear of a full disk too,
  /// and only once. It begins with what the usual one says, as far as that can be read.
  /// - Throws: `LedgerError`.
  package init(spareOf tracker: String, log: Log, now: Timestamp) throws(LedgerError) {
    do {
      let spare = Spare(ofTracker: tracker)
      if let directory = spare.ownDirectory { try makeDirectory(directory, permissions: 0o700) }
      try spare.checkDirectory()
      let isNew = isMissing(spare.path)
      try self.init(at: spare.path, log: log, now: now)
      if isNew { try? adopt(Self.path(ofTracker: tracker)) }
    } catch let error as SystemError {
      throw .system(error)
    } catch let error as LedgerError {
      throw error
    } catch {
      throw .foreign(path: tracker)
    }
  }

  /// Takes over what the ledger in memory says, if there is one, now that this one can be written again.
  /// - Throws: `LedgerError`; the other one stays then.
  package func takeBack(fromSpareOf tracker: String) throws(LedgerError) {
    let spare = Spare(ofTracker: tracker)
    guard !isMissing(spare.path), (try? spare.checkDirectory()) != nil else { return }
    try adopt(spare.path)
    _ = try? removeFile(spare.path)
    _ = try? removeFile(spare.path + "-journal")
    if let directory = spare.ownDirectory { removeDirectoryIfEmpty(directory) }
  }

  /// Makes every table what it is in another ledger of this schema.
  private func adopt(_ path: String) throws(LedgerError) {
    do {
      try database.run("ATTACH DATABASE ?1 AS other", .text(path))
      defer { try? database.execute("DETACH DATABASE other") }
      guard try database.integer("PRAGMA other.user_version") == LedgerSchema.current else { return }
      try transaction { ledger in
        for table in LedgerSchema.tables {
          try ledger.database.execute(
            "DELETE FROM main.\(table); INSERT INTO main.\(table) SELECT * FROM other.\(table)")
        }
      }
    } catch let error as LedgerError {
      throw error
    } catch {
      throw .foreign(path: path)
    }
  }
}

private func fnv1a(_ bytes: [UInt8]) -> UInt64 {
  bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
}

private func hexadecimal(_ number: UInt64) -> String { String(number, radix: 16) }
