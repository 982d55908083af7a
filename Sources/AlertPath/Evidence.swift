/// What a server said, as evidence: in one line and at most 300 characters, since it is kept, mailed and logged.
package func evidence(_ text: String) -> String {
  var short = String.UnicodeScalarView()
  var count = 0
  for scalar in text.unicodeScalars {
    guard count < 300 else { return String(short) + " …" }
    let isControl = scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
    short.append(isControl ? "?" : scalar)
    count += 1
  }
  return String(short)
}
