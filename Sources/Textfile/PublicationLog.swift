package import Platform

/// Which state of each batch stands in the textfile directory, so that no older one ever replaces a newer one when several
/// processes publish at once, and none writes what another has already written.
///
/// A file beside the tracker holds one cell for each batch, at 24 bytes times the batch's row. Whoever publishes a
/// batch locks its cell, decides by it and notes what it is about to write; `decidePublication` has the whole protocol.
package struct PublicationLog: ~Copyable, Sendable {
  private let path: String
  private let file: File?
  /// Why nothing can be noted; nil if it can.
  package let obstacle: SystemError?

  /// What was published last, or is about to be.
  package struct Cell: Hashable, Sendable {
    /// Which batch of which tracker in which directory the other fields speak of (`scopeNumber`), never 0.
    package var scope: UInt64
    /// Of the batch in the tracker, 0 to 2^53.
    package var revision: Int64
    /// The clock that the state was made with, in milliseconds since the epoch, 0 to the end of the year 9999.
    package var time: Int64

    package init(scope: UInt64, revision: Int64, time: Int64) {
      self.scope = scope
      self.revision = revision
      self.time = time
    }
  }

  /// The rows that have a cell: 0 is batchwatch's own file. A row beyond is no batch that a tracker has counted up to, and
  /// its cell would make the file huge.
  package static let rows: ClosedRange<Int64> = 0...1_000_000

  /// Opens the log at `path`, and makes it if it is missing.
  package init(_ path: String) throws(SystemError) {
    self.path = path
    file = try Self.open(path)
    obstacle = nil
  }

  /// Opens the log as far as that can be done, for who may read the tracker but not write beside it.
  ///
  /// Where the log can be read, those who note what they publish are still waited for; where it can't, nobody is.
  package init(asFarAsPossible path: String) {
    self.path = path
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

  /// Runs `body` with the batch's cell while nobody else publishes this batch.
  /// - Parameters:
  ///   - row: the batch's row in the tracker, or 0 for batchwatch's own file; one of `rows`.
  ///   - milliseconds: how long to wait for others.
  /// - Throws: `SystemError`, also from `body`.
  package func exclusively(
    _ row: Int64, waitingAtMost milliseconds: Int = 5000, _ body: (Cell?) throws(SystemError) -> Void
  ) throws(SystemError) {
    guard file != nil else { return try body(nil) }
    let offset = try offset(of: row)
    try file?.lock(offset: offset, length: Self.cellSize, shared: obstacle != nil, waitingAtMost: milliseconds)
    defer { file?.unlock(offset: offset, length: Self.cellSize) }
    try body(decode(try file?.read(Int(Self.cellSize), at: offset) ?? []))
  }

  /// Notes what is about to be published; nil makes the cell one of which nothing is known. To be called by the `body` of
  /// `exclusively`. Does nothing where there is an `obstacle`.
  /// - Throws: `SystemError`; then nothing may be published.
  package func note(_ cell: Cell?, for row: Int64) throws(SystemError) {
    guard obstacle == nil else { return }
    try file?.write(encode(cell ?? Cell(scope: 0, revision: 0, time: 0)), at: try offset(of: row))
  }

  /// Notes that a pass over all batches has ended, in the cell of batchwatch's own file. To be called by the `body` of
  /// `exclusively` for row 0.
  /// - Parameter time: the clock, in milliseconds since the epoch.
  /// - Throws: `SystemError`.
  package func notePass(into directory: String, at time: Int64) throws(SystemError) {
    try note(Cell(scope: scopeNumber(directory), revision: 0, time: time), for: 0)
  }

  /// When the last pass into this directory ended, in milliseconds since the epoch; nil where that isn't known. Asked
  /// without a lock: what is read while somebody writes it is at worst a time that is wrong, for one call.
  package func lastPass(into directory: String) -> Int64? {
    guard let bytes = try? file?.read(Int(Self.cellSize), at: 0), let cell = decode(bytes),
      cell.scope == scopeNumber(directory)
    else { return nil }
    return cell.time
  }

  private func offset(of row: Int64) throws(SystemError) -> Int64 {
    guard Self.rows.contains(row) else {
      throw SystemError("find a place for row \(row) in", path, code: SystemError.tooLarge)
    }
    return row * Self.cellSize
  }

  private static let cellSize: Int64 = 24

  /// Anybody of the tracker's group may write here: what nobody can have published is nothing known.
  private func decode(_ bytes: [UInt8]) -> Cell? {
    guard bytes.count == Self.cellSize else { return nil }
    let words = stride(from: 0, to: bytes.count, by: 8).map { start in
      bytes[start..<start + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }
    guard words[0] != 0, words[1] <= 1 << 53, words[2] <= 253_402_300_799_999 else { return nil }
    return Cell(scope: words[0], revision: Int64(words[1]), time: Int64(words[2]))
  }

  private func encode(_ cell: Cell) -> [UInt8] {
    [cell.scope, UInt64(bitPattern: cell.revision), UInt64(bitPattern: cell.time)].flatMap { word in
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
