internal import Platform

/// Where records wait that could not reach the tracker: one file each, numbered in the order of their writing.
package struct Spool: Sendable {
  package let directory: String

  package init(directory: String) { self.directory = directory }

  /// Adds a record durably.
  /// - Throws: `SystemError`; nothing is left then.
  func add(_ record: Record) throws(SystemError) {
    try makeDirectory(directory, permissions: 0o770)
    let draft = directory + "/." + record.id
    do {
      let file = try File(draft, .createNew(0o660))
      // Whoever records next takes it in, and that may be another user of the group.
      try file.setPermissions(0o660)
      try file.write(Array(record.encoded.utf8))
      try file.flush()
    } catch {
      _ = try? removeFile(draft)
      throw error
    }
    defer { _ = try? removeFile(draft) }
    var number = (entries()?.last).flatMap { Int($0.prefix(12)) } ?? 0
    while true {
      number += 1
      do {
        let digits = String(number)
        let name = String(repeating: "0", count: max(0, 12 - digits.count)) + digits + ".record"
        try linkFile(draft, as: directory + "/" + name)
        break
      } catch  where error.code == SystemError.exists {
        continue
      }
    }
    try flushDirectory(directory)
  }

  /// The names of waiting records, oldest first; nil where there is no spool. Costs one system call then.
  func entries() -> [String]? {
    guard let names = try? directoryEntries(directory) else { return nil }
    return names.filter { $0.hasSuffix(".record") && $0.first != "." }.sorted()
  }

  /// How many records wait.
  package var count: Int { entries()?.count ?? 0 }

  func read(_ name: String) -> Record? {
    guard let file = try? File(directory + "/" + name, .read), let bytes = try? file.readToEnd(limit: 1 << 20) else {
      return nil
    }
    return Record(encoded: String(decoding: bytes, as: UTF8.self))
  }

  func remove(_ name: String) throws(SystemError) { try removeFile(directory + "/" + name) }

  /// Puts a record aside that can't be taken in, so that it is not lost and doesn't stop the others.
  /// - Returns: where it lies now.
  func reject(_ name: String) -> String {
    let target = directory + "/" + name.dropLast(".record".count) + ".rejected"
    try? moveFile(directory + "/" + name, to: target)
    return target
  }

  func removeIfEmpty() { removeDirectoryIfEmpty(directory) }
}
