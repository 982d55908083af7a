import Testing

@testable import Platform

@Suite("Patterns of peers")
struct PatternsTests {
  @Test(
    "match the whole text",
    arguments: [
      ("leads", "leads", true), ("leads", "leads-nightly", false), ("leads.*", "leads-nightly", true),
      ("leads|invoices", "invoices", true), ("leads|invoices", "invoices2", false), ("", "", true), ("", "a", false),
      (".+", "", false), ("(a|b)+", "abba", true), ("[a-c]x?", "b", true), ("[^a]", "a", false),
      (#"db1\.example\.com:9100"#, "db1.example.com:9100", true), (#"db1\.example"#, "db1xexample", false),
      (#"a\+"#, "a+", true), ("Batch(Failed|Slow)", "BatchSlow", true), (".*", "é", nil), (".*", "a\nb", nil),
    ])
  func whole(pattern: String, text: String, expected: Bool?) {
    #expect(matches(pattern: pattern, text: text) == expected)
  }

  @Test(
    "are left alone where RE2 and POSIX differ, or where one could take all memory",
    arguments: [
      #"\d+"#, #"\w"#, #"\bx"#, "(?i)leads", "(?:a|b)", "a*?", "a++", "*a", "(*a)", "a|*", "[[:alpha:]]", #"[\d]"#,
      "a{2}", "((((a{255}){255}){255}){255})", "é", "[]a]", "[a", "(a", "a\\", #"\<a"#, #"a\1"#,
      String(repeating: "a", count: 1001),
    ])
  func unknown(pattern: String) { #expect(matches(pattern: pattern, text: "a") == nil) }
}
