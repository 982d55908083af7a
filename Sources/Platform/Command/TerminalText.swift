internal import CPlatform
internal import Glibc

/// What a terminal would show of a stream of bytes: the end of it, in bounded memory and linear time.
///
/// A progress bar that draws itself a thousand times over itself is there once, as it was drawn last. So `\r`, backspaces,
/// `ESC [ K`, `ESC [ 2 K` and the move to the first column (`ESC [ G`) are followed. All other escape sequences, colours
/// above all, leave the text without a trace; every other byte is kept as it came, UTF-8 or not. A character takes one
/// column here, also one that takes two or none on a screen. After `ESC [ 2 K` the line begins anew at its start.
///
/// However the bytes are cut into pieces, the result is the same.
package struct TerminalText: Sendable {
  private let limit: Int
  /// Lines that are done, each with its newline.
  private var done: [UInt8] = []
  /// The present line as long as nothing in it was written over.
  private var line: [UInt8] = []
  /// Whether the next character overwrites the first one of `line`.
  private var isReturned = false
  /// The present line once something in it was written over, in the place of `line`.
  private var cells: TerminalLine
  private var isOverwritten = false
  private var sequence = Sequence.none

  /// How much of an escape sequence has come.
  private enum Sequence {
    case none, escape, intermediate
    /// `ESC [` and the first parameter, 0 where there is none. Not simple is one of several parameters, or a private one.
    case control(parameter: Int, isSimple: Bool)
    /// A title, a link or the like, until its end; and after an ESC in it.
    case string, stringEscape
  }

  /// - Parameter limit: how many bytes of the end are kept, and how many columns of a line can be written over.
  package init(keeping limit: Int) {
    self.limit = max(1, limit)
    cells = TerminalLine(columns: self.limit)
  }

  /// The last bytes of what a terminal would show, at most `limit`. An escape sequence that isn't complete is left out.
  package var kept: [UInt8] {
    var result = Array(done.suffix(limit))
    if isOverwritten { cells.append(to: &result) } else { result += line.suffix(limit) }
    return Array(result.suffix(limit))
  }

  /// How many bytes are held to know what is kept: some multiple of the limit.
  var held: Int { done.capacity + line.capacity + cells.held }

  /// Takes in what came next.
  package mutating func add(_ piece: ArraySlice<UInt8>) {
    if case .none = sequence, !isReturned, !isOverwritten, !holdsMoves(piece) { return addLines(piece) }
    let bytes = piece.span
    var place = 0
    while place < bytes.count {
      if case .none = sequence, !isReturned {
        var end = place
        if isOverwritten {
          while end < bytes.count, bytes[end] >= 0x20 {
            cells.put(bytes[end])
            end += 1
          }
        } else {
          while end < bytes.count, !moves(bytes[end]) { end += 1 }
          if end > place { addLines(piece[(piece.startIndex + place)..<(piece.startIndex + end)]) }
        }
        place = end
        if end == bytes.count { break }
      }
      follow(bytes[place])
      place += 1
    }
  }

  /// Whether the byte does more than to stand in its line or to end it.
  private func moves(_ byte: UInt8) -> Bool { byte < 0x20 && (byte == home || byte == back || byte == escape) }

  /// Whether any byte moves; three times memchr(3), which is quicker by far than to look at each.
  private func holdsMoves(_ piece: ArraySlice<UInt8>) -> Bool {
    piece.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return false }
      return [home, back, escape].contains { memchr(start, Int32($0), bytes.count) != nil }
    }
  }

  /// Takes in a stretch in which nothing moves: no more of it than can be kept.
  private mutating func addLines(_ stretch: ArraySlice<UInt8>) {
    guard let end = lastNewline(stretch) else {
      append(stretch.suffix(limit), to: &line)
      if line.count > 2 * limit { line.removeFirst(line.count - limit) }
      return
    }
    done += line
    append(stretch[...end].suffix(limit), to: &done)
    if done.count > 2 * limit { done.removeFirst(done.count - limit) }
    line.removeAll(keepingCapacity: true)
    append(stretch[(end + 1)...].suffix(limit), to: &line)
  }

  /// As one piece of memory; the library goes byte by byte from one slice to another.
  private func append(_ piece: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
    piece.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
  }

  /// memrchr(3), for the same reason.
  private func lastNewline(_ stretch: ArraySlice<UInt8>) -> Int? {
    stretch.withUnsafeBytes { bytes in
      let place = batchwatch_last_byte(bytes.baseAddress, Int32(newline), bytes.count)
      return place < 0 ? nil : stretch.startIndex + place
    }
  }

  private mutating func follow(_ byte: UInt8) {
    switch sequence {
    case .none: show(byte)
    case .escape, .stringEscape:
      let isInString = if case .stringEscape = sequence { true } else { false }
      switch byte {
      case UInt8(ascii: "["): sequence = .control(parameter: 0, isSimple: true)
      case UInt8(ascii: "\\") where isInString: sequence = .none
      case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
        sequence = .string
      case 0x20...0x2F: sequence = .intermediate
      case 0x30...0x7E: sequence = .none
      default: giveUp(byte)
      }
    case .intermediate:
      switch byte {
      case 0x20...0x2F: break
      case 0x30...0x7E: sequence = .none
      default: giveUp(byte)
      }
    case .control(let parameter, let isSimple):
      switch byte {
      case 0x30...0x39:
        sequence = .control(parameter: min(parameter * 10 + Int(byte - 0x30), 9999), isSimple: isSimple)
      case 0x20...0x2F, 0x3A...0x3F: sequence = .control(parameter: parameter, isSimple: false)
      case 0x40...0x7E:
        sequence = .none
        if isSimple { obey(byte, parameter) }
      default: giveUp(byte)
      }
    case .string:
      switch byte {
      case 0x07: sequence = .none
      case escape: sequence = .stringEscape
      // No string goes on in the next line: one without an end must not swallow all that follows.
      case 0..<0x20: giveUp(byte)
      default: break
      }
    }
  }

  /// The sequence is none after all.
  private mutating func giveUp(_ byte: UInt8) {
    sequence = .none
    show(byte)
  }

  private mutating func show(_ byte: UInt8) {
    switch byte {
    case escape: sequence = .escape
    case newline: endLine()
    case home: goHome()
    case back:
      openLine()
      cells.goBack()
    default:
      if isReturned { openLine() }
      if isOverwritten { cells.put(byte) } else { line.append(byte) }
    }
  }

  private mutating func obey(_ command: UInt8, _ parameter: Int) {
    switch (command, parameter) {
    case (UInt8(ascii: "G"), 0...1): goHome()
    case (UInt8(ascii: "K"), 0):
      if isReturned { clearLine() } else if isOverwritten { cells.clearToEnd() }
    case (UInt8(ascii: "K"), 2): clearLine()
    default: break
    }
  }

  private mutating func goHome() {
    if isOverwritten { cells.goHome() } else { isReturned = true }
  }

  private mutating func clearLine() {
    line.removeAll(keepingCapacity: true)
    isReturned = false
    isOverwritten = false
  }

  private mutating func endLine() {
    if isOverwritten { cells.append(to: &done) } else { done += line }
    done.append(newline)
    clearLine()
    if done.count > 2 * limit { done.removeFirst(done.count - limit) }
  }

  /// From now on characters of the line can be written over.
  private mutating func openLine() {
    guard !isOverwritten else { return }
    cells.clear()
    for byte in line.suffix(limit) { cells.put(byte) }
    if isReturned { cells.goHome() }
    clearLine()
    isOverwritten = true
  }
}

/// A line of a terminal: characters, and where the next one goes.
private struct TerminalLine: Sendable {
  private let columns: Int
  /// Each the bytes of a character, the first one in the lowest bits.
  private var cells: [UInt32] = []
  /// The first that counts: what is before it has left a full line at its start.
  private var first = 0
  private var cursor = 0
  /// Of the character that was written last: how many bytes it has, and how many are to come.
  private var size = 0
  private var awaited = 0

  init(columns: Int) { self.columns = columns }

  var held: Int { 4 * cells.capacity }

  /// Appends the line's bytes, without a newline.
  func append(to bytes: inout [UInt8]) {
    for cell in cells[first...] {
      var rest = cell
      repeat {
        bytes.append(UInt8(truncatingIfNeeded: rest))
        rest >>= 8
      } while rest != 0
    }
  }

  mutating func clear() {
    cells.removeAll(keepingCapacity: true)
    first = 0
    cursor = 0
    awaited = 0
  }

  mutating func put(_ byte: UInt8) {
    if awaited > 0, byte & 0xC0 == 0x80 {
      cells[cursor - 1] |= UInt32(byte) << UInt32(8 * size)
      size += 1
      awaited -= 1
      return
    }
    size = 1
    awaited =
      switch byte {
      case 0xC2...0xDF: 1
      case 0xE0...0xEF: 2
      case 0xF0...0xF4: 3
      default: 0
      }
    if cursor < cells.count { cells[cursor] = UInt32(byte) } else { cells.append(UInt32(byte)) }
    cursor += 1
    if cells.count - first > columns { first += 1 }
    if first > columns {
      cells.removeFirst(first)
      cursor -= first
      first = 0
    }
  }

  mutating func goHome() {
    cursor = first
    awaited = 0
  }

  mutating func goBack() {
    cursor = max(first, cursor - 1)
    awaited = 0
  }

  mutating func clearToEnd() {
    cells.removeSubrange(cursor...)
    awaited = 0
  }
}

private let back: UInt8 = 0x08
private let newline: UInt8 = 0x0A
private let home: UInt8 = 0x0D
private let escape: UInt8 = 0x1B
