internal import SQLite

/// The configuration as it was last read, kept in the tracker.
extension TrackerSnapshot {
  /// What is kept of the configuration file at `path`; nil if it was never read.
  package func cachedSettings(of path: String) throws -> (fingerprint: String, settings: String)? {
    let statement = try database.prepare("SELECT fingerprint, settings FROM configuration WHERE path = ?1")
    try statement.bind([.text(path)])
    return try statement.step() ? (statement.text(0), statement.text(1, limit: Kind.longestValue)) : nil
  }

  /// The kept definition of one batch; nil if the file doesn't have it.
  package func cachedDefinition(of name: String, in path: String) throws -> String? {
    let statement = try database.prepare("SELECT definition FROM definitions WHERE path = ?1 AND name = ?2")
    try statement.bind([.text(path), .text(name)])
    return try statement.step() ? statement.text(0, limit: Kind.longestValue) : nil
  }

  /// All kept definitions of a file with their batches' names.
  package func cachedDefinitions(of path: String) throws -> [(name: String, definition: String)] {
    let statement = try database.prepare("SELECT name, definition FROM definitions WHERE path = ?1")
    try statement.bind([.text(path)])
    var definitions: [(name: String, definition: String)] = []
    while try statement.step() {
      guard let name = statement.name(0) else { continue }
      definitions.append((name, statement.text(1, limit: Kind.longestValue)))
    }
    return definitions
  }
}

extension TrackerTransaction {
  /// Keeps a configuration in place of what was kept of the same file, in a transaction of its own.
  package func cache(
    path: String, fingerprint: String, settings: String, definitions: [(name: String, definition: String)]
  ) throws {
    try database.execute("BEGIN IMMEDIATE")
    do {
      try replace(path: path, fingerprint: fingerprint, settings: settings, definitions: definitions)
      try database.execute("COMMIT")
    } catch {
      try? database.execute("ROLLBACK")
      throw error
    }
  }

  private func replace(
    path: String, fingerprint: String, settings: String, definitions: [(name: String, definition: String)]
  ) throws {
    try database.run("DELETE FROM definitions WHERE path = ?1", .text(path))
    let insert = try database.prepare("INSERT INTO definitions(path, name, definition) VALUES(?1, ?2, ?3)")
    for (name, definition) in definitions {
      insert.reset()
      try insert.bind([.text(path), .text(name), .text(definition)])
      while try insert.step() {}
    }
    try database.run(
      "INSERT OR REPLACE INTO configuration(path, fingerprint, settings) VALUES(?1, ?2, ?3)",
      .text(path), .text(fingerprint), .text(settings))
  }
}
