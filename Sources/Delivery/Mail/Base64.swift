private let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

/// `bytes` in base 64 with padding (RFC 4648, 4), in one line.
func base64(_ bytes: some RandomAccessCollection<UInt8>) -> String {
  var text: [UInt8] = []
  text.reserveCapacity((bytes.count + 2) / 3 * 4)
  var rest = bytes[...]
  while let first = rest.popFirst() {
    let second = rest.popFirst()
    let third = second == nil ? nil : rest.popFirst()
    let group = Int(first) << 16 | Int(second ?? 0) << 8 | Int(third ?? 0)
    text.append(alphabet[group >> 18])
    text.append(alphabet[group >> 12 & 63])
    text.append(second == nil ? UInt8(ascii: "=") : alphabet[group >> 6 & 63])
    text.append(third == nil ? UInt8(ascii: "=") : alphabet[group & 63])
  }
  return String(decoding: text, as: UTF8.self)
}
