/// A moment, in milliseconds since the Unix epoch (UTC, leap seconds not counted). Before 1970 it is negative.
///
/// Arithmetic stops at the ends of the range instead of trapping: what a row, a peer or a clock says may lie anywhere.
package struct Timestamp: Hashable, Comparable, Sendable {
  package var milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// Whole seconds since the Unix epoch.
  package init(seconds: Int64) { milliseconds = saturating(seconds.multipliedReportingOverflow(by: 1000), seconds) }

  /// Seconds since the Unix epoch, rounded down.
  package var seconds: Int64 { milliseconds / 1000 - (milliseconds % 1000 < 0 ? 1 : 0) }

  package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

  package static func + (moment: Timestamp, span: TimeSpan) -> Timestamp {
    let sum = moment.milliseconds.addingReportingOverflow(span.milliseconds)
    return Timestamp(milliseconds: saturating(sum, span.milliseconds))
  }

  package static func - (moment: Timestamp, span: TimeSpan) -> Timestamp {
    let difference = moment.milliseconds.subtractingReportingOverflow(span.milliseconds)
    return Timestamp(milliseconds: saturating(difference, moment.milliseconds))
  }

  package static func - (later: Timestamp, earlier: Timestamp) -> TimeSpan {
    let difference = later.milliseconds.subtractingReportingOverflow(earlier.milliseconds)
    return TimeSpan(milliseconds: saturating(difference, later.milliseconds))
  }
}

extension Timestamp {
  /// From 1970 to the end of 9999, the last year that RFC 3339 can write: what a clock, a row or a peer may say.
  package static let possible = Timestamp(milliseconds: 0)...Timestamp(milliseconds: 253_402_300_799_999)

  /// Seconds since the Unix epoch with a fraction, as metrics have them, to the nearest millisecond: few milliseconds have
  /// a double of their own in seconds.
  /// - Returns: nil for what is no number or lies outside `possible`.
  package init?(unixSeconds: Double) {
    let range = Self.possible.lowerBound.milliseconds...Self.possible.upperBound.milliseconds
    guard let milliseconds = Int64(wholePartOf: (unixSeconds * 1000).rounded(), in: range) else { return nil }
    self.init(milliseconds: milliseconds)
  }
}
