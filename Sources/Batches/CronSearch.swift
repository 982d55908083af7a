/// Searches in local time. A minute is counted from 1970-01-01 00:00 on the clock at hand, whatever its zone, as cron
/// counts its own clock. Both searches jump from field to field, so their cost does not depend on the distance.
extension CronExpression {
  /// How far a search goes. A leap day on a given day of the week can be 40 years away.
  static let searchLimitYears = 40

  /// The first minute at or after `minute` that matches; nil if there is none within 40 years.
  func firstMatch(atOrAfter minute: Int) -> Int? {
    let day = floorDivision(minute, minutesPerDay)
    var date = CivilDate(daysSinceEpoch: day)
    let startYear = date.year
    var first = day - date.day + 1
    var candidates: UInt32 = 0
    if contains(month: date.month) {
      candidates = days(inMonth: date.month, ofYear: date.year, startingOn: first)
      if candidates >> UInt32(date.day) & 1 != 0, let time = firstTime(atOrAfter: minute - day * minutesPerDay) {
        return day * minutesPerDay + time
      }
      candidates &= ~((2 << UInt32(date.day)) &- 1)
    }
    guard let time = firstTime(atOrAfter: 0) else { return nil }
    while candidates == 0 {
      let later = UInt32(months) >> UInt32(date.month + 1)
      if later != 0 {
        date.month += later.trailingZeroBitCount + 1
      } else {
        date.year += 1
        date.month = months.trailingZeroBitCount
        guard date.year - startYear <= Self.searchLimitYears else { return nil }
      }
      date.day = 1
      first = date.daysSinceEpoch
      candidates = days(inMonth: date.month, ofYear: date.year, startingOn: first)
    }
    return (first + candidates.trailingZeroBitCount - 1) * minutesPerDay + time
  }

  /// The last minute at or before `minute` that matches; nil if there is none within 40 years.
  func lastMatch(atOrBefore minute: Int) -> Int? {
    let day = floorDivision(minute, minutesPerDay)
    var date = CivilDate(daysSinceEpoch: day)
    let startYear = date.year
    var first = day - date.day + 1
    var candidates: UInt32 = 0
    if contains(month: date.month) {
      candidates = days(inMonth: date.month, ofYear: date.year, startingOn: first)
      if candidates >> UInt32(date.day) & 1 != 0, let time = lastTime(atOrBefore: minute - day * minutesPerDay) {
        return day * minutesPerDay + time
      }
      candidates &= (1 << UInt32(date.day)) &- 1
    }
    guard let time = lastTime(atOrBefore: minutesPerDay - 1) else { return nil }
    while candidates == 0 {
      let earlier = UInt32(months) & ((1 << UInt32(date.month)) &- 1)
      if earlier != 0 {
        date.month = highestBit(UInt64(earlier))
      } else {
        date.year -= 1
        date.month = highestBit(UInt64(months))
        guard startYear - date.year <= Self.searchLimitYears else { return nil }
      }
      date.day = 1
      first = date.daysSinceEpoch
      candidates = days(inMonth: date.month, ofYear: date.year, startingOn: first)
    }
    return (first + highestBit(UInt64(candidates)) - 1) * minutesPerDay + time
  }

  private func contains(month: Int) -> Bool { months >> UInt16(month) & 1 != 0 }

  /// The first matching minute of a day at or after `time`, 0 to 1439.
  private func firstTime(atOrAfter time: Int) -> Int? {
    let hour = time / 60
    let minute = time % 60
    if hours >> UInt32(hour) & 1 != 0, minutes >> UInt64(minute) != 0 {
      return time + (minutes >> UInt64(minute)).trailingZeroBitCount
    }
    let later = hours >> UInt32(hour + 1)
    guard later != 0, minutes != 0 else { return nil }
    return (hour + 1 + later.trailingZeroBitCount) * 60 + minutes.trailingZeroBitCount
  }

  /// The last matching minute of a day at or before `time`, 0 to 1439.
  private func lastTime(atOrBefore time: Int) -> Int? {
    let hour = time / 60
    let past = minutes & ((2 << UInt64(time % 60)) &- 1)
    if hours >> UInt32(hour) & 1 != 0, past != 0 { return hour * 60 + highestBit(past) }
    let earlier = hours & ((1 << UInt32(hour)) &- 1)
    guard earlier != 0, minutes != 0 else { return nil }
    return highestBit(UInt64(earlier)) * 60 + highestBit(minutes)
  }
}

let minutesPerDay = 1440

/// The number of the highest bit that is set; `mask` is not 0.
private func highestBit(_ mask: UInt64) -> Int { 63 - mask.leadingZeroBitCount }
