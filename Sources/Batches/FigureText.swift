/// A ratio as a percentage for people: `80 %`, `16.67 %`. Only what is complete reads 100 %, only nothing reads 0 %.
package func percentText(_ ratio: Double) -> String {
  guard ratio > 0 else { return ratio.isNaN ? "? %" : "0 %" }
  guard ratio < 1 else { return "100 %" }
  let hundredths = Int(clamping: ratio * 10_000 + 0.5)
  return decimalText(min(max(hundredths, 1), 9999), decimals: 2, atLeast: 0) + " %"
}

/// An amount of money for people, with two to four decimals: `7.50`, `0.0125`. The currency is not part of it.
package func moneyText(_ amount: Double) -> String {
  guard amount.magnitude < 1e14 else { return amount.isNaN ? "?" : amount.description }
  let units = Int(clamping: amount.magnitude * 10_000 + 0.5)
  return (amount < 0 && units > 0 ? "-" : "") + decimalText(units, decimals: 4, atLeast: 2)
}

/// `value`, a whole number of the last decimal's units, with a point. Zeros at the end are dropped down to `atLeast`
/// decimals.
func decimalText(_ value: Int, decimals: Int, atLeast: Int) -> String {
  var digits = Array(padded(value, decimals + 1).utf8)
  var kept = decimals
  while kept > atLeast, digits.last == UInt8(ascii: "0") {
    digits.removeLast()
    kept -= 1
  }
  if kept > 0 { digits.insert(UInt8(ascii: "."), at: digits.count - kept) }
  return String(decoding: digits, as: UTF8.self)
}
