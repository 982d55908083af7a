import Testing

@testable import Batches

@Suite struct CronDaysTests {
  /// The days of January 2026, which begins on a Thursday, on which `fields` (day of month, month, day of week) match.
  private func days(_ fields: String) throws -> [Int] {
    let cron = try CronExpression(parsing: "0 0 \(fields)")
    let first = CivilDate(year: 2026, month: 1, day: 1).daysSinceEpoch
    let mask = cron.days(inMonth: 1, ofYear: 2026, startingOn: first)
    return (0..<32).filter { mask >> UInt32($0) & 1 != 0 }
  }

  @Test func oneDayFieldIsEnoughIfNeitherBeginsWithAStar() throws {
    #expect(try days("1,15 * 5") == [1, 2, 9, 15, 16, 23, 30])
    #expect(try days("1-31 * 5").count == 31)
    #expect(try days("1 * 0-7").count == 31)
  }

  @Test func bothDayFieldsMustMatchIfOneBeginsWithAStar() throws {
    #expect(try days("* * 5") == [2, 9, 16, 23, 30])
    #expect(try days("1,15 * *") == [1, 15])
    #expect(try days("*/2 * 5") == [9, 23])
    #expect(try days("10-20 * */2") == [10, 11, 13, 15, 17, 18, 20])
    #expect(try days("*,1 * 5") == [2, 9, 16, 23, 30])
    #expect(try days("1,* * 5").count == 31)
    #expect(try days("* * *").count == 31)
    #expect(try days("31 * *") == [31])
  }

  @Test func leavesOutDaysThatTheMonthDoesNotHave() throws {
    let cron = try CronExpression(parsing: "0 0 28-31 2 *")
    let first = CivilDate(year: 2024, month: 2, day: 1).daysSinceEpoch
    #expect(cron.days(inMonth: 2, ofYear: 2024, startingOn: first) == 1 << 28 | 1 << 29)
  }

  /// Every search against a walk from minute to minute.
  @Test func searchesAsAWalkWould() throws {
    for text in ["*/17 3-5 * * *", "59 23 31 12 *", "0 0 29 2 *", "30 */7 1-7 */3 mon", "5,50 0,23 */10 2-4 2"] {
      let cron = try CronExpression(parsing: text)
      let start = CivilDate(year: 2023, month: 12, day: 1).daysSinceEpoch * 1440
      let end = start + 100 * 1440
      var last: Int?
      for minute in start...end where matches(cron, minute) {
        if let last, last >= start {
          #expect(cron.firstMatch(atOrAfter: last + 1) == minute)
          #expect(cron.lastMatch(atOrBefore: minute - 1) == last)
        }
        #expect(cron.firstMatch(atOrAfter: minute) == minute)
        #expect(cron.lastMatch(atOrBefore: minute) == minute)
        last = minute
      }
    }
  }

  private func matches(_ cron: CronExpression, _ minute: Int) -> Bool {
    let day = floorDivision(minute, 1440)
    let date = CivilDate(daysSinceEpoch: day)
    let time = minute - day * 1440
    return cron.minutes >> UInt64(time % 60) & 1 != 0 && cron.hours >> UInt32(time / 60) & 1 != 0
      && cron.months >> UInt16(date.month) & 1 != 0
      && cron.days(inMonth: date.month, ofYear: date.year, startingOn: day - date.day + 1) >> UInt32(date.day) & 1 != 0
  }

  @Test func givesUpOnDaysThatNeverCome() throws {
    let never = SlotCalendar(try CronExpression(parsing: "0 0 30 2 *"), in: .utc)
    #expect(never.nextSlot(after: Timestamp(seconds: 1_795_428_000)) == nil)
    #expect(never.latestSlot(atOrBefore: Timestamp(seconds: 1_795_428_000)) == nil)
  }

  @Test func findsALeapDayThatIs40YearsAway() throws {
    // 29 February is a Sunday in 2088, then in 2128, since 2100 is no leap year. `*/7` is a star: both fields count.
    let sundays = SlotCalendar(try CronExpression(parsing: "0 0 29 2 */7"), in: .utc)
    #expect(sundays.nextSlot(after: try moment("2088-03-01T00:00:00Z"))?.rfc3339 == "2128-02-29T00:00:00Z")
    #expect(sundays.latestSlot(atOrBefore: try moment("2128-02-28T00:00:00Z"))?.rfc3339 == "2088-02-29T00:00:00Z")
  }
}
