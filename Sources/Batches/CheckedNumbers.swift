// Numbers that come from outside may lie anywhere, and Swift traps where one doesn't fit. These don't.
//
// Swift's own conversions of doubles stand in the way of nobody's eyes, so below they are declared once more, as deprecated:
// where this module is imported the compiler refuses them. Tests/tools/lint.sh sees to it that it is.

extension Int64 {
  /// The whole part of a number.
  /// - Returns: nil for what is no number, or lies outside `range`.
  package init?(wholePartOf value: Double, in range: ClosedRange<Int64>) {
    // Both are powers of two, which a double holds exactly.
    guard value >= -0x1p63, value < 0x1p63 else { return nil }
    let whole: Int64 = converted(value)
    guard range.contains(whole) else { return nil }
    self = whole
  }

  /// The whole part of a number, or the end of the range that it lies beyond; 0 for what is no number.
  package init(clamping value: Double) {
    self = Int64(wholePartOf: value, in: .min ... .max) ?? (value > 0 ? .max : value < 0 ? .min : 0)
  }
}

/// Whole numbers convert themselves; it is generic, so that none of the conversions below is meant.
private func converted<Number: BinaryFloatingPoint, Whole: FixedWidthInteger>(_ value: Number) -> Whole { Whole(value) }

extension Int64 {
  @available(*, deprecated, message: "it traps beyond the range; use init(clamping:) or init(wholePartOf:in:)")
  package init(_ value: Double) { self.init(clamping: value) }
}

extension Int {
  /// The whole part of a number, or the end of the range that it lies beyond; 0 for what is no number.
  package init(clamping value: Double) { self.init(Int64(clamping: value)) }

  @available(*, deprecated, message: "it traps beyond the range; use init(clamping:)")
  package init(_ value: Double) { self.init(clamping: value) }
}

extension Int32 {
  @available(*, deprecated, message: "it traps beyond the range; use Int64(wholePartOf:in:)")
  package init(_ value: Double) { self.init(clamping: Int64(clamping: value)) }
}

extension UInt64 {
  @available(*, deprecated, message: "it traps beyond the range; use Int64(wholePartOf:in:)")
  package init(_ value: Double) { self.init(clamping: Int64(clamping: value)) }
}

/// What an overflowing operation would come to in a wider integer, as far as the range reaches.
/// - Parameter sign: has the sign of the true result, wherever there is an overflow.
func saturating(_ result: (partialValue: Int64, overflow: Bool), _ sign: Int64) -> Int64 {
  result.overflow ? (sign < 0 ? .min : .max) : result.partialValue
}
