import Glibc
import Testing

@testable import Batches

@Suite struct CivilDateTests {
  @Test func knowsDaysThatAreWellKnown() {
    #expect(CivilDate(year: 1970, month: 1, day: 1).daysSinceEpoch == 0)
    #expect(CivilDate(year: 2000, month: 2, day: 29).daysSinceEpoch == 11_016)
    #expect(CivilDate(year: 1969, month: 12, day: 31).daysSinceEpoch == -1)
    #expect(CivilDate(daysSinceEpoch: 2_932_896) == CivilDate(year: 9999, month: 12, day: 31))
    #expect(weekday(ofDaysSinceEpoch: 0) == 4)
    #expect(weekday(ofDaysSinceEpoch: -5) == 6)
  }

  @Test func agreesWithGlibcOnEveryDayFrom1800To2200() {
    for day in -62_000...84_000 {
      let expected = GlibcClock.utc(day * 86_400)
      let date = CivilDate(daysSinceEpoch: day)
      let isRight =
        date.year == Int(expected.tm_year) + 1900 && date.month == Int(expected.tm_mon) + 1
        && date.day == Int(expected.tm_mday) && weekday(ofDaysSinceEpoch: day) == Int(expected.tm_wday)
        && date.daysSinceEpoch == day
      if !isRight { Issue.record("day \(day) became \(date)") }
    }
  }

  @Test func countsTheDaysOfMonths() {
    #expect(daysInMonth(2, ofYear: 2000) == 29)
    #expect(daysInMonth(2, ofYear: 2100) == 28)
    #expect(daysInMonth(2, ofYear: 2024) == 29)
    #expect((1...12).map { daysInMonth($0, ofYear: 2025) }.reduce(0, +) == 365)
  }
}
