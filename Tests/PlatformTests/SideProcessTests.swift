import Platform
import Testing

@Suite("A copy of a process") struct SideProcessTests {
  private func probe(_ what: String) throws -> (status: Int32, lines: [Substring]) {
    // Of a trap a line is enough.
    let script = #"SWIFT_BACKTRACE=enable=no exec "$0" side "$1""#
    let result = try runFilter("/bin/sh", ["-c", script, probePath, what], input: [], timeout: 60_000)
    return (result.status, String(decoding: result.output, as: UTF8.self).split(separator: "\n"))
  }

  @Test("answers, and its messages come by way of the original, which alone has standard output")
  func answer() throws {
    let (status, lines) = try probe("answer")
    #expect(status == 0)
    #expect(lines == [#"line("an answer")"#, "true", "a message"])
  }

  @Test("is asked by a line, and answers it")
  func question() throws {
    let (status, lines) = try probe("echo")
    #expect(status == 0)
    #expect(lines == [#"line("heard a word")"#, "true"])
  }

  @Test("may end without a word")
  func silence() throws {
    let (status, lines) = try probe("nothing")
    #expect(status == 0)
    #expect(lines == ["none", "true"])
  }

  @Test("may say more than a pipe holds")
  func talk() throws {
    let (status, lines) = try probe("talk")
    #expect(status == 0)
    #expect(lines.last == String(repeating: "x", count: 999)[...])
  }

  @Test("may trap, and the original goes on")
  func trap() throws {
    let (status, lines) = try probe("trap")
    #expect(status == 0)
    #expect(lines.prefix(2) == ["none", "true"])
  }

  @Test("may hang, and is ended")
  func hang() throws {
    let (status, lines) = try probe("hang")
    #expect(status == 0)
    #expect(lines == ["late", "false", "true"])
  }

  @Test("is ended by the kernel when its time is over")
  func time() throws {
    let (status, lines) = try probe("outlast")
    #expect(status == 0)
    #expect(lines == ["none", "true"])
  }
}
