import Testing

@testable import Patterns

private func matches(_ pattern: String, _ text: String) -> Bool? {
  PatternMatcher(timeout: 10_000).matches(pattern, text)
}

@Suite("Patterns of peers")
struct PatternMatcherTests {
  @Test(
    "match the whole text",
    arguments: [
      ("leads", "leads", true), ("leads", "leads-nightly", false), ("leads.*", "leads-nightly", true),
      ("leads|invoices", "invoices", true), ("leads|invoices", "invoices2", false), ("", "", true), ("", "a", false),
      (".+", "", false), ("(a|b)+", "abba", true), ("[a-c]x?", "b", true), ("[^a]", "a", false),
      (#"db1\.example\.com:9100"#, "db1.example.com:9100", true), (#"db1\.example"#, "db1xexample", false),
      (#"a\+"#, "a+", true), ("Batch(Failed|Slow)", "BatchSlow", true),
    ])
  func whole(pattern: String, text: String, expected: Bool) { #expect(matches(pattern, text) == expected) }

  // What Go's regexp says of `^(?:PATTERN)$`.
  @Test(
    "mean what they mean to Alertmanager",
    arguments: [
      (#"leads-\d+"#, "leads-17", true), (#"\w+"#, "leads_1", true), (#"\w+"#, "leads-1", false),
      ("(?i)LEADS", "leads", true), ("(?:a|b){2,3}", "aba", true), ("a{2}", "aaa", false), ("a*?", "aa", true),
      ("[[:alpha:]]+", "abc", true), (#"[\d]"#, "7", true), ("[]a]", "]", true), (#"\Qa.b\E"#, "a.b", true),
      (#"\Qa.b\E"#, "axb", false), (#"\ba\b"#, "a", true), (#"a\x62"#, "ab", true), ("a)(b", "ab", true),
      // A dot is any character but the end of a line, and characters are those of UTF-8.
      (".", "é", true), ("..", "é", false), ("caf[é]", "café", true), (#"\pL+"#, "größe", true),
      (#"\p{Greek}"#, "λ", true), ("(?i)É", "é", true), (".*", "a\nb", false), ("(?s).*", "a\nb", true),
      ("a$", "a\n", false), ("(?m)a$", "a\n", false), ("^a", "a", true), ("\u{1F600}", "\u{1F600}", true),
      ("(?P<name>a)", "a", true), (#"\<a"#, "<a", true), (#"\<a"#, "a", false),
    ])
  func asInGo(pattern: String, text: String, expected: Bool) { #expect(matches(pattern, text) == expected) }

  @Test(
    "that Alertmanager takes for none, or that are too long, say nothing",
    arguments: [
      "*a", "(*a)", "a++", "a**", "[a", "(a", "a)", "a\\", #"(a)\1"#, "a{1001}", "(?=a)a", #"\pX"#, "[b-a]",
      String(repeating: "a", count: 4097),
    ])
  func unknown(pattern: String) { #expect(matches(pattern, "a") == nil) }

  @Test("that would take more memory than a megabyte say nothing")
  func memory() {
    #expect(matches(#"(\pL{100}){10}"#, "a") == nil)
    #expect(matches("a{1000}", String(repeating: "a", count: 1000)) == true)
  }

  @Test("take time that grows with the text, whatever is nested in them")
  func linear() {
    let text = String(repeating: "a", count: 4000)
    let clock = ContinuousClock()
    let time = clock.measure {
      #expect(matches("(a|aa)+", text + "b") == false)
      #expect(matches("(x+x+)+y", String(repeating: "x", count: 4000)) == false)
      #expect(matches(String(repeating: "a?", count: 500) + String(repeating: "a", count: 500), text) == false)
    }
    #expect(time < .seconds(5))
  }

  @Test("are not judged once the time is over")
  func deadline() {
    let matcher = PatternMatcher(timeout: 0)
    #expect(matcher.matches("a", "a") == nil && matcher.isOutOfTime)
    let patient = PatternMatcher(timeout: 10_000)
    for number in 0..<20 { #expect(patient.matches("a\(number)", "a\(number)") == true) }
    #expect(!patient.isOutOfTime)
  }
}
