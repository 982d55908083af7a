extension Timestamp {
  /// The moment as RFC 3339 writes it, in UTC and whole seconds, rounded down: `2026-11-23T10:00:00Z`.
  package var rfc3339: String { rfc3339Text(fraction: "") }

  /// The moment as RFC 3339 writes it, in UTC with milliseconds: `2026-11-23T10:00:00.250Z`.
  package var rfc3339WithMilliseconds: String {
    rfc3339Text(fraction: "." + padded(floorRemainder(Int(milliseconds), 1000), 3))
  }

  private func rfc3339Text(fraction: String) -> String {
    let clock = LocalClock(seconds: Int(seconds))
    return "\(clock.dateText)T\(clock.minuteText):\(padded(clock.second, 2))\(fraction)Z"
  }

  /// Date, time and the zone's name for it, on the clock of `zone`: `2026-11-23 05:00 EST`.
  package func localDateTime(in zone: TimeZoneRules) -> String {
    let period = zone.period(at: seconds)
    let clock = LocalClock(seconds: Int(seconds) + period.offset)
    return "\(clock.dateText) \(clock.minuteText) \(period.abbreviation)"
  }

  /// Hour and minute on the clock of `zone`: `05:00`.
  package func localTime(in zone: TimeZoneRules) -> String {
    LocalClock(seconds: Int(seconds) + zone.offset(at: seconds)).minuteText
  }

  /// Year, month and day on the clock of `zone`: `2026-11-23`.
  package func localDate(in zone: TimeZoneRules) -> String {
    LocalClock(seconds: Int(seconds) + zone.offset(at: seconds)).dateText
  }
}

/// What a calendar and a clock show.
struct LocalClock {
  var date: CivilDate
  var hour: Int
  var minute: Int
  var second: Int

  /// - Parameter seconds: since 1970-01-01 00:00 on this clock.
  init(seconds: Int) {
    let days = floorDivision(seconds, 86_400)
    let inDay = seconds - days * 86_400
    date = CivilDate(daysSinceEpoch: days)
    (hour, minute, second) = (inDay / 3600, inDay / 60 % 60, inDay % 60)
  }

  var dateText: String {
    let year = date.year < 0 ? "-" + padded(-date.year, 4) : padded(date.year, 4)
    return "\(year)-\(padded(date.month, 2))-\(padded(date.day, 2))"
  }

  var minuteText: String { "\(padded(hour, 2)):\(padded(minute, 2))" }
}
