internal import Batches

/// `text` as the words of an unstructured header field: itself where it is plain ASCII, else encoded words (RFC 2047).
func unstructuredWords(_ text: String) -> [String] {
  let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
  // Two blanks, or one at an end, would not survive folding, and what looks like an encoded word would be decoded.
  let isPlain = words.allSatisfy { word in
    (1...66).contains(word.utf8.count) && word.utf8.allSatisfy { (0x21...0x7e).contains($0) }
  }
  return isPlain && !text.contains("=?") ? words : encodedWords(text)
}

/// `text` in encoded words of UTF-8 with whichever of the two encodings is shorter. What one word holds are whole
/// characters, since each is decoded by itself (RFC 2047, 5).
func encodedWords(_ text: String) -> [String] {
  let quoted = text.utf8.reduce(0) { $0 + quotedForm($1).utf8.count }
  let isQuoted = quoted <= (text.utf8.count + 2) / 3 * 4
  // A word may have 75 characters, 12 of which are its frame; with less, the first one fits behind the field's name.
  let room = 48
  var words: [String] = []
  var bytes: [UInt8] = []
  var size = 0
  func finish() {
    if bytes.isEmpty { return }
    let encoded = isQuoted ? bytes.map(quotedForm).joined() : base64(bytes)
    words.append("=?utf-8?\(isQuoted ? "q" : "b")?\(encoded)?=")
    bytes = []
    size = 0
  }
  for scalar in text.unicodeScalars {
    let form = Array(String(scalar).utf8)
    // In base 64, 3 bytes become 4 characters.
    let grown =
      isQuoted ? size + form.reduce(0) { $0 + quotedForm($1).utf8.count } : (bytes.count + form.count + 2) / 3 * 4
    if grown > room { finish() }
    bytes += form
    size += form.reduce(0) { $0 + quotedForm($1).utf8.count }
  }
  finish()
  return words
}

/// A byte in the Q encoding, with no more literals than may stand in every place (RFC 2047, 5, rule 3).
private func quotedForm(_ byte: UInt8) -> String {
  switch byte {
  case UInt8(ascii: " "): "_"
  case _ where isAlphanumeric(byte) || "!*+-/".utf8.contains(byte): String(UnicodeScalar(byte))
  default: "=" + upperHexadecimal(byte)
  }
}

/// Two digits.
func upperHexadecimal(_ byte: UInt8) -> String {
  (byte < 0x10 ? "0" : "") + String(byte, radix: 16, uppercase: true)
}
