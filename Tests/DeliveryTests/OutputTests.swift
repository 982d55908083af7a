import Testing

@testable import Delivery

@Suite("The output in a mail")
struct OutputTests {
  @Test(
    "shows what a terminal would, and escapes what it would obey",
    arguments: [
      ("", []), ("\n\n", []), ("one\ntwo", ["one", "two"]), ("one\n\ntwo\n", ["one", "", "two"]),
      ("one\r\ntwo\r\n", ["one", "two"]), ("1 %\r50 %\r100 %\n", ["100 %"]),
      ("\u{1b}[1;31mred\u{1b}[0m \u{1b}[2J\n", ["red \\x1b[2J"]), ("a\tb\n\tc\n", ["a       b", "        c"]),
      ("  indented  \n", ["  indented"]), ("\u{1b}[", ["\\x1b["]), ("\0\u{7f}", ["\\x00\\x7f"]),
    ])
  func lines(output: String, lines: [String]) {
    #expect(outputLines(Array(output.utf8)) == lines)
  }

  @Test("is only its end, with lines that are not endless")
  func end() {
    let lines = outputLines(Array((1...100).map { "line \($0)\n" }.joined().utf8))
    #expect(lines.count == 40)
    #expect(lines.last == "line 100")
    let long = outputLines(Array(repeating: UInt8(ascii: "x"), count: 100_000))
    #expect(long.count == 1 && long[0].count == 500 && long[0].last == "…")
  }

  @Test("may be any bytes")
  func bytes() {
    #expect(outputLines([0xff, 0x41, 0xc0]) == ["\u{fffd}A\u{fffd}"])
    #expect(outputLines(Array(0...255)).count == 2)
  }
}
