import Testing

@testable import Platform

@Suite struct LogTests {
  private final class Lines: @unchecked Sendable {
    var all: [String] = []
  }

  private func line(_ message: String, _ value: String) -> String? {
    let lines = Lines()
    Log(now: { 1_772_758_800_007 }, write: { _, line in lines.all.append(line) }).warn(message, ["key": value])
    return lines.all.count == 1 ? lines.all[0] : nil
  }

  @Test func aLineIsLogfmt() {
    #expect(line("all is well", "42") == #"ts=2026-03-06T01:00:00.007Z level=warn msg="all is well" key=42"#)
  }

  @Test(arguments: [
    ("bare-word/1:2", "bare-word/1:2"), ("", #""""#), ("two words", #""two words""#), (#"a"b"#, #""a\"b""#),
    ("a=b", #""a=b""#), (#"a\b"#, #""a\\b""#), ("a\nb", #""a\nb""#), ("a\tb\r", #""a\tb\r""#),
    ("\u{1B}[31m", #""\u{1b}[31m""#), ("\u{0}\u{7F}\u{9B}", #""\u{0}\u{7f}\u{9b}""#), ("é👍", "\"é👍\""),
  ])
  func noValueForgesALine(value: String, written: String) {
    #expect(line("x", value) == "ts=2026-03-06T01:00:00.007Z level=warn msg=x key=" + written)
  }
}
