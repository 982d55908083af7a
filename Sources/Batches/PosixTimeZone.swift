/// A zone's rule for all future years, as POSIX writes it into `TZ`: `EST5EDT,M3.2.0,M11.1.0`.
struct PosixTimeZone: Equatable, Sendable {
  var standard: LocalTimeType
  /// nil without daylight saving time.
  var daylight: Daylight?

  /// Daylight saving time and when it begins and ends.
  struct Daylight: Equatable, Sendable {
    var type: LocalTimeType
    /// In standard time.
    var start: YearlyMoment
    /// In daylight saving time.
    var end: YearlyMoment
  }

  /// A moment of every year, on the local clock.
  struct YearlyMoment: Equatable, Sendable {
    var day: YearlyDay
    /// Seconds from that day's 00:00, -167 to 167 hours.
    var time: Int

    /// Seconds since the epoch, as if the local clock were UTC's.
    func seconds(inYear year: Int) -> Int { day.daysSinceEpoch(inYear: year) * 86_400 + time }
  }

  /// A day of every year.
  enum YearlyDay: Equatable, Sendable {
    /// `Jn`: day 1 to 365, 29 February not counted.
    case julian(Int)
    /// `n`: day 0 to 365, 29 February counted.
    case zeroBased(Int)
    /// `Mm.w.d`: the week-th `weekday` (0 is Sunday) of the month; week 5 is the last.
    case weekday(month: Int, week: Int, weekday: Int)

    func daysSinceEpoch(inYear year: Int) -> Int {
      let newYear = CivilDate(year: year, month: 1, day: 1).daysSinceEpoch
      switch self {
      case .julian(let day):
        return newYear + day - 1 + (day >= 60 && isLeapYear(year) ? 1 : 0)
      case .zeroBased(let day):
        return newYear + day
      case .weekday(let month, let week, let target):
        let first = CivilDate(year: year, month: month, day: 1).daysSinceEpoch
        let firstMatch = floorRemainder(target - Batches.weekday(ofDaysSinceEpoch: first), 7)
        let day = firstMatch + (week - 1) * 7
        return first + (day < daysInMonth(month, ofYear: year) ? day : day - 7)
      }
    }
  }

  /// The period around `moment`, in seconds since the epoch, that begins no earlier than `floor`.
  func period(at moment: Int, notBefore floor: Int) -> ZonePeriod {
    guard let daylight else { return ZonePeriod(start: floor, end: Int.max, type: standard) }
    // A change may lie in a neighbouring year, since a rule's time may be a week off its day.
    let year = CivilDate(daysSinceEpoch: floorDivision(moment, 86_400)).year
    var start = Int.min
    var end = Int.max
    var isDaylight = false
    for nearby in year - 1...year + 1 {
      let changes = [
        (daylight.end.seconds(inYear: nearby) - daylight.type.offset, false),
        (daylight.start.seconds(inYear: nearby) - standard.offset, true),
      ]
      for (time, beginsDaylight) in changes {
        if time > moment {
          end = min(end, time)
        } else if time > start || (time == start && beginsDaylight) {
          // Both at once means that daylight saving time goes on: that is how a rule says "all year".
          (start, isDaylight) = (time, beginsDaylight)
        }
      }
    }
    return ZonePeriod(start: max(start, floor), end: end, type: isDaylight ? daylight.type : standard)
  }
}
