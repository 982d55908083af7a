internal import Batches

/// Appending numbers as text that Go's ParseFloat reads back to the same value, without a String between.
extension [UInt8] {
  /// Digits only, whatever the size: no exponent.
  mutating func append(integer value: Int64) {
    if value < 0 { append(UInt8(ascii: "-")) }
    append(digits: value.magnitude)
  }

  /// Milliseconds as seconds: `1500` becomes `1.5`, `2000` becomes `2`.
  mutating func append(milliseconds value: Int64) {
    if value < 0 { append(UInt8(ascii: "-")) }
    let (whole, rest) = value.magnitude.quotientAndRemainder(dividingBy: 1000)
    append(digits: whole)
    guard rest > 0 else { return }
    append(UInt8(ascii: "."))
    append(UInt8(ascii: "0") + UInt8(rest / 100))
    if rest % 100 > 0 { append(UInt8(ascii: "0") + UInt8(rest / 10 % 10)) }
    if rest % 10 > 0 { append(UInt8(ascii: "0") + UInt8(rest % 10)) }
  }

  /// The shortest text that reads back as the same number; whole numbers without point or exponent as far as Int64
  /// goes; `NaN`, `+Inf` and `-Inf`.
  mutating func append(double value: Double) {
    if let whole = Int64(wholePartOf: value, in: .min ... .max), Double(whole) == value {
      append(integer: whole)
    } else if value.isFinite {
      append(contentsOf: value.description.utf8)
    } else if value.isNaN {
      append(contentsOf: "NaN".utf8)
    } else {
      append(contentsOf: (value < 0 ? "-Inf" : "+Inf").utf8)
    }
  }

  private mutating func append(digits value: UInt64) {
    guard value >= 10 else { return append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value)) }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var rest = value
      var first = 20
      repeat {
        first -= 1
        let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
        digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
        rest = quotient
      } while rest > 0
      append(contentsOf: digits[first...])
    }
  }
}
