// Numbers that come from outside may lie anywhere, and Swift traps where one doesn't fit. These don't.

extension Int64 {
  /// The whole part of a number.
  /// - Returns: nil for what is no number, or lies outside `range`.
  package init?(wholePartOf value: Double, in range: ClosedRange<Int64>) {
    // Both are powers of two, which a double holds exactly.
    guard value >= -0x1p63, value < 0x1p63 else { return nil }
    let whole = Int64(value)
    guard range.contains(whole) else { return nil }
    self = whole
  }

  /// The whole part of a number, or the end of the range that it lies beyond; 0 for what is no number.
  package init(clamping value: Double) {
    self = Int64(wholePartOf: value, in: .min ... .max) ?? (value > 0 ? .max : value < 0 ? .min : 0)
  }
}

/// What an overflowing operation would come to in a wider integer, as far as the range reaches.
/// - Parameter sign: has the sign of the true result, wherever there is an overflow.
func saturating(_ result: (partialValue: Int64, overflow: Bool), _ sign: Int64) -> Int64 {
  result.overflow ? (sign < 0 ? .min : .max) : result.partialValue
}
