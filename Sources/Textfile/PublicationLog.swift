package import Platform

/// Which revision of each batch stands in the textfile directory, so that no older state ever replaces a newer one
/// when several processes publish at once, and none writes what another has already written.
///
/// A file beside the tracker holds one cell for each batch, at 24 bytes times the batch's row. Whoever publishes a
/// batch locks its cell, compares, replaces the file and notes what now stands there. A crash between the last two
/// leaves a cell that is behind the file; the next publication then merely writes once more.
package struct PublicationLog: ~Copyable, Sendable {
  private let file: File?
  /// Why nothing can be noted; nil if it can.
  package let obstacle: SystemError?

  /// What stands published.
  package struct Cell: Equatable, Sendable {
    /// Which tracker and which directory the other fields speak of; other values mean that nothing is published.
    package var scope: UInt64
    package var revision: Int64
    /// Counts publications, so that an export that read the tracker earlier sees that somebody came in between.
    package var sequence: Int64

    package init(scope: UInt64, revision: Int64, sequence: Int64) {
      self.scope = scope
      self.revision = revision
      self.sequence = sequence
    }
  }

  /// Opens the log at `path`, and makes it if it is missing.
  package init(_ path: String) throws(SystemError) {
    file = try Self.open(path)
    obstacle = nil
  }

  /// Opens the log as far as that can be done, for who may read the tracker but not write beside it.
  ///
  /// Where the log can be read, those who note what they publish are still waited for; where it can't, nobody is.
  package init(asFarAsPossible path: String) {
    do {
      file = try Self.open(path)
      obstacle = nil
    } catch {
      file = try? File(path, .read)
      obstacle = error
    }
  }

  /// A number for whoever publishes by this log, to tell its drafts from those of other trackers: which file the log
  /// is. Without a lock that shuts out the others of this tracker, the number is another each time.
  package func publisher() throws(SystemError) -> UInt64 {
    guard obstacle == nil, let information = try file?.information() else { return .random(in: 1 ... .max) }
    return scopeNumber(String(information.device), String(information.inode))
  }

  private static func open(_ path: String) throws(SystemError) -> File {
    do {
      return try File(path, .readWrite)
    } catch {
      guard error.code == SystemError.notFound else { throw error }
    }
    // Whatever the umask, so that the tracker's group shares it.
    do {
      try createEmptyFile(path, permissions: 0o660)
    } catch {
      guard error.code == SystemError.exists else { throw error }
    }
    return try File(path, .readWrite)
  }

  /// Runs `body` while nobody else publishes this batch. What it returns, if anything, is noted as published.
  /// - Parameters:
  ///   - row: the batch's row in the tracker, or 0 for batchwatch's own file.
  ///   - milliseconds: how long to wait for others.
  /// - Throws: `SystemError`, also from `body`.
  package func exclusively(
    _ row: Int64, waitingAtMost milliseconds: Int = 5000, _ body: (Cell?) throws(SystemError) -> Cell?
  ) throws(SystemError) {
    guard file != nil else {
      _ = try body(nil)
      return
    }
    let offset = row * Self.cellSize
    try file?.lock(offset: offset, length: Self.cellSize, shared: obstacle != nil, waitingAtMost: milliseconds)
    let outcome: Result<Cell?, SystemError>
    do {
      outcome = .success(try body(decode(try file?.read(Int(Self.cellSize), at: offset)[...] ?? [])))
    } catch {
      outcome = .failure(error)
    }
    if obstacle == nil, case .success(let published?) = outcome { try? file?.write(encode(published), at: offset) }
    file?.unlock(offset: offset, length: Self.cellSize)
    _ = try outcome.get()
  }

  /// All cells as they stand, by row, in one read; for an export that compares them later.
  package func cells(upTo row: Int64) throws(SystemError) -> [Cell?] {
    let bytes = try file?.read(Int((row + 1) * Self.cellSize), at: 0) ?? []
    return stride(from: 0, through: Int(row), by: 1).map { index in
      let start = min(bytes.count, index * Int(Self.cellSize))
      return decode(bytes[start..<min(bytes.count, start + Int(Self.cellSize))])
    }
  }

  private static let cellSize: Int64 = 24

  private func decode(_ bytes: ArraySlice<UInt8>) -> Cell? {
    guard bytes.count == Self.cellSize else { return nil }
    let words = stride(from: bytes.startIndex, to: bytes.endIndex, by: 8).map { start in
      bytes[start..<start + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }
    return words[0] == 0
      ? nil
      : Cell(scope: words[0], revision: Int64(bitPattern: words[1]), sequence: Int64(bitPattern: words[2]))
  }

  private func encode(_ cell: Cell) -> [UInt8] {
    [cell.scope, UInt64(bitPattern: cell.revision), UInt64(bitPattern: cell.sequence)].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
    }
  }
}

/// A number that differs for different texts, never 0 (FNV-1a, 64 bits).
package func scopeNumber(_ parts: String...) -> UInt64 {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for part in parts {
    for byte in part.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    hash = (hash ^ 0xFF) &* 0x0000_0100_0000_01b3
  }
  return hash == 0 ? 1 : hash
}
