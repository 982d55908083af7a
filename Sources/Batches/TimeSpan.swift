/// A length of time in milliseconds. Arithmetic stops at the ends of the range instead of trapping.
package struct TimeSpan: Hashable, Comparable, Sendable {
  package var milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  package init(seconds: Int64) { milliseconds = saturating(seconds.multipliedReportingOverflow(by: 1000), seconds) }

  package static let zero = TimeSpan(milliseconds: 0)

  package static func minutes(_ count: Int64) -> TimeSpan { TimeSpan(seconds: 60) * count }

  package static func hours(_ count: Int64) -> TimeSpan { TimeSpan(seconds: 3600) * count }

  package static func days(_ count: Int64) -> TimeSpan { TimeSpan(seconds: 86_400) * count }

  /// Seconds with their fraction, the unit in which metrics are published.
  package var inSeconds: Double { Double(milliseconds) / 1000 }

  package static func < (left: TimeSpan, right: TimeSpan) -> Bool { left.milliseconds < right.milliseconds }

  package static func + (left: TimeSpan, right: TimeSpan) -> TimeSpan {
    let sum = left.milliseconds.addingReportingOverflow(right.milliseconds)
    return TimeSpan(milliseconds: saturating(sum, left.milliseconds))
  }

  package static func * (span: TimeSpan, factor: Int64) -> TimeSpan {
    let product = span.milliseconds.multipliedReportingOverflow(by: factor)
    let isNegative = (span.milliseconds < 0) != (factor < 0)
    return TimeSpan(milliseconds: saturating(product, isNegative ? -1 : 1))
  }

  package func scaled(by factor: Double) -> TimeSpan {
    TimeSpan(milliseconds: Int64(clamping: Double(milliseconds) * factor))
  }
}
