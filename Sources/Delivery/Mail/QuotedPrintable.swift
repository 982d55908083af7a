/// `text`, whose lines end with LF, as quoted-printable (RFC 2045, 6.7) with CRLF.
///
/// Beyond what the standard asks, a dot and `From ` at the beginning of a line are encoded: no mailer on the way takes
/// the one for the end of the mail, or puts a `>` before the other.
func quotedPrintable(_ text: String) -> [UInt8] {
  var encoded: [UInt8] = []
  encoded.reserveCapacity(text.utf8.count * 5 / 4)
  let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  for (index, line) in lines.enumerated() {
    if index > 0 { encoded += "\r\n".utf8 }
    append(line, to: &encoded)
  }
  return encoded
}

private func append(_ line: Substring.UTF8View, to encoded: inout [UInt8]) {
  var rest = line[...]
  var column = 0
  while let byte = rest.first {
    let isLast = rest.count == 1
    let isLiteral: Bool =
      switch byte {
      case UInt8(ascii: "="): false
      case UInt8(ascii: "."): column > 0
      case UInt8(ascii: "F"): column > 0 || !rest.starts(with: "From ".utf8)
      case UInt8(ascii: " "): !isLast
      default: (0x21...0x7e).contains(byte)
      }
    // A line has 76 characters at most, and where it goes on the last is the sign for that.
    let size = isLiteral ? 1 : 3
    if column + size > (isLast ? 76 : 75) {
      encoded += "=\r\n".utf8
      column = 0
      continue
    }
    if isLiteral { encoded.append(byte) } else { encoded += "=\(upperHexadecimal(byte))".utf8 }
    column += size
    rest = rest.dropFirst()
  }
}
