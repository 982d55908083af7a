import Configuration
import Testing

/// Files that nobody writes by mistake. Each must be refused at once, with a place.
@Suite struct `Hostile files` {
  @Test func `aliases that expand without end`() {
    var text = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for (name, previous) in zip("bcdefghi", "abcdefgh") {
      text += "\(name): &\(name) [" + Array(repeating: "*\(previous)", count: 9).joined(separator: ", ") + "]\n"
    }
    let found = mistakes(text)
    #expect(found.last?.hasSuffix("the file has more than 1000000 values, aliases counted at each use") == true)
  }

  @Test func `aliases that nest without end`() {
    var text = "a0: &a0 [x]\n"
    for level in 1...1000 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
    let found = mistakes(text)
    #expect(found == ["config.yml:32:12: lists and mappings stand more than 32 deep inside each other"])
  }

  @Test func `an alias inside its own anchor`() {
    #expect(mistakes("a: &a [*a]\n") == ["config.yml:1:8: alias '*a' has no anchor '&a' before it"])
  }

  @Test(arguments: ["[", "{a: ", "- "])
  func `deep nesting`(opening: String) {
    let found = mistakes(String(repeating: opening, count: 100_000))
    let column = 32 * opening.count + 1
    #expect(found == ["config.yml:1:\(column): lists and mappings stand more than 32 deep inside each other"])
  }

  @Test(
    arguments: [
      ([0x00], "1:1"), (Array("a: b\u{0}\n".utf8), "1:5"), (Array("a: 1\nb: \u{7}\n".utf8), "2:4"),
      ([0xFF], "1:1"), (Array("a: \"é".utf8) + [0xFF], "1:6"),
      ([0xEF, 0xBB, 0xBF] + Array("a: ".utf8) + [0xC3], "1:4"),
      (Array("# é\r\nx: ".utf8) + [0xE2, 0x28, 0xA1], "2:5"), ([0xED, 0xA0, 0x80], "1:1"),
    ] as [([UInt8], String)])
  func `bytes that are no text`(bytes: [UInt8], place: String) {
    let found = mistakes(in: bytes)
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("config.yml:\(place): ") == true, "\(found)")
    #expect(found.first?.hasSuffix("; save the file as UTF-8 text") == true, "\(found)")
  }

  @Test func `UTF-16`() {
    #expect(mistakes(in: [0xFF, 0xFE, 0x61, 0x00]) == ["config.yml:1:1: the file is UTF-16; save it as UTF-8"])
  }

  @Test func `too large`() {
    let bytes = [UInt8](repeating: UInt8(ascii: "#"), count: (16 << 20) + 1)
    #expect(mistakes(in: bytes) == ["config.yml:1:1: the file is larger than 16 MB"])
  }

  @Test func `nothing but mistakes`() {
    var text = ""
    for number in 0..<5000 { text += "unknown\(number): x\n" }
    #expect(mistakes(text).count == 1000)
  }

  @Test func `many keys in one mapping, the last one twice`() {
    var text = "batches: []\n"
    for number in 0..<20_000 { text += "k\(number): x\n" }
    text += "k19999: y\n"
    // It stands beyond the thousand mistakes that are shown, but it is found while the tree is built, so before them.
    #expect(mistakes(text).contains("config.yml:20002:1: key 'k19999' stands twice; the first is in line 20001"))
  }

  @Test func `a file name is printable too`() {
    #expect(Mistake(line: 1, column: 2, message: "m").formatted(file: "a\nb") == "a\\u{a}b:1:2: m")
  }

  @Test func `a zone's name can't leave the zone directory`() {
    var asked: [String] = []
    for name in ["../../etc/passwd", "/etc/passwd", "a b", "Europe/\u{E9}"] {
      _ = try? parseConfiguration(Array("timezone: \"\(name)\"".utf8)) { zone in
        asked.append(zone)
        return false
      }
    }
    #expect(!asked.contains { $0.contains(".") || $0.hasPrefix("/") || $0.contains(" ") })
  }

  @Test func `a zone is looked up once`() throws {
    var count = 0
    let batches = (0..<50).map { "- {name: b\($0), timezone: UTC}" }.joined(separator: "\n")
    _ = try parseConfiguration(Array("batches:\n\(batches)\n".utf8)) { _ in
      count += 1
      return true
    }
    #expect(count == 1)
  }
}
