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
  private var state = State.text
  /// No number of items has so many digits that it needs more.
  private static let longestWord = 40

  private enum State { case text, escape, sequence }

  mutating func take(_ bytes: UnsafeRawBufferPointer) { for byte in bytes { take(byte) } }

  private mutating func take(_ byte: UInt8) {
    switch state {
    case .sequence:
      if (0x40...0x7E).contains(byte) { state = .text }
      return
    case .escape where byte == UInt8(ascii: "["):
      state = .sequence
      return
    case .escape, .text: state = .text
    }
    switch kinds[Int(byte)] {
    case .letter: if word.count <= Self.longestWord { word.append(byte) }
    case .separator: endWord()
    case .lineEnd: endLine()
    case .escape:
      endWord()
      state = .escape
    }
  }

  /// What stands in a line that isn't ended counts too: nothing more comes now, or for a while.
  mutating func rest() {
    if let told = progress(inWord: word[...]) ?? inLine { latest = told }
  }

  private mutating func endWord() {
    if word.isEmpty { return }
    if let told = progress(inWord: word[...]) { inLine = told }
    word.removeAll(keepingCapacity: true)
  }

  private mutating func endLine() {
    endWord()
    if let inLine { latest = inLine }
    inLine = nil
  }

  /// - Returns: nil for a word that tells no progress.
  private func progress(inWord word: ArraySlice<UInt8>) -> StageUpdate? {
    guard word.count <= Self.longestWord, let first = word.first, isDigit(first) else { return nil }
    var word = word
    while let last = word.last, ".,;!".utf8.contains(last) { word.removeLast() }
    if word.last == UInt8(ascii: "%") { return percentage(word.dropLast()) }
    let parts = word.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard parts.count == 2, let done = wholeNumber(parts[0]), let total = wholeNumber(parts[1]), total >= 1,
      done <= total
    else { return nil }
    return .items(done: done, total: total)
  }

  private func percentage(_ digits: ArraySlice<UInt8>) -> StageUpdate? {
    let parts = digits.split(maxSplits: 1, omittingEmptySubsequences: false) { ".,".utf8.contains($0) }
    guard let whole = parts.first.flatMap(wholeNumber), whole <= 100 else { return nil }
    var percent = Double(whole)
    if parts.count == 2 {
      // Further digits than nine are beyond what anybody shows.
      guard parts[1].allSatisfy(isDigit), let fraction = wholeNumber(parts[1].prefix(9)) else { return nil }
      var unit = 1.0
      for _ in parts[1].prefix(9) { unit /= 10 }
      percent += Double(fraction) * unit
    }
    return percent <= 100 ? .progress(percent / 100) : nil
  }

  private func wholeNumber(_ digits: ArraySlice<UInt8>) -> Int64? {
    guard !digits.isEmpty, digits.count <= 15, digits.allSatisfy(isDigit) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
  }

  private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

private enum ByteKind { case letter, separator, lineEnd, escape }

private let kinds: [ByteKind] = (0...255).map { (byte: UInt8) -> ByteKind in
  switch byte {
  case 0x0A, 0x0D, 0x08: .lineEnd
  case 0x1B: .escape
  case 0x00...0x20, 0x7F: .separator
  default: "()[]{}<>|\"':".utf8.contains(byte) ? .separator : .letter
  }
}
