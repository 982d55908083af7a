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
    _ = try movePlantAside(directory, from: .directory)
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
    var number = 0
    try forEachEntry(of: directory) { name in
      number = max(number, Int(name.prefix(12)) ?? 0)
      return true
    }
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

  /// The same for whoever takes them in, but at most `limit` of them: a spool that somebody has filled must not fill the
  /// memory, nor keep the call. Drafts that a kill left go here, or they would keep the directory, and every call looking
  /// into it, for ever.
  /// - Returns: the oldest, and whether those are all.
  func entriesToTakeIn(atMost limit: Int = 10_000) throws(SystemError) -> (oldest: [String], areAll: Bool) {
    var names: [String] = []
    var drafts: [String] = []
    var areAll = true
    try forEachEntry(of: directory) { name in
      if name.first == "." {
        if drafts.count < limit { drafts.append(name) }
      } else if isRecord(name) {
        names.append(name)
        if names.count == 2 * limit {
          names.sort()
          names.removeLast(limit)
          areAll = false
        }
      }
      return true
    }
    if removeAbandonedFiles(drafts, in: directory) { removeIfEmpty() }
    names.sort()
    return (Array(names.prefix(limit)), areAll && names.count <= limit)
  }

  private func records(among names: [String]) -> [String] { names.filter(isRecord).sorted() }

  private func isRecord(_ name: String) -> Bool { name.hasSuffix(".record") && name.first != "." }

  /// How many records wait, as far as can be seen.
  package var count: Int {
    var count = 0
    _ = try? forEachEntry(of: directory) { name in
      if isRecord(name) { count += 1 }
      return true
    }
    return count
  }

  /// - Returns: nil if what stands there is no record.
  /// - Throws: `SystemError` if it can't be read now.
  func read(_ name: String) throws(SystemError) -> Record? {
    do {
      return Record(encoded: String(decoding: try content(of: name), as: UTF8.self))
    } catch {
      // Too much, a link or a directory: nothing that a batchwatch wrote, and waiting will not make it a record.
      let foreign = [SystemError.tooLarge, SystemError.isLink, SystemError.isDirectory, SystemError.noSuchDevice]
      let isForeign = foreign.contains(error.code)
      guard isForeign else { throw error }
      return nil
    }
  }

  /// Whether this user has the right to read a record.
  func mayRead(_ name: String) -> Bool {
    do {
      _ = try File(directory + "/" + name, .read)
      return true
    } catch {
      return error.code != SystemError.notPermitted
    }
  }

  private func content(of name: String) throws(SystemError) -> [UInt8] {
    let file = try File(directory + "/" + name, .read)
    let kind = try file.information()
    if !kind.isRegular { throw SystemError("read", directory + "/" + name, code: SystemError.noSuchDevice) }
    return try file.readToEnd(limit: 1 << 20)
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
