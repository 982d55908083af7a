internal import Glibc

/// Whether the whole of a text matches a regular expression of Go's kind (RE2), as far as it is an extended regular
/// expression of POSIX too (regcomp(3)), which says the same of it.
///
/// Patterns come from peers. One with counts (`{9}`), which glibc can take gigabytes for, is not tried.
/// - Returns: nil for a pattern that isn't tried, or that neither knows.
package func matches(pattern: String, text: String) -> Bool? {
  guard pattern.utf8.count <= 1000, text.utf8.count <= 1000, isOfBothKinds(pattern),
    text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
  else { return nil }
  var expression = regex_t()
  guard regcomp(&expression, "^(\(pattern))$", REG_EXTENDED | REG_NOSUB) == 0 else { return nil }
  defer { regfree(&expression) }
  return switch regexec(&expression, text, 0, nil, 0) {
  case 0: true
  case Int32(_REG_NOMATCH.rawValue): false
  default: nil
  }
}

/// Whether a pattern means the same to RE2 and to POSIX: no letters or digits after a backslash, no groups with options,
/// no lazy repetitions, no classes by name, no counts.
private func isOfBothKinds(_ pattern: String) -> Bool {
  var before: UInt8 = 0
  var isEscaped = false
  var isInClass = false
  for byte in pattern.utf8 {
    // Beyond ASCII a locale decides what a character is.
    guard byte >= 0x20, byte < 0x7F else { return false }
    let isRepetition = byte == UInt8(ascii: "*") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "?")
    if isInClass {
      // A backslash in brackets is a character to POSIX, and `[:` begins a class.
      if byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "[") { return false }
      if byte == UInt8(ascii: "]") {
        if before == UInt8(ascii: "[") || before == UInt8(ascii: "^") { return false }
        isInClass = false
      }
    } else if isEscaped {
      isEscaped = false
      let isPunctuation = !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) && !isLetter(byte) && byte != 0x20
      guard isPunctuation, byte != UInt8(ascii: "<"), byte != UInt8(ascii: ">"), byte != UInt8(ascii: "`"),
        byte != UInt8(ascii: "'")
      else { return false }
      // What stands behind it is of no matter to what comes next.
      before = UInt8(ascii: "a")
      continue
    } else if byte == UInt8(ascii: "\\") {
      isEscaped = true
    } else if byte == UInt8(ascii: "[") {
      isInClass = true
    } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") {
      return false
    } else if isRepetition {
      let isFirst = before == 0 || [UInt8(ascii: "("), UInt8(ascii: "|"), UInt8(ascii: "^")].contains(before)
      let isSecond = before == UInt8(ascii: "*") || before == UInt8(ascii: "+") || before == UInt8(ascii: "?")
      if isFirst || isSecond { return false }
    }
    before = byte
  }
  return !isEscaped && !isInClass
}

private func isLetter(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}
