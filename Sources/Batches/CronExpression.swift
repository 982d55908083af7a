/// A five-field cron expression or one of cron's nicknames, with the grammar and the meaning of Debian's cron.
package struct CronExpression: Equatable, Sendable {
  /// The expression as it was written.
  package let source: String

  /// Bit n stands for minute n, 0 to 59.
  let minutes: UInt64
  /// Bit n stands for hour n, 0 to 23.
  let hours: UInt32
  /// Bit n stands for day n, 1 to 31.
  let daysOfMonth: UInt32
  /// Bit n stands for month n, 1 to 12.
  let months: UInt16
  /// Bit n stands for a day of the week, 0 (Sunday) to 6.
  let daysOfWeek: UInt8
  /// The fields whose text begins with `*`, which also `*/2` does.
  let stars: Stars

  /// Which fields begin with `*`: cron gives that a meaning beside the values it stands for.
  struct Stars: OptionSet, Sendable {
    let rawValue: UInt8

    static let minute = Stars(rawValue: 1)
    static let hour = Stars(rawValue: 2)
    static let dayOfMonth = Stars(rawValue: 4)
    static let dayOfWeek = Stars(rawValue: 8)
  }

  /// Parses `text`: five fields, or a nickname such as `@daily`. Blanks around it are ignored.
  package init(parsing text: String) throws(CronError) {
    var parser = CronParser(text)
    self = try parser.expression()
  }

  init(
    source: String, minutes: UInt64, hours: UInt32, daysOfMonth: UInt32, months: UInt16, daysOfWeek: UInt8,
    stars: Stars
  ) {
    self.source = source
    self.minutes = minutes
    self.hours = hours
    self.daysOfMonth = daysOfMonth
    self.months = months
    self.daysOfWeek = daysOfWeek
    self.stars = stars
  }

  /// Whether the job follows every change of the clock at once, because its minute or hour begins with `*`. Other jobs
  /// run at fixed times, which cron neither skips nor repeats when daylight saving begins or ends.
  package var followsClock: Bool { !stars.isDisjoint(with: [.minute, .hour]) }

  /// The days of a month on which the job runs: bit n stands for day n.
  ///
  /// If either day field begins with `*`, a day must satisfy both fields, otherwise one of them is enough.
  /// - Parameter first: the month's first day, in days since the epoch.
  func days(inMonth month: Int, ofYear year: Int, startingOn first: Int) -> UInt32 {
    let week = UInt64(daysOfWeek)
    // The days of the week from the month's first day on, then that week five times over.
    let firstWeek = ((week << 7 | week) >> UInt64(weekday(ofDaysSinceEpoch: first))) & 0x7f
    let byWeekday = UInt32(truncatingIfNeeded: firstWeek &* 0x1020_4081) << 1
    let inMonth = (UInt32(2) << UInt32(daysInMonth(month, ofYear: year)) &- 1) & ~1
    let either = stars.isDisjoint(with: [.dayOfMonth, .dayOfWeek])
    return (either ? daysOfMonth | byWeekday : daysOfMonth & byWeekday) & inMonth
  }
}

/// Why a text is not a cron expression.
package struct CronError: Error, Equatable, Sendable {
  /// One line that names the mistake and how to repair it.
  package let message: String
  /// Where in the text the mistake begins, in UTF-8 bytes from 0.
  package let offset: Int
}
