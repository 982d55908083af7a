/// The words of a command line, read one after the other.
struct Words {
  private let words: [String]
  private var position = 0

  init(_ words: [String]) { self.words = words }

  mutating func next() -> String? {
    guard position < words.count else { return nil }
    defer { position += 1 }
    return words[position]
  }

  /// Everything that hasn't been read yet.
  mutating func remaining() -> [String] {
    defer { position = words.count }
    return Array(words[position...])
  }
}

/// Whether `word` is written as an option: it begins with `-`, and is neither `-` alone nor a negative number.
func isOption(_ word: String) -> Bool {
  let bytes = word.utf8
  return bytes.first == UInt8(ascii: "-") && bytes.count > 1 && !isNumber(bytes.dropFirst())
}

/// Whether `text` is an unsigned decimal number, such as `5`, `0.75` or `1e3`.
private func isNumber(_ text: Substring.UTF8View) -> Bool {
  var rest = text
  let whole = dropDigits(&rest)
  var fraction = 0
  if rest.first == UInt8(ascii: ".") {
    rest.removeFirst()
    fraction = dropDigits(&rest)
  }
  guard whole + fraction > 0 else { return false }
  guard let mark = rest.first else { return true }

  guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else { return false }
  rest.removeFirst()
  if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
  return dropDigits(&rest) > 0 && rest.isEmpty
}

private func dropDigits(_ text: inout Substring.UTF8View) -> Int {
  let count = text.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }.count
  text.removeFirst(count)
  return count
}

/// An option as the user wrote it: `--name`, `--name=value` or `-x`.
struct WrittenOption {
  /// With its dashes.
  let name: String
  let value: String?

  init(_ word: String) {
    if word.hasPrefix("--"), let equals = word.utf8.firstIndex(of: UInt8(ascii: "=")) {
      name = String(word[..<equals])
      value = String(word[word.utf8.index(after: equals)...])
    } else {
      name = word
      value = nil
    }
  }

  /// The option of that name; only `--help` has a short form among those of the verbs.
  var option: Option? {
    if name == "-h" { return .help }
    guard name.hasPrefix("--") else { return nil }
    // `Option(rawValue:)` would first build a dictionary of all names, which costs a record 1 % of its time.
    let bare = name.dropFirst(2)
    return Option.allCases.first { $0.rawValue == bare }
  }

  var isVersion: Bool { name == "--version" || name == "-V" }

  /// Without its dashes, however many.
  var bareName: String { String(name.drop { $0 == "-" }) }
}
