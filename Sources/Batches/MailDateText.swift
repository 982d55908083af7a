extension Timestamp {
  private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// The moment as a mail's header writes it (RFC 5322, 3.3), on the clock of `zone`:
  /// `Mon, 23 Nov 2026 05:00:00 -0500`.
  ///
  /// A moment outside of the years that mail knows, 1900 to 9999, is written as the nearest one in UTC.
  package func rfc5322(in zone: TimeZoneRules) -> String {
    // Mail counts a zone's offset in minutes; before clocks were regulated some had seconds.
    var offset = zone.offset(at: seconds) / 60
    var clock = LocalClock(seconds: Int(seconds) + offset * 60)
    if !(1900...9999).contains(clock.date.year) {
      offset = 0
      clock = LocalClock(seconds: milliseconds < 0 ? -2_208_988_800 : 253_402_300_799)
    }
    let day = Self.days[weekday(ofDaysSinceEpoch: clock.date.daysSinceEpoch)]
    let date = "\(clock.date.day) \(Self.months[clock.date.month - 1]) \(clock.date.year)"
    let minutes = Int(offset.magnitude)
    let sign = offset < 0 ? "-" : "+"
    return "\(day), \(date) \(clock.minuteText):\(padded(clock.second, 2)) "
      + "\(sign)\(padded(minutes / 60, 2))\(padded(minutes % 60, 2))"
  }
}
