internal import CPlatform
internal import Glibc

/// Output that waits until it is known whether anybody shall see it: in a file without a name, so that nothing of it stays
/// behind however we end. Where there is no room for a file, it stays in memory.
struct HeldOutput {
  private var file: Int32 = -1
  /// What is not in the file yet. File and rest together are pieces in the order in which they came, each behind the number
  /// of its stream and its length.
  private var rest: [UInt8] = []
  /// So much is kept in memory before there is a file.
  private static let inMemory = 65_536
  private static let headerLength = 5
  private static let longestRest = 8 << 20

  /// Whether it fills the memory, since no file takes it.
  var isTooLarge: Bool { rest.count > Self.longestRest }

  mutating func append(_ piece: UnsafeRawBufferPointer, stream: Int) {
    rest.append(UInt8(stream))
    withUnsafeBytes(of: UInt32(piece.count)) { rest += $0 }
    rest += piece
    if rest.count > Self.inMemory { moveToFile() }
  }

  private mutating func moveToFile() {
    if file < 0 { file = Self.makeFile() }
    guard file >= 0 else { return }
    var written = 0
    while written < rest.count {
      let count = rest.withUnsafeBytes { write(file, $0.baseAddress?.advanced(by: written), $0.count - written) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
      written += count
    }
    rest.removeFirst(written)
  }

  private static func makeFile() -> Int32 {
    var template = Array(((environmentVariable("TMPDIR") ?? "/tmp") + "/batchwatch-XXXXXX").utf8CString)
    let descriptor = batchwatch_make_temporary(&template)
    if descriptor >= 0 { unlink(template) }
    return descriptor
  }

  /// Writes all of it to where it was meant for.
  /// - Throws: `SystemError`.
  func replay() throws(SystemError) {
    if file >= 0 { lseek(file, 0, SEEK_SET) }
    var taken = 0
    while true {
      let header = take(Self.headerLength, &taken)
      guard header.count == Self.headerLength else { return }
      var left = header[1...].withUnsafeBytes { Int($0.loadUnaligned(as: UInt32.self)) }
      while left > 0 {
        let piece = take(min(left, 65_536), &taken)
        guard !piece.isEmpty else { return }
        try (header[0] == 0 ? StandardStream.output : .error).write(piece)
        left -= piece.count
      }
    }
  }

  /// - Parameter taken: how much of the rest was taken.
  private func take(_ count: Int, _ taken: inout Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while file >= 0, filled < count {
      let got = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress?.advanced(by: filled), count - filled) }
      if got < 0 && errno == EINTR { continue }
      guard got > 0 else { break }
      filled += got
    }
    let more = min(count - filled, rest.count - taken)
    bytes.replaceSubrange(filled..<(filled + more), with: rest[taken..<(taken + more)])
    taken += more
    return Array(bytes[..<(filled + more)])
  }

  func close() { if file >= 0 { Glibc.close(file) } }
}
