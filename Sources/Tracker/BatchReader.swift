internal import Platform
internal import SQLite

/// Reads one batch after another, each as the tracker has it at that moment, by one connection for all.
package final class BatchReader {
  private let store: TrackerStore
  private var opened: (database: Database, file: FileInformation)?

  package init(_ store: TrackerStore) { self.store = store }

  /// A batch as it is now; nil if there is none.
  /// - Throws: `TrackerError`.
  package func batch(named name: String) throws -> TrackedBatch? {
    do {
      // Again only where a salvage puts another tracker into the place, and then no third time.
      for _ in 0..<2 {
        guard let (database, file) = try open() else { return nil }
        try database.execute("BEGIN")
        defer { try? database.execute("COMMIT") }
        let tracked = try TrackerSnapshot(database: database).batch(named: name)
        if try fileInformation(store.path)?.isSameFile(as: file) == true { return tracked }
        opened = nil
      }
      return nil
    } catch let error as DatabaseError {
      throw TrackerError.unavailable(error)
    } catch let error as SystemError {
      throw TrackerError.system(error)
    }
  }

  private func open() throws -> (database: Database, file: FileInformation)? {
    if let opened { return opened }
    // What stands there is asked first: should it be another file by the time it is opened, the one who has read sees that.
    guard let file = try fileInformation(store.path), let database = try store.openForReading() else { return nil }
    opened = (database, file)
    return opened
  }
}
