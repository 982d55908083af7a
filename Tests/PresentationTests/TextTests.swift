import Batches
import Testing

@testable import Presentation

@Suite("Text on a terminal")
struct PresentationTextTests {
  @Test(
    "shows what it would obey as escapes",
    arguments: [
      ("plain text", "plain text"), ("\u{1b}[2J", "\\x1b[2J"), ("a\nb\tc\r", "a\\nb\\tc\\r"),
      ("\0\u{7f}", "\\x00\\x7f"),
      ("\u{9b}31m", "\\x9b31m"), ("\u{202e}abc", "\\u{202e}abc"), ("\u{feff}", "\\u{feff}"), ("漢é", "漢é"), ("", ""),
    ])
  func safe(text: String, shown: String) {
    #expect(safeText(text, unicode: true) == shown)
  }

  @Test("shows only ASCII where nothing else would show")
  func ascii() {
    #expect(safeText("é\u{1f4a9}", unicode: false) == "\\u{e9}\\u{1f4a9}")
  }

  @Test("knows how wide it is", arguments: [("abc", 3), ("漢字", 4), ("e\u{301}", 1), ("\u{1f4a9}", 2), ("", 0)])
  func width(text: String, columns: Int) {
    #expect(displayWidth(text) == columns)
  }

  @Test("is broken at blanks, or within a word that is too long")
  func wrapping() {
    #expect(wrap("one two three", columns: 8) == ["one two", "three"])
    #expect(wrap("one", columns: 8) == ["one"])
    #expect(wrap("", columns: 8) == [""])
    #expect(wrap("  one two", columns: 6) == ["  one", "two"])
    #expect(wrap("one   two", columns: 3) == ["one", "two"])
    #expect(wrap("    ", columns: 2).allSatisfy { $0.allSatisfy { $0 == " " } })
    #expect(wrap("a bcdefghijkl m", columns: 5) == ["a", "bcdef", "ghijk", "l m"])
  }

  @Test("is cut with a mark")
  func cutting() {
    #expect(Line("abcdef").cut(to: 6, unicode: true).text(colour: false) == "abcdef")
    #expect(Line("abcdef").cut(to: 5, unicode: true).text(colour: false) == "abcd…")
    #expect(Line("abcdef").cut(to: 5, unicode: false).text(colour: false) == "ab...")
    #expect(Line("漢字漢字").cut(to: 6, unicode: true).text(colour: false) == "漢字…")
  }

  @Test(
    "tells sizes of memory",
    arguments: [
      (0, "0 bytes"), (1024, "1.0 KiB"), (536_870_912, "512 MiB"), (3_221_225_472, "3.0 GiB"), (Int64.max, "8192 PiB"),
      (-1, "-1 bytes"),
    ])
  func memory(bytes: Int64, text: String) {
    #expect(memoryText(bytes) == text)
  }

  @Test("draws bars that are full only at 1 and empty only at 0")
  func bars() {
    let page = Page(OutputStyle(width: 80))
    func bar(_ ratio: Double) -> String { page.barLine(ratio, columns: 10, ink: .good).text(colour: false) }
    #expect(bar(0) == "..........")
    #expect(bar(0.001) == "#.........")
    #expect(bar(0.3) == "###.......")
    #expect(bar(0.999) == "#########.")
    #expect(bar(1) == "##########")
    #expect(bar(.nan) == "..........")
  }
}
