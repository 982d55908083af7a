import Testing

@testable import Platform

@Suite struct TerminalTextTests {
  private func kept(_ text: String, limit: Int = 1000) -> String {
    var shown = TerminalText(keeping: limit)
    shown.add(Array(text.utf8)[...])
    return String(decoding: shown.kept, as: UTF8.self)
  }

  @Test(arguments: [
    ("", ""), ("a\nb", "a\nb"), ("a\r\nb\r\n", "a\nb\n"), ("\n\n", "\n\n"), ("\ta\u{0}\u{7}", "\ta\u{0}\u{7}"),
    // Written over from the start, wholly or in part.
    (" 10 %\r 20 %\r 30 %\n", " 30 %\n"), ("abcdef\rXY\n", "XYcdef\n"), ("abc\r", "abc"), ("a\r\r\r\nb", "a\nb"),
    // Backspaces, not beyond the start.
    ("a\u{8}b", "b"), ("|\u{8}/\u{8}-\u{8}\\\u{8}done\n", "done\n"), ("ab\u{8}\u{8}\u{8}c", "cb"), ("\u{8}a", "a"),
    // Erasing: to the end, all; to the start is not followed.
    ("abcdef\rXY\u{1B}[K\n", "XY\n"), ("abc\u{1B}[Kdef\n", "abcdef\n"), ("abcdef\r\u{1B}[KX", "X"),
    ("abcdef\r\u{1B}[0KX", "X"), ("abc\u{1B}[2K\rX\n", "X\n"), ("abc\r\u{1B}[2KX\n", "X\n"),
    ("abc\rX\u{1B}[2KY\n", "Y\n"), ("abc\u{1B}[1KX\n", "abcX\n"),
    // To the first column.
    ("abc\u{1B}[GX", "Xbc"), ("abc\u{1B}[0GX", "Xbc"), ("abc\u{1B}[1GX", "Xbc"), ("abc\u{1B}[2GX", "abcX"),
    // Characters, not bytes.
    ("█████\r░░\n", "░░███\n"), ("äöü\u{8}x\n", "äöx\n"), ("aä\r😀😀\n", "😀😀\n"),
    // What else escape sequences do isn't seen.
    ("\u{1B}[1;31mred\u{1B}[0m\n", "red\n"), ("\u{1B}(B\u{1B}[mx", "x"), ("\u{1B}]0;title\u{7}x", "x"),
    ("\u{1B}]8;;http://x\u{1B}\\link\u{1B}]8;;\u{1B}\\", "link"), ("\u{1B}[?25lx\u{1B}[?25h", "x"),
    ("\u{1B}7x\u{1B}8", "x"),
    ("abc\r\u{1B}[32mX\u{1B}[0m\n", "Xbc\n"), ("a\u{1B}[2", "a"), ("a\u{1B}", "a"), ("abc\r\u{1B}[;KX", "Xbc"),
    // Sequences that have no end, or are none.
    ("\u{1B}]0;title\nx\n", "\nx\n"), ("\u{1B}[12\nx", "\nx"), ("\u{1B}\nx", "\nx"), ("\u{1B}\u{1B}[mx", "x"),
    ("\u{1B}[ä", "ä"), ("\u{1B}ä", "ä"), ("\u{1B}]a\u{1B}[mx", "x"), ("a\u{1B}\rb", "b"),
  ])
  func showsWhatATerminalWould(text: String, shown: String) {
    #expect(kept(text) == shown)
  }

  @Test func keepsBytesThatAreNoText() {
    let bytes: [UInt8] = [0xFF, 0x80, 0x0D, 0xC3, 0x28, 0x0A, 0xE2, 0x82]
    var shown = TerminalText(keeping: 100)
    shown.add(bytes[...])
    #expect(shown.kept == [0xC3, 0x28, 0x0A, 0xE2, 0x82])
  }

  @Test func aBarLeavesRoomForWhatCameBeforeIt() {
    let bar = (1...5000).map { "\r\($0) of 5000" }.joined()
    #expect(kept("it begins\n" + bar + "\nit ends\n", limit: 60) == "it begins\n5000 of 5000\nit ends\n")
    #expect(
      kept("it begins\n" + bar.map { $0 == "\r" ? "\r\u{1B}[K" : String($0) }.joined(), limit: 60)
        == "it begins\n5000 of 5000")
  }

  @Test func keepsTheEnd() {
    #expect(kept("abcdef", limit: 4) == "cdef")
    #expect(kept("abc\ndef\n", limit: 5) == "\ndef\n")
    // Of a line that is longer than what is kept, its end can be written over.
    #expect(kept("abcdef\rX", limit: 4) == "Xdef")
    #expect(kept("x\nabcdef\r\u{1B}[K", limit: 4) == "x\n")
    #expect(kept("x\ny\rabcdef", limit: 4) == "cdef")
  }

  @Test func itsMemoryIsBounded() {
    var shown = TerminalText(keeping: 100)
    for piece in ["x", "\rx", "\u{1B}[", "\u{1B}]0;", "x\u{8}", "x\n", "ä", "\u{1B}[9"] {
      let bytes = Array(String(repeating: piece, count: 20_000).utf8)
      for _ in 0..<5 { shown.add(bytes[...]) }
      #expect(shown.kept.count <= 100)
      #expect(shown.held <= 100_000)
      shown.add([0x0A])
    }
  }

  /// Bytes of which many do something, with a seed that says which.
  private func noise(_ seed: UInt64) -> [UInt8] {
    var state = seed &* 2 &+ 1
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let pieces: [[UInt8]] = [
      [0x0D], [0x08], [0x0A], [0x1B], Array("\u{1B}[K".utf8), Array("\u{1B}[2K".utf8), Array("\u{1B}[31m".utf8),
      Array("[".utf8),
      Array("\u{1B}[1G".utf8), Array("\u{1B}]0;".utf8), [0x07], Array("ä".utf8), Array("😀".utf8), [0x80], [0xE2],
      Array("xyz".utf8),
      Array("K".utf8), Array("a longer stretch of plain text".utf8), Array("2".utf8), Array("\r\n".utf8),
    ]
    return (0..<next(120)).flatMap { _ in pieces[next(pieces.count)] }
  }

  @Test(arguments: 0..<300)
  func howItIsCutDoesNotMatter(seed: Int) {
    let bytes = noise(UInt64(seed))
    for limit in [1, 2, 3, 7, 40, 10_000] {
      var whole = TerminalText(keeping: limit)
      whole.add(bytes[...])
      var single = TerminalText(keeping: limit)
      for place in bytes.indices { single.add(bytes[place...place]) }
      #expect(single.kept == whole.kept, "seed \(seed), limit \(limit)")
      var pieces = TerminalText(keeping: limit)
      var place = 0
      while place < bytes.count {
        let end = min(bytes.count, place + 1 + (place * 7 + seed) % 11)
        pieces.add(bytes[place..<end])
        place = end
      }
      #expect(pieces.kept == whole.kept, "seed \(seed), limit \(limit)")
    }
  }

  /// With room for everything, what is kept with less room is the end of it, unless a line is longer than that room.
  @Test(arguments: 0..<300)
  func lessRoomKeepsTheSameEnd(seed: Int) {
    let bytes = noise(UInt64(seed))
    var whole = TerminalText(keeping: 1_000_000)
    whole.add(bytes[...])
    let longest = bytes.split(separator: 0x0A).map(\.count).max() ?? 0
    for limit in [longest + 1, longest + 20] {
      var less = TerminalText(keeping: limit)
      less.add(bytes[...])
      #expect(less.kept == whole.kept.suffix(limit), "seed \(seed), limit \(limit)")
    }
  }
}
