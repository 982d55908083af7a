/// Without the sequences that set colours: `ESC [`, digits and semicolons, `m` (ECMA-48, 8.3.117).
func withoutColours(_ text: String) -> String {
  let scalars = Array(text.unicodeScalars)
  if !scalars.contains("\u{1b}") { return text }
  var kept = String.UnicodeScalarView()
  var index = 0
  while index < scalars.count {
    if scalars[index] == "\u{1b}", index + 1 < scalars.count, scalars[index + 1] == "[" {
      var end = index + 2
      while end < scalars.count, ("0"..."9").contains(scalars[end]) || scalars[end] == ";" { end += 1 }
      if end < scalars.count, scalars[end] == "m" {
        index = end + 1
        continue
      }
    }
    kept.append(scalars[index])
    index += 1
  }
  return String(kept)
}
