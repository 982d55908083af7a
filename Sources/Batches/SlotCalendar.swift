/// When a cron schedule starts its job, in one time zone, with Debian cron's behaviour when the clocks change.
///
/// Slots are whole seconds. Several times that cron catches up on at one moment are one slot.
package struct SlotCalendar: Equatable, Sendable {
  package let expression: CronExpression
  package let zone: TimeZoneRules

  package init(_ expression: CronExpression, in zone: TimeZoneRules) {
    self.expression = expression
    self.zone = zone
  }

  /// The first slot after `moment`; nil if none comes within 40 years, as for 30 February.
  package func nextSlot(after moment: Timestamp) -> Timestamp? {
    let seconds = Int(moment.seconds)
    var period = zone.period(at: Int64(seconds))
    var stretch = CronStretch(period, of: self)
    var from = seconds < stretch.firstInstant ? stretch.catchUpMinute : stretch.minute(at: seconds) + 1
    var searchedFrom = from
    guard var match = expression.firstMatch(atOrAfter: from) else { return nil }
    while match > stretch.lastMinute {
      period = zone.period(at: Int64(period.end))
      stretch = CronStretch(period, of: self)
      from = stretch.catchUpMinute
      // The match stays the first one, unless the clock went back to before where its search began, or past it.
      if from < searchedFrom || from > match {
        guard let found = expression.firstMatch(atOrAfter: from) else { return nil }
        match = found
        searchedFrom = from
      }
    }
    return Timestamp(seconds: Int64(stretch.instant(of: match)))
  }

  /// The last slot at or before `moment`; nil if there was none in the 40 years before.
  package func latestSlot(atOrBefore moment: Timestamp) -> Timestamp? {
    let seconds = Int(moment.seconds)
    var period = zone.period(at: Int64(seconds))
    var stretch = CronStretch(period, of: self)
    var through = stretch.minute(at: seconds)
    var hasBegun = seconds >= stretch.firstInstant
    while true {
      if hasBegun {
        guard let match = expression.lastMatch(atOrBefore: min(through, stretch.lastMinute)) else { return nil }
        if match >= stretch.catchUpMinute { return Timestamp(seconds: Int64(stretch.instant(of: match))) }
      }
      guard period.start > Int.min else { return nil }
      period = zone.period(at: Int64(period.start - 1))
      stretch = CronStretch(period, of: self)
      through = stretch.lastMinute
      hasBegun = true
    }
  }

  /// The slot that a run fills which starts at `start`: the last one that had come by then, or the next if `start` is
  /// only a little early for it. Nil if there is neither.
  /// - Parameter earlyTolerance: how early is little; never more than half the gap between the two slots.
  package func slotFilled(byStartAt start: Timestamp, earlyTolerance: TimeSpan) -> Timestamp? {
    let latest = latestSlot(atOrBefore: start)
    guard earlyTolerance.milliseconds > 0, let next = nextSlot(after: start) else { return latest }
    var tolerance = earlyTolerance
    if let latest { tolerance = min(tolerance, TimeSpan(milliseconds: (next - latest).milliseconds / 2)) }
    return (next - start) <= tolerance ? next : latest
  }
}
