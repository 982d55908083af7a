/// A moment, in milliseconds since the Unix epoch (UTC, leap seconds not counted). Before 1970 it is negative.
package struct Timestamp: Hashable, Comparable, Sendable {
  package var milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// Whole seconds since the Unix epoch.
  package init(seconds: Int64) { milliseconds = seconds * 1000 }

  /// Seconds since the Unix epoch, rounded down.
  package var seconds: Int64 { milliseconds / 1000 - (milliseconds % 1000 < 0 ? 1 : 0) }

  package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

  package static func + (moment: Timestamp, span: TimeSpan) -> Timestamp {
    Timestamp(milliseconds: moment.milliseconds + span.milliseconds)
  }

  package static func - (moment: Timestamp, span: TimeSpan) -> Timestamp {
    Timestamp(milliseconds: moment.milliseconds - span.milliseconds)
  }

  package static func - (later: Timestamp, earlier: Timestamp) -> TimeSpan {
    TimeSpan(milliseconds: later.milliseconds - earlier.milliseconds)
  }
}
