/// Whether `name` can name a batch, a stage, a resource or a run: `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`.
///
/// The alphabet is safe in a file name, a label value and a shell word, so no later step has to escape a name.
package func isValidName(_ name: String) -> Bool {
  var length = 0
  for byte in name.utf8 {
    let isMark = byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    guard isAlphanumeric(byte) || (isMark && length > 0) else { return false }
    length += 1
  }
  return length >= 1 && length <= 64
}

/// What a name may look like, for error messages.
package let nameRule = "a letter or digit, then up to 63 letters, digits, '.', '_' or '-'"
