internal import Batches

/// One field of a mail's header, of words between which it may be folded.
struct HeaderField {
  /// RFC 5322 (2.1.1) asks for 78 columns at most; RFC 2047 (2) for 76 in lines with encoded words.
  static let columns = 76

  let name: String
  let words: [String]

  init(_ name: String, _ words: [String]) {
    self.name = name
    self.words = words
  }

  /// The field, folded before words that don't fit (RFC 5322, 2.2.3), with CRLF at the end of each line.
  ///
  /// Whatever the words hold, no byte but printable ASCII gets out: nothing can end the field and begin another.
  var text: String {
    var text = ""
    var line = name + ":"
    for (index, word) in words.enumerated() {
      let word = Self.printable(word)
      if index > 0, line.utf8.count + 1 + word.utf8.count > Self.columns {
        text += line + "\r\n"
        line = ""
      }
      line += " " + word
    }
    return text + line + "\r\n"
  }

  private static func printable(_ word: String) -> String {
    String(decoding: word.utf8.map { (0x21...0x7e).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
  }
}

/// `text` for a field that programs filter by: letters, digits, `.`, `_` and `-`, all else as `_`.
func headerToken(_ text: String) -> String {
  let kept = text.utf8.prefix(64).map { isAlphanumeric($0) || "._-".utf8.contains($0) ? $0 : UInt8(ascii: "_") }
  return kept.isEmpty ? "_" : String(decoding: kept, as: UTF8.self)
}
