/// `text` in single quotes, on one line and no longer than a line: what could move the cursor, reorder the line or pass
/// for a plain space is escaped, and the rest of a long text is cut off. Bytes that weren't UTF-8 have become U+FFFD.
func quoted(_ text: String, limit: Int = 60) -> String {
  var result = "'"
  var count = 0
  for scalar in text.unicodeScalars {
    if count == limit {
      result += "…"
      break
    }
    count += 1
    appendVisibly(scalar, to: &result)
  }
  return result + "'"
}

private func appendVisibly(_ scalar: Unicode.Scalar, to result: inout String) {
  switch scalar {
  case "\n": result += "\\n"
  case "\r": result += "\\r"
  case "\t": result += "\\t"
  case "'", "\\":
    result += "\\"
    result.unicodeScalars.append(scalar)
  case " "..."~":
    result.unicodeScalars.append(scalar)
  default:
    if isVisible(scalar) {
      result.unicodeScalars.append(scalar)
    } else {
      result += "\\u{" + String(scalar.value, radix: 16) + "}"
    }
  }
}

private func isVisible(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .surrogate, .privateUse, .unassigned,
    .nonspacingMark, .enclosingMark:
    false
  default: scalar != "\u{FFFD}"
  }
}
