package struct TimeZoneRules: Sendable, Equatable { package static let utc = TimeZoneRules() }
package struct SlotCalendar: Sendable {
  init(_ e: CronExpression, in z: TimeZoneRules) {}
  func latestSlot(atOrBefore: Timestamp) -> Timestamp? { nil }
  func nextSlot(after: Timestamp) -> Timestamp? { nil }
  func slotFilled(byStartAt: Timestamp, earlyTolerance: TimeSpan) -> Timestamp? { nil }
}
extension DeadlineRule { func deadline(forSlot s: Timestamp, in z: TimeZoneRules) -> Timestamp { s } }
