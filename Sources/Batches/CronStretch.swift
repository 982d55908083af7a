/// What cron does while the zone's offset stays the same: which minutes of the local clock it looks at, and when.
///
/// cron counts minutes of local time (`timeRunning`) and remembers the last one whose jobs have run (`virtualTime`).
/// When the clock changes, the two differ by more or less than one minute, and the main loop in its cron.c chooses by
/// that difference what to do about the minutes between.
struct CronStretch {
  /// Seconds since the epoch at which cron first looks at jobs of this kind.
  let firstInstant: Int
  /// The minute that cron first looks at in its own time.
  let firstMinute: Int
  /// The first of the skipped minutes that cron catches up on at `firstInstant`; `firstMinute` if there are none.
  let catchUpMinute: Int
  /// The last minute before the clock changes again. Less than `firstMinute` if cron looks at none.
  let lastMinute: Int
  private let offset: Int

  init(_ period: ZonePeriod, of calendar: SlotCalendar) {
    offset = period.offset
    lastMinute = period.lastMinute
    guard period.start > Int.min else {
      (firstInstant, firstMinute, catchUpMinute) = (Int.min, period.firstMinute, period.firstMinute)
      return
    }
    let wakeUp = CronWakeUp(entering: period, of: calendar.zone, lookingBack: CronWakeUp.longestChain)
    let followsClock = calendar.expression.followsClock
    switch wakeUp.kind {
    case .repeated where !followsClock:
      // These jobs have already run in the minutes that come again.
      firstMinute = wakeUp.virtualTime + 1
      catchUpMinute = firstMinute
    case .late:
      firstMinute = wakeUp.minute
      catchUpMinute = wakeUp.virtualTime + 1
    case .skipped where !followsClock:
      firstMinute = wakeUp.minute
      catchUpMinute = wakeUp.virtualTime + 1
    case .onTime, .skipped, .repeated, .jumped:
      firstMinute = wakeUp.minute
      catchUpMinute = firstMinute
    }
    firstInstant = max(period.start, firstMinute * 60 - offset)
  }

  /// The minute that the local clock shows at `seconds` since the epoch.
  func minute(at seconds: Int) -> Int { floorDivision(seconds + offset, 60) }

  /// When cron looks at `minute`, in seconds since the epoch.
  func instant(of minute: Int) -> Int { minute <= firstMinute ? firstInstant : minute * 60 - offset }
}

/// The first time that cron wakes up after a change of the clock.
private struct CronWakeUp {
  /// How cron treats the difference between the clock and `virtualTime`.
  enum Kind {
    case onTime
    /// Up to 5 minutes: every job of the minutes between runs now.
    case late
    /// Up to 3 hours: fixed-time jobs of the minutes between run now, others only for the new minute.
    case skipped
    /// Back by up to 3 hours: fixed-time jobs wait until the clock has caught up, others run again.
    case repeated
    /// More: cron takes the new time and forgets the old.
    case jumped
  }

  /// The minute that the clock shows.
  let minute: Int
  /// The last minute for which all jobs had run before.
  let virtualTime: Int
  let kind: Kind

  /// After 3 hours without a change cron has certainly caught up, so nothing before matters.
  private static let caughtUpAfter = 4 * 3600
  /// How many shorter periods to follow back; real zones have none.
  static let longestChain = 16

  /// - Parameter limit: how many periods before this one to look at.
  init(entering period: ZonePeriod, of zone: TimeZoneRules, lookingBack limit: Int) {
    let before = zone.period(at: Int64(period.start - 1))
    let last = before.lastMinute
    // cron sleeps until the minute changes, so it does not notice a clock that is set back within one.
    minute = period.firstMinute == last ? last + 1 : period.firstMinute
    if before.start == Int.min || before.end - before.start >= Self.caughtUpAfter || limit == 0 {
      virtualTime = last
    } else {
      let earlier = CronWakeUp(entering: before, of: zone, lookingBack: limit - 1)
      if earlier.minute > last {
        virtualTime = earlier.virtualTime
      } else {
        virtualTime = earlier.kind == .repeated ? max(earlier.virtualTime, last) : last
      }
    }
    switch minute - virtualTime {
    case 1: kind = .onTime
    case 2...5: kind = .late
    case 6...180: kind = .skipped
    case -179...0: kind = .repeated
    default: kind = .jumped
    }
  }
}

extension ZonePeriod {
  /// The minute of the local clock in which the period begins.
  fileprivate var firstMinute: Int { start == Int.min ? Int.min / 4 : floorDivision(start + offset, 60) }

  /// The minute of the local clock in which the period ends.
  fileprivate var lastMinute: Int { end == Int.max ? Int.max / 4 : floorDivision(end - 1 + offset, 60) }
}
