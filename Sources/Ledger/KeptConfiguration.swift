internal import SQLite

extension Ledger {
  /// Keeps the content of a configuration without mistakes, if it isn't kept already.
  /// - Throws: `LedgerError`.
  package func keepConfiguration(
    _ path: String, fingerprint: String, content: () throws -> [UInt8]
  ) throws {
    let kept = try database.prepare("SELECT fingerprint FROM configuration WHERE path = ?1")
    try kept.bind([.text(path)])
    if try kept.step(), kept.text(0) == fingerprint { return }
    let content = try content()
    try transaction { ledger in
      try ledger.database.run("DELETE FROM configuration")
      try ledger.database.run(
        "INSERT INTO configuration VALUES(?1, ?2, ?3)", .text(path), .text(fingerprint), .blob(content))
    }
  }

  /// The last content of the configuration without mistakes; nil where there is none.
  /// - Throws: `DatabaseError`.
  package func keptConfiguration(_ path: String) throws -> [UInt8]? {
    let kept = try database.prepare("SELECT content FROM configuration WHERE path = ?1")
    try kept.bind([.text(path)])
    return try kept.step() ? kept.blob(0) : nil
  }
}
