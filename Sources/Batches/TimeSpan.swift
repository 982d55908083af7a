/// A length of time in milliseconds.
package struct TimeSpan: Hashable, Comparable, Sendable {
  package var milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  package init(seconds: Int64) { milliseconds = seconds * 1000 }

  package static let zero = TimeSpan(milliseconds: 0)

  package static func minutes(_ count: Int64) -> TimeSpan { TimeSpan(seconds: count * 60) }

  package static func hours(_ count: Int64) -> TimeSpan { TimeSpan(seconds: count * 3600) }

  package static func days(_ count: Int64) -> TimeSpan { TimeSpan(seconds: count * 86_400) }

  /// Seconds with their fraction, the unit in which metrics are published.
  package var inSeconds: Double { Double(milliseconds) / 1000 }

  package static func < (left: TimeSpan, right: TimeSpan) -> Bool { left.milliseconds < right.milliseconds }
}
