/// What a relay said, reply by reply: code and text in one line, printable and not too long, since it may come from
/// anybody. The lines of one reply (RFC 5321, section 4.2.1) are joined: the first one often says why, the last one where
/// to read more.
/// - Parameter login: what must not be repeated even where the relay repeats it.
func replies(in bytes: [UInt8], hiding login: Login?) -> [String] {
  var all: [String] = []
  var texts: [String] = []
  for line in bytes.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
    texts.append(printable(String(decoding: texts.isEmpty ? line : line.dropFirst(4), as: UTF8.self)))
    let isLast = line.count < 4 || line[line.startIndex + 3] != UInt8(ascii: "-")
    if isLast {
      all.append(told(texts, hiding: login))
      texts = []
    }
  }
  if !texts.isEmpty { all.append(told(texts, hiding: login)) }
  return all
}

private func told(_ lines: [String], hiding login: Login?) -> String {
  let text = lines.joined(separator: " ")
  let short = String(text.unicodeScalars.prefix(300))
  guard let login else { return short }
  // A relay that understands a command wrongly may quote it, and cut it anywhere. Each is hidden by its beginning.
  let secrets = [login.password, base64(login.password), base64("\0\(login.username)\0\(login.password)")]
  let isSecret = secrets.contains { !$0.isEmpty && text.range(of: String($0.prefix(8))) != nil }
  return isSecret ? text.prefix(3) + " and words that hold the password" : short
}

/// The text with a question mark for each control character.
func printable(_ text: String) -> String {
  var clean = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    let isControl = scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
    clean.append(isControl ? "?" : scalar)
  }
  return String(clean)
}

/// RFC 4648, section 4.
func base64(_ text: String) -> String {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  let bytes = Array(text.utf8)
  var encoded: [UInt8] = []
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start..<min(start + 3, bytes.count)]
    let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
    for place in 0..<4 {
      encoded.append(place > group.count ? UInt8(ascii: "=") : alphabet[bits >> (6 * (3 - place)) & 63])
    }
  }
  return String(decoding: encoded, as: UTF8.self)
}
