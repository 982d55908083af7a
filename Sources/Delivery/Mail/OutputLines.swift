internal import Presentation

/// The last lines of a command's output, any bytes, as lines that are safe to show.
///
/// As on a terminal, a line that was written over by carriage returns shows what was written last, tabs go to the next
/// eighth column, and colours are no text. Everything else that a terminal would obey is shown as an escape.
func outputLines(_ output: [UInt8], limit: Int = 40) -> [String] {
  let all = output.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  let whole = all.last?.isEmpty == true ? all.dropLast() : all[...]
  let lines = whole.suffix(limit).map(outputLine)
  // What is empty throughout says nothing.
  return lines.allSatisfy(\.isEmpty) ? [] : lines
}

private func outputLine(_ bytes: ArraySlice<UInt8>) -> String {
  let last = bytes.split(separator: UInt8(ascii: "\r")).last ?? []
  let longest = 500
  var text = safeText(
    withoutTabs(withoutColours(String(decoding: last.prefix(4 * longest), as: UTF8.self))), unicode: true)
  if last.count > 4 * longest { text += "…" }
  text = cut(text, to: longest)
  while text.last == " " { text.removeLast() }
  return text
}

private func withoutTabs(_ text: String) -> String {
  if !text.utf8.contains(UInt8(ascii: "\t")) { return text }
  var shown = ""
  for part in text.split(separator: "\t", omittingEmptySubsequences: false) {
    if !shown.isEmpty || part.startIndex > text.startIndex {
      shown += String(repeating: " ", count: 8 - displayWidth(shown) % 8)
    }
    shown += part
  }
  return shown
}
