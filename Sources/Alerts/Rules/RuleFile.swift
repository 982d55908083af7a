/// A YAML file of rules, written from the catalogue's own texts; no user's text comes into it.
struct RuleFile {
  private(set) var text: String
  private static let width = 120

  init(comment: [String]) { text = comment.map { $0.isEmpty ? "#\n" : "# \($0)\n" }.joined() }

  /// A line at `depth`, in steps of two blanks.
  mutating func line(_ depth: Int, _ line: String) { text += String(repeating: "  ", count: depth) + line + "\n" }

  /// `key: value`, the value in single quotes.
  mutating func quoted(_ depth: Int, _ key: String, _ value: String) {
    line(depth, "\(key): '\(value.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'")
  }

  /// A text whose line breaks count.
  mutating func literal(_ depth: Int, _ key: String, _ value: String) {
    line(depth, "\(key): |-")
    for part in value.split(separator: "\n", omittingEmptySubsequences: false) { line(depth + 1, String(part)) }
  }

  /// A text of one line, broken at single blanks; the reader puts the blanks back.
  mutating func folded(_ depth: Int, _ key: String, _ value: String) {
    line(depth, "\(key): >-")
    wrapped(depth + 1, value)
  }

  mutating func comment(_ depth: Int, _ text: String) { wrapped(depth, text, lead: "# ") }

  private mutating func wrapped(_ depth: Int, _ text: String, lead: String = "") {
    var current = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if !current.isEmpty, lead.count + current.count + word.count + 1 > Self.width - 2 * depth {
        line(depth, lead + current)
        current = ""
      }
      current += (current.isEmpty ? "" : " ") + word
    }
    line(depth, lead + current)
  }
}
