/// Text from users on its way to a terminal: everything that a terminal would obey, or that would hide or reorder what
/// stands beside it, is shown as an escape.
/// - Parameter unicode: whether the terminal shows more than ASCII.
package func safeText(_ text: String, unicode: Bool) -> String {
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) { return text }
  var safe = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\n": safe += "\\n"
    case "\t": safe += "\\t"
    case "\r": safe += "\\r"
    case "\0"..."\u{1f}", "\u{7f}"..."\u{9f}":
      safe += (scalar.value < 0x10 ? "\\x0" : "\\x") + String(scalar.value, radix: 16)
    case "\u{20}"..."\u{7e}": safe.unicodeScalars.append(scalar)
    default:
      if unicode && !isInvisible(scalar) {
        safe.unicodeScalars.append(scalar)
      } else {
        safe += "\\u{" + String(scalar.value, radix: 16) + "}"
      }
    }
  }
  return safe
}

/// Formats, separators of lines, private and unassigned characters: none shows as itself. The two joiners, which some
/// scripts need inside words, move nothing around.
private func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
  if scalar == "\u{200c}" || scalar == "\u{200d}" { return false }
  return switch scalar.properties.generalCategory {
  case .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
  default: false
  }
}

/// How many columns of a terminal `text` takes.
package func displayWidth(_ text: String) -> Int {
  if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
  return text.unicodeScalars.reduce(0) { $0 + displayWidth($1) }
}

private func displayWidth(_ scalar: Unicode.Scalar) -> Int {
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format: return 0
  default: break
  }
  switch scalar.value {
  case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f,
    0xff00...0xff60, 0xffe0...0xffe6, 0x1f000...0x1fbff, 0x20000...0x3fffd:
    return 2
  default: return scalar.properties.isEmojiPresentation ? 2 : 1
  }
}

/// As much of `text` from its beginning as takes at most `columns`.
package func prefix(of text: String, columns: Int) -> Substring {
  var width = 0
  var end = text.startIndex
  for index in text.indices {
    width += displayWidth(String(text[index]))
    if width > columns { break }
    end = text.index(after: index)
  }
  return text[..<end]
}
