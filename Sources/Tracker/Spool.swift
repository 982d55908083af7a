internal import Platform

/// Where records wait that could not reach the tracker: one file each, numbered in the order of their writing.
package struct Spool: Sendable {
  package let directory: String

  package init(directory: String) { self.directory = directory }

  /// Adds a record durably.
  /// - Throws: `SystemError`; nothing is left then.
  func add(_ record: Record) throws(SystemError) {
    let entry = directory + "/" + (try place(record, attempts: 20))
    do {
      try flushDirectory(directory)
    } catch {
      // The caller hears of a failure and may record again; unless somebody has taken the record in meanwhile.
      guard (try? removeFile(entry)) == false else { throw error }
    }
  }

  /// Writes a record under the next number. - Returns: its name.
  ///
  /// Whoever takes in the last record removes the directory, and drafts that look abandoned; when that came in between,
  /// it is tried again.
  private func place(_ record: Record, attempts: Int) throws(SystemError) -> String {
    // The tracker's directory too, if nothing else could make it.
    try makeDirectory(parentDirectory(of: directory), permissions: 0o770)
    try makeDirectory(directory, permissions: 0o770)
    let draft = directory + "/." + record.id
    defer { _ = try? removeFile(draft) }
    do {
      try write(record, to: draft)
      return try link(draft)
    } catch {
      guard error.code == SystemError.notFound, attempts > 1 else { throw error }
    }
    return try place(record, attempts: attempts - 1)
  }

  private func write(_ record: Record, to draft: String) throws(SystemError) {
    let file = try File(draft, .createNew(0o660))
    // Whoever records next takes it in, and that may be another user of the group.
    try file.setPermissions(0o660)
    try file.write(Array(record.encoded.utf8))
    try file.flush()
  }

  /// Gives a draft the next number. - Returns: its name.
  private func link(_ draft: String) throws(SystemError) -> String {
    // Those that were put aside count too: their names must not be given again.
    var number = try (directoryEntries(directory) ?? []).compactMap { Int($0.prefix(12)) }.max() ?? 0
    while true {
      number += 1
      do {
        let digits = String(number)
        let name = String(repeating: "0", count: max(0, 12 - digits.count)) + digits + ".record"
        try linkFile(draft, as: directory + "/" + name)
        return name
      } catch  where error.code == SystemError.exists {
        continue
      }
    }
  }

  /// The names of waiting records, oldest first. Costs one system call where there is no spool.
  /// - Throws: `SystemError`. A spool that can't be read is not an empty one.
  func entries() throws(SystemError) -> [String] { records(among: try directoryEntries(directory) ?? []) }

  /// The same for whoever takes them in. Drafts that a kill left go here, or they would keep the directory, and every
  /// call looking into it, for ever.
  func entriesToTakeIn() throws(SystemError) -> [String] {
    let names = try directoryEntries(directory) ?? []
    if removeAbandonedFiles(names.filter { $0.first == "." }, in: directory) { removeIfEmpty() }
    return records(among: names)
  }

  private func records(among names: [String]) -> [String] {
    names.filter { $0.hasSuffix(".record") && $0.first != "." }.sorted()
  }

  /// How many records wait, as far as can be seen.
  package var count: Int { (try? entries())?.count ?? 0 }

  /// - Returns: nil if what stands there is no record.
  /// - Throws: `SystemError` if it can't be read now.
  func read(_ name: String) throws(SystemError) -> Record? {
    do {
      let bytes = try File(directory + "/" + name, .read).readToEnd(limit: 1 << 20)
      return Record(encoded: String(decoding: bytes, as: UTF8.self))
    } catch {
      // Too much, a link or a directory: nothing that a batchwatch wrote, and waiting will not make it a record.
      let isForeign = [SystemError.tooLarge, SystemError.isLink, SystemError.isDirectory].contains(error.code)
      guard isForeign else { throw error }
      return nil
    }
  }

  func remove(_ name: String) throws(SystemError) { try removeFile(directory + "/" + name) }

  /// Puts a record aside that can't be taken in, so that it is not lost and doesn't stop the others.
  /// - Returns: where it lies now.
  func reject(_ name: String) -> String {
    let target = directory + "/" + name.dropLast(".record".count) + ".rejected"
    try? moveFile(directory + "/" + name, to: target)
    return target
  }

  /// Records that were put aside, for a person to look at and remove.
  package var rejected: [String] {
    ((try? directoryEntries(directory)) ?? nil ?? []).filter { $0.hasSuffix(".rejected") }.sorted()
      .map { directory + "/" + $0 }
  }

  /// Makes the removals durable.
  func flush() throws(SystemError) { try flushDirectory(directory) }

  func removeIfEmpty() { removeDirectoryIfEmpty(directory) }
}
