/// A text on its way through mailers that may know nothing but short lines of ASCII.
struct EncodedText {
  /// The value of Content-Transfer-Encoding.
  let encoding: String
  let bytes: [UInt8]

  /// - Parameter text: with LF at the ends of its lines. Of the two encodings of RFC 2045 it gets the one that takes
  ///   less: quoted-printable for what is mostly ASCII, base 64 for what isn't.
  init(_ text: String) {
    let quoted = quotedPrintable(text)
    // 57 bytes make a line of 76 characters (RFC 2045, 6.8). Text is encoded with its own line ends as CRLF.
    let canonical = Array(text.utf8).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .joined(separator: Array("\r\n".utf8))
    let bytes = Array(canonical)
    if quoted.count <= (bytes.count + 2) / 3 * 4 * 78 / 76 {
      encoding = "quoted-printable"
      self.bytes = quoted
    } else {
      encoding = "base64"
      let lines = stride(from: 0, to: bytes.count, by: 57).map { base64(bytes[$0..<min($0 + 57, bytes.count)]) }
      self.bytes = Array(lines.joined(separator: "\r\n").utf8)
    }
  }
}
