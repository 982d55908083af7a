import Batches
import Configuration
import Testing

@Suite struct `Peeking at the settings` {
  /// Peeks at `text` in pieces of `size` bytes; also counts how many bytes were taken.
  private func peek(_ text: String, size: Int = .max) -> (peek: TopLevelPeek?, taken: Int) {
    let bytes = Array(text.utf8)
    var taken = 0
    let result = peekSettings { buffer in
      let count = min(buffer.count, bytes.count - taken, size)
      buffer.copyBytes(from: bytes[taken..<taken + count])
      taken += count
      return count
    }
    return (result, taken)
  }

  @Test func `settings before the batches`() throws {
    let text = """
      tracker: /t
      textfile_directory: /x
      alert_path: {alertmanager: [http://a, http://b], tls_config: {ca_file: /ca}}
      retention: 30d
      batches: [
      """
    let found = try #require(peek(text, size: 7).peek)
    #expect(found.settings.tracker == "/t")
    #expect(found.settings.textfileDirectory == "/x")
    #expect(found.settings.retention == .days(30))
    #expect(found.settings.currency == nil)
    #expect(found.mayContinue)
  }

  @Test func `only the first kilobytes of a large file are read`() {
    let text = "tracker: /t\nbatches:\n" + String(repeating: "- name: x\n", count: 100_000)
    let (found, taken) = peek(text)
    #expect(found?.settings.tracker == "/t")
    #expect(taken <= 4096)
  }

  @Test(arguments: ["", "# none\n", "{}\n", "tracker: /t\n", "batches: []\ntracker: /t\n"])
  func `whether the rest may set more`(text: String) {
    #expect(peek(text).peek?.mayContinue == text.hasPrefix("batches"))
  }

  @Test func `nothing may follow when all is set`() {
    let paths = "tracker: /t\ntextfile_directory: /x\nspool: /s\n"
    #expect(peek(paths + "timezone: UTC\ncurrency: USD\nretention: 1d\nbatches: [\n").peek?.mayContinue == false)
  }

  @Test(
    arguments: [
      "a\n", "- a\n", "trakcer: /t\n", "tracker: t\n", "tracker: [/t]\n", "tracker: &t /t\n", "tracker: *t\n",
      "tracker: !x /t\n", "tracker: /t\ntracker: /t\n", "tracker: \"/t\n", "tracker:\n", "\u{0}", "[: /t\n",
      "retention: 1 day\n", "tracker: /t\n---\ntracker: /u\n", "? [a]\n: b\n", "&a tracker: /t\n",
    ])
  func `anything odd is left to the full parse`(text: String) {
    #expect(peek(text).peek == nil)
  }

  @Test(arguments: [-1, 1 << 30])
  func `a failing read`(count: Int) {
    #expect(peekSettings { _ in count } == nil)
  }

  @Test func `UTF-16`() {
    let bytes: [UInt8] = [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00]
    var taken = false
    let found = peekSettings { buffer in
      guard !taken else { return 0 }
      taken = true
      buffer.copyBytes(from: bytes)
      return bytes.count
    }
    #expect(found == nil)
  }

  @Test func `the environment wins`() throws {
    var settings = TopLevelSettings()
    settings.tracker = "/file"
    settings.currency = "EUR"
    let environment = ["BATCHWATCH_TRACKER": "/environment", "BATCHWATCH_RETENTION": "7d", "BATCHWATCH_CURRENCY": ""]
    let result = try settings.overridden(by: { environment[$0] }, zoneExists: knowsZone)
    #expect(result.tracker == "/environment")
    #expect(result.retention == .days(7))
    #expect(result.currency == "EUR")
  }

  @Test func `mistakes in the environment name the variable`() {
    let environment = ["BATCHWATCH_TRACKER": "relative", "BATCHWATCH_TIMEZONE": "europe/berlin"]
    #expect(
      throws: EnvironmentError(messages: [
        "BATCHWATCH_TRACKER: 'tracker' must be an absolute path, such as /etc/batchwatch/file, not 'relative'",
        "BATCHWATCH_TIMEZONE: unknown time zone 'europe/berlin', did you mean 'Europe/Berlin'?",
      ])
    ) {
      try TopLevelSettings().overridden(by: { environment[$0] }, zoneExists: knowsZone)
    }
  }
}
