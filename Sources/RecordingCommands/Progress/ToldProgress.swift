internal import Batches
internal import Tracker

/// Finds what a program tells of its progress: the last word of a line that is `DONE/TOTAL` or `P%`. A line ends by a line
/// feed, or by a carriage return or a backspace, with which programs write over what they have written.
///
/// A word stands between blanks, brackets, quotes, bars or colons; a comma, a point, a semicolon or an exclamation mark may
/// follow it. So `12/480`, `[12/480]`, `Progress:45%,` and `45.3%` count; `to-chk=97/100`, `2026/11/30` and `/3/4` don't,
/// nor does more than all. Terminal sequences of colour are passed over.
struct ToldProgress {
  /// What the last line with such a word told.
  private(set) var latest: StageUpdate?
  private var inLine: StageUpdate?
  private var word: [UInt8] = []
  private var state = State.gap
  /// No number of items has so many digits that it needs more.
  private static let longestWord = 40

  private enum State {
    /// Between words.
    case gap
    /// In a word that begins with a digit.
    case word
    /// In one that tells nothing.
    case otherWord
    case escape, sequence
  }

  mutating func take(_ bytes: UnsafeRawBufferPointer) { for byte in bytes { take(byte) } }

  @inline(__always)
  private mutating func take(_ byte: UInt8) {
    switch state {
    case .gap:
      if isDigit(byte) {
        word.append(byte)
        state = .word
      } else if !endsWord(byte) {
        state = .otherWord
      } else {
        end(byte)
      }
    case .word:
      if endsWord(byte) {
        end(byte)
      } else if word.count < Self.longestWord {
        word.append(byte)
      } else {
        word.removeAll(keepingCapacity: true)
        state = .otherWord
      }
    case .otherWord: if endsWord(byte) { end(byte) }
    case .escape: state = byte == UInt8(ascii: "[") ? .sequence : .gap
    case .sequence: if (0x40...0x7E).contains(byte) { state = .gap }
    }
  }

  /// Ends a word, if there is one, by a byte that does so.
  private mutating func end(_ byte: UInt8) {
    if let told = progress(inWord: word[...]) { inLine = told }
    word.removeAll(keepingCapacity: true)
    state = byte == 0x1B ? .escape : .gap
    // A line feed, a carriage return, a backspace.
    if byte == 0x0A || byte == 0x0D || byte == 0x08 {
      if let inLine { latest = inLine }
      inLine = nil
    }
  }

  /// What stands in a line that isn't ended counts too: nothing more comes now, or for a while.
  mutating func rest() {
    if let told = progress(inWord: word[...]) ?? inLine { latest = told }
  }

  /// - Returns: nil for a word that tells no progress.
  private func progress(inWord word: ArraySlice<UInt8>) -> StageUpdate? {
    if word.isEmpty { return nil }
    var word = word
    while let last = word.last, ".,;!".utf8.contains(last) { word.removeLast() }
    if word.last == UInt8(ascii: "%") { return percentage(word.dropLast()) }
    guard let slash = word.firstIndex(of: UInt8(ascii: "/")), let done = wholeNumber(word[..<slash]),
      let total = wholeNumber(word[(slash + 1)...]), total >= 1, done <= total
    else { return nil }
    return .items(done: done, total: total)
  }

  private func percentage(_ digits: ArraySlice<UInt8>) -> StageUpdate? {
    let mark = digits.firstIndex { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") } ?? digits.endIndex
    guard let whole = wholeNumber(digits[..<mark]), whole <= 100 else { return nil }
    var percent = Double(whole)
    if mark < digits.endIndex {
      // More than nine decimals are beyond what anybody shows.
      let decimals = digits[(mark + 1)...].prefix(9)
      guard digits[(mark + 1)...].allSatisfy(isDigit), let fraction = wholeNumber(decimals) else { return nil }
      percent += decimals.reduce(Double(fraction)) { value, _ in value / 10 }
    }
    return percent <= 100 ? .progress(percent / 100) : nil
  }

  private func wholeNumber(_ digits: ArraySlice<UInt8>) -> Int64? {
    guard !digits.isEmpty, digits.count <= 15, digits.allSatisfy(isDigit) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
  }
}

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

/// Whether a word ends before this byte: a blank or a control character, or one of `()[]{}<>|"':`.
private func endsWord(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x00...0x20, 0x7F, 0x28, 0x29, 0x5B, 0x5D, 0x7B, 0x7D, 0x3C, 0x3E, 0x7C, 0x22, 0x27, 0x3A: true
  default: false
  }
}
