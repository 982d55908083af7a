/// `text` as one line that is safe on a terminal: control and format characters as `\u{…}`, cut after `limit` characters.
///
/// A configuration file can be anybody's, and messages about it end up on terminals, in journals and in mails.
func printable(_ text: String, limit: Int = 60) -> String {
  var result = ""
  var count = 0
  for scalar in text.unicodeScalars {
    guard count < limit else { return result + "…" }
    if isInvisible(scalar) {
      result += "\\u{" + String(scalar.value, radix: 16) + "}"
    } else {
      result.unicodeScalars.append(scalar)
    }
    count += 1
  }
  return result
}

/// `text` between single quotes, printable.
func quoted(_ text: String) -> String { "'" + printable(text) + "'" }

/// Whether a character would break a line, move the cursor or hide in the text around it.
func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
  if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
  // Several scripts, and many emoji, need the two joiners.
  if scalar.value == 0x200C || scalar.value == 0x200D { return false }
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator: return true
  default: return false
  }
}

/// Whether `text` has a character that may stand in no setting: a line break, another control or a format character.
func hasInvisibleCharacters(_ text: String) -> Bool { text.unicodeScalars.contains(where: isInvisible) }
