internal import Platform
internal import SQLite

/// The last content of the configuration without mistakes: how people are reached must not depend on the next typing
/// error.
///
/// It says which program takes mails and where passwords go, so nobody but the monitor's user may change it. It is no part
/// of the ledger, which who may write beside the tracker can replace; a file that belongs to this user, and that nobody
/// else can write, they can only take away.
extension Ledger {
  private static func keptPath(_ ledger: String) -> String { ledger + "-config" }

  /// Keeps the content of a configuration without mistakes, if it isn't kept already.
  /// - Throws: `SystemError`.
  package func keepConfiguration(
    _ path: String, fingerprint: String, content: () throws -> [UInt8]
  ) throws {
    let mark = Self.mark(path, fingerprint)
    if let kept = Self.readKept(database.path), kept.starts(with: mark) { return }
    try write(mark + content())
  }

  /// Takes over what another ledger keeps, if this user may believe it.
  /// - Throws: `SystemError`.
  func takeConfiguration(from ledger: String) throws(SystemError) {
    if let kept = Self.readKept(ledger) { try write(kept) }
  }

  private func write(_ bytes: [UInt8]) throws(SystemError) {
    let target = Self.keptPath(database.path)
    let draft = target + ".new-" + String(UInt64.random(in: .min ... .max), radix: 16)
    do {
      let file = try File(draft, .createNew(0o600))
      try file.write(bytes)
      try file.flush()
      // A directory there could not be replaced.
      _ = try movePlantAside(target)
      try moveFile(draft, to: target)
    } catch {
      _ = try? removeFile(draft)
      throw error
    }
  }

  /// The last content of the configuration without mistakes; nil where there is none that this user has kept.
  package func keptConfiguration(_ path: String) -> [UInt8]? {
    guard let kept = Self.readKept(database.path), let end = kept.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    // Whatever the fingerprint is.
    guard kept.starts(with: Self.mark(path, "").dropLast()) else { return nil }
    return Array(kept[(end + 1)...])
  }

  /// The first line, by which no other file can be taken for this one.
  private static func mark(_ path: String, _ fingerprint: String) -> [UInt8] {
    let name = path.map { $0.isNewline ? " " : $0 }
    return Array("# The monitor of batchwatch keeps this of \(String(name)), fingerprint \(fingerprint)\n".utf8)
  }

  private static func readKept(_ ledger: String) -> [UInt8]? {
    guard let file = try? File(keptPath(ledger), .read), let found = try? file.information(), found.isRegular,
      found.owner == effectiveUserID(), found.permissions & 0o022 == 0
    else { return nil }
    return try? file.readToEnd(limit: 16 << 20)
  }
}
