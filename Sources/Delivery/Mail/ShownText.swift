internal import Presentation

/// Text from anybody in a mail: safe to show, and cut after `limit` characters, for a mail is no place for 100 kB of
/// reason.
func shown(_ text: String, limit: Int = 400) -> String {
  // More than the limit is looked at, since colours are no text.
  let scalars = withoutColours(String(text.unicodeScalars.prefix(limit * 4))).unicodeScalars
  return safeText(String(scalars.prefix(limit)), unicode: true) + (scalars.count > limit ? "…" : "")
}

/// Text from anybody for a line of its own, such as a subject: line breaks and tabs become blanks.
func oneLine(_ text: String, limit: Int) -> String {
  // More than the limit is looked at, since runs of blanks become one.
  let head = withoutColours(String(text.unicodeScalars.prefix(limit * 4)))
  let words = head.unicodeScalars.split { $0.properties.isWhitespace || $0 == "\0" }
  return cut(safeText(words.map { String($0) }.joined(separator: " "), unicode: true), to: limit)
}

/// `text`, cut to `columns` with a mark where it is longer.
func cut(_ text: String, to columns: Int) -> String { Line(text).cut(to: columns, unicode: true).plainText }

/// The host, where it is one of several things in a line.
func shownHost(_ host: String) -> String { oneLine(host, limit: 48) }
