/// `value` as it stands between the quotes of a label: backslash, quote and line feed escaped, every other control
/// character replaced by U+FFFD.
///
/// A raw line feed or quote would end the label early and cost the whole file; the other control characters would
/// reach terminals and web pages. Two values that differ only in those are one value here, so uniqueness is judged by
/// what this returns.
func labelText(_ value: String) -> String {
  if isPlainLabel(value) { return value }
  var text = ""
  for scalar in value.unicodeScalars {
    switch scalar {
    case "\\": text += "\\\\"
    case "\"": text += "\\\""
    case "\n": text += "\\n"
    case "\0"..."\u{1f}", "\u{7f}"..."\u{9f}": text.unicodeScalars.append("\u{fffd}")
    default: text.unicodeScalars.append(scalar)
    }
  }
  return text
}

/// Whether `value` can be written as it stands. The byte 0xc2 leads the control characters U+0080 to U+009F and some
/// harmless ones, which the slow way then tells apart.
private func isPlainLabel(_ value: String) -> Bool {
  func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    for byte in bytes
    where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7f || byte == 0xc2 {
      return false
    }
    return true
  }
  // Much faster than stepping through the view, and this runs for every label of every file.
  return value.utf8.withContiguousStorageIfAvailable(isPlain) ?? false
}
