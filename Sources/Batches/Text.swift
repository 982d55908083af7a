// Helpers of the parsers and formatters, which work on ASCII bytes.

/// Whether it is an ASCII letter or digit.
package func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }

func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

func isLetter(_ byte: UInt8) -> Bool {
  (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
}

/// `text` with the letters A to Z in lower case; other alphabets stay as they are.
func lowercased(_ text: String) -> String {
  String(
    decoding: text.utf8.map { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") ? $0 | 0x20 : $0 }, as: UTF8.self)
}

/// `value` in decimal with at least `width` digits; `value` is not negative.
func padded(_ value: Int, _ width: Int) -> String {
  let digits = String(value)
  return digits.utf8.count >= width ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
}

/// Hostile text on its way into a message: shortened, with control characters replaced.
func printable(_ bytes: some Collection<UInt8>) -> String {
  let limit = 40
  let shown = String(decoding: bytes.prefix(limit), as: UTF8.self).unicodeScalars.map { scalar in
    scalar.value < 0x20 || scalar.value == 0x7f ? "?" : Character(scalar)
  }
  return String(shown) + (bytes.count > limit ? "…" : "")
}
