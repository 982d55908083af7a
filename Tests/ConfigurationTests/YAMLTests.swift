import Testing

@testable import Configuration

@Suite struct `YAML` {
  private func read(_ text: String) throws -> YAMLNode? {
    var findings = Findings()
    let node = try readYAML(Array(text.utf8), findings: &findings)
    #expect(findings.mistakes == [])
    return node
  }

  @Test func `nodes and keys know where they stand`() throws {
    let root = try #require(try read("# top\na:\n  - ü: [1, two]\n"))
    let a = try #require(root.entry("a"))
    #expect(a.keyPosition == Position(line: 2, column: 1))
    guard case .sequence(let items) = a.value.content else {
      Issue.record("a is \(a.value.form)")
      return
    }
    let inner = try #require(items.first?.entry("ü"))
    #expect(inner.keyPosition == Position(line: 3, column: 5))
    guard case .sequence(let numbers) = inner.value.content else {
      Issue.record("ü is \(inner.value.form)")
      return
    }
    #expect(numbers.map(\.position) == [Position(line: 3, column: 9), Position(line: 3, column: 12)])
  }

  @Test(arguments: ["~", "null", "Null", "NULL", "", "!!null ~"])
  func `nothing`(text: String) throws { #expect(try read("a: \(text)\n")?.entry("a")?.value.isNull == true) }

  @Test(
    arguments: [
      ("12", 12, 12.0), ("-3", -3, -3), ("+4", 4, 4), ("0o17", 15, 15), ("0x1F", 31, 31), ("012", 12, 12),
      ("0.75", nil, 0.75), (".5", nil, 0.5), ("1.", nil, 1), ("1e3", nil, 1000), ("1.5E-1", nil, 0.15),
      ("1e999", nil, .infinity), ("9223372036854775808", nil, 9_223_372_036_854_775_808),
      ("\"12\"", nil, nil), ("'0.5'", nil, nil), ("!!str 12", nil, nil), ("05:00", nil, nil), ("1_000", nil, nil),
      (".inf", nil, nil), (".nan", nil, nil), ("nan", nil, nil), ("inf", nil, nil), ("0x1p3", nil, nil),
      ("0x-5", nil, nil), ("1e", nil, nil), ("+", nil, nil), (".", nil, nil), ("12 34", nil, nil),
    ] as [(String, Int?, Double?)])
  func `numbers`(text: String, integer: Int?, number: Double?) throws {
    guard case .scalar(let scalar)? = try read("a: \(text)\n")?.entry("a")?.value.content else {
      Issue.record("\(text) is no scalar")
      return
    }
    #expect(scalar.integer == integer)
    #expect(scalar.number == number)
  }

  @Test(arguments: [("true", true), ("FALSE", false), ("yes", nil), ("on", nil), ("'true'", nil)] as [(String, Bool?)])
  func `truth`(text: String, value: Bool?) throws {
    guard case .scalar(let scalar)? = try read("a: \(text)\n")?.entry("a")?.value.content else {
      Issue.record("\(text) is no scalar")
      return
    }
    #expect(scalar.boolean == value)
  }

  @Test func `messages are safe on a terminal`() {
    #expect(printable("a\u{1B}[2Jb\n\u{202E}") == "a\\u{1b}[2Jb\\u{a}\\u{202e}")
    #expect(printable("naïve 👩‍💻 日本") == "naïve 👩‍💻 日本")
    #expect(printable(String(repeating: "x", count: 100), limit: 3) == "xxx…")
  }
}
