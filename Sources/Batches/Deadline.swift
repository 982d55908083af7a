extension DeadlineRule {
  /// When the slot at `slot` must be complete.
  ///
  /// A clock time that is skipped when the clocks change counts at the moment of the change, one that comes twice at its
  /// first occurrence after the slot.
  package func deadline(forSlot slot: Timestamp, in zone: TimeZoneRules) -> Timestamp {
    switch self {
    case .within(let span):
      let (sum, overflow) = slot.milliseconds.addingReportingOverflow(span.milliseconds)
      return Timestamp(milliseconds: overflow ? Int64.max : sum)
    case .by(let clockTime):
      return Timestamp(seconds: Int64(first(clockTime, after: Int(slot.seconds), in: zone)))
    }
  }

  private func first(_ clockTime: ClockTime, after moment: Int, in zone: TimeZoneRules) -> Int {
    let time = (clockTime.hour * 60 + clockTime.minute) * 60
    var period = zone.period(at: Int64(moment))
    var candidate = moment + 1
    while true {
      let local = nextLocal(time, atOrAfter: candidate + period.offset)
      if local - period.offset < period.end { return local - period.offset }
      let next = zone.period(at: Int64(period.end))
      let skipped = nextLocal(time, atOrAfter: period.end + period.offset)
      if skipped < period.end + next.offset { return period.end }
      candidate = period.end
      period = next
    }
  }

  /// The first second of a local clock at or after `second` that shows `time`, in seconds from midnight.
  private func nextLocal(_ time: Int, atOrAfter second: Int) -> Int {
    second + floorRemainder(time - second, 86_400)
  }
}
