/// Whether `name` can name a batch, a stage, a resource or a run: `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`.
///
/// The alphabet is safe in a file name, a label value and a shell word, so no later step has to escape a name.
package func isValidName(_ name: String) -> Bool {
  var length = 0
  for byte in name.utf8 {
    let isAlphanumeric =
      (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z"))
      || (byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z"))
      || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
    let isMark = byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    guard isAlphanumeric || (isMark && length > 0) else { return false }
    length += 1
  }
  return length >= 1 && length <= 64
}

/// What a name may look like, for error messages.
package let nameRule = "a letter or digit, then up to 63 letters, digits, '.', '_' or '-'"
