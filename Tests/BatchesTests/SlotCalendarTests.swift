import Testing

@testable import Batches

@Suite struct SlotCalendarTests {
  /// The slots of `expression` in `zone` that follow `start`, in local time.
  private func slots(_ expression: String, _ zone: String, after start: String, count: Int) throws -> [String] {
    let rules = try Zones.rules(zone)
    let calendar = SlotCalendar(try CronExpression(parsing: expression), in: rules)
    var time = try moment(start)
    var result: [String] = []
    for _ in 0..<count {
      guard let next = calendar.nextSlot(after: time) else { break }
      #expect(calendar.latestSlot(atOrBefore: next) == next)
      if !result.isEmpty {
        #expect(calendar.latestSlot(atOrBefore: Timestamp(milliseconds: next.milliseconds - 1)) == time)
      }
      result.append(String(next.localDateTime(in: rules).dropFirst(5)))
      time = next
    }
    return result
  }

  @Test func aFixedJobInTheSkippedHourRunsRightAfterIt() throws {
    #expect(
      try slots("30 2 * * *", "America/New_York", after: "2026-03-07T00:00:00-05:00", count: 3)
        == ["03-07 02:30 EST", "03-08 03:00 EDT", "03-09 02:30 EDT"])
    // Several skipped times, and one at the new time itself, are one slot.
    #expect(
      try slots("0,20,40 2,3 8 3 *", "America/New_York", after: "2026-03-08T00:00:00-05:00", count: 3)
        == ["03-08 03:00 EDT", "03-08 03:20 EDT", "03-08 03:40 EDT"])
  }

  @Test func aFixedJobInTheRepeatedHourRunsOnce() throws {
    #expect(
      try slots("30 1 * * *", "America/New_York", after: "2026-10-31T12:00:00-04:00", count: 2)
        == ["11-01 01:30 EDT", "11-02 01:30 EST"])
    #expect(
      try slots("0 0-23 * * *", "America/New_York", after: "2026-11-01T00:30:00-04:00", count: 2)
        == ["11-01 01:00 EDT", "11-01 02:00 EST"])
  }

  @Test func aWildcardJobFollowsTheClock() throws {
    #expect(
      try slots("*/30 1-3 * * *", "America/New_York", after: "2026-03-08T01:10:00-05:00", count: 3)
        == ["03-08 01:30 EST", "03-08 03:00 EDT", "03-08 03:30 EDT"])
    #expect(
      try slots("30 * * * *", "America/New_York", after: "2026-11-01T00:10:00-04:00", count: 4)
        == ["11-01 00:30 EDT", "11-01 01:30 EDT", "11-01 01:30 EST", "11-01 02:30 EST"])
    // A wildcard job at a skipped minute only has no slot that day.
    #expect(
      try slots("*/60 2 * * *", "America/New_York", after: "2026-03-07T12:00:00-05:00", count: 1)
        == ["03-09 02:00 EDT"])
    #expect(
      try slots("@hourly", "Europe/Berlin", after: "2026-10-25T01:30:00+02:00", count: 4)
        == ["10-25 02:00 CEST", "10-25 02:00 CET", "10-25 03:00 CET", "10-25 04:00 CET"])
  }

  @Test func worksInBerlin() throws {
    #expect(
      try slots("15 2 * * *", "Europe/Berlin", after: "2026-03-28T12:00:00+01:00", count: 2)
        == ["03-29 03:00 CEST", "03-30 02:15 CEST"])
    #expect(
      try slots("15 2 * * *", "Europe/Berlin", after: "2026-10-24T12:00:00+02:00", count: 2)
        == ["10-25 02:15 CEST", "10-26 02:15 CET"])
  }

  @Test func worksWithTheHalfHourOfLordHowe() throws {
    #expect(
      try slots("15 2 * * *", "Australia/Lord_Howe", after: "2026-10-03T12:00:00+10:30", count: 2)
        == ["10-04 02:30 +11", "10-05 02:15 +11"])
    #expect(
      try slots("45 1 * * *", "Australia/Lord_Howe", after: "2026-04-04T12:00:00+11:00", count: 2)
        == ["04-05 01:45 +11", "04-06 01:45 +1030"])
  }

  @Test func worksWhereMidnightIsSkippedOrRepeated() throws {
    // In years that are past: a government may change those to come, as Cuba did with the autumn of 2026.
    #expect(
      try slots("@daily", "America/Havana", after: "2024-03-09T12:00:00-05:00", count: 2)
        == ["03-10 01:00 CDT", "03-11 00:00 CDT"])
    #expect(
      try slots("30 0 * * *", "America/Havana", after: "2024-11-02T12:00:00-04:00", count: 2)
        == ["11-03 00:30 CDT", "11-04 00:30 CST"])
  }

  @Test func skipsTheDayThatApiaSkipped() throws {
    // 30 December 2011 did not exist there; a jump of a day is a correction of the clock.
    #expect(
      try slots("0 5 * * *", "Pacific/Apia", after: "2011-12-28T12:00:00-10:00", count: 3)
        == ["12-29 05:00 -10", "12-31 05:00 +14", "01-01 05:00 +14"])
    #expect(
      try slots("0 0 * * *", "Pacific/Apia", after: "2011-12-29T12:00:00-10:00", count: 1) == ["12-31 00:00 +14"])
  }

  @Test func worksWithNegativeDaylightSavingTime() throws {
    // Ramadan: back on 10 March 2024, 03:00 to 02:00, forward on 14 April.
    #expect(
      try slots("30 2 * * *", "Africa/Casablanca", after: "2024-03-09T12:00:00+01:00", count: 2)
        == ["03-10 02:30 +01", "03-11 02:30 +00"])
    #expect(
      try slots("30 2 * * *", "Africa/Casablanca", after: "2024-04-13T12:00:00+00:00", count: 2)
        == ["04-14 03:00 +01", "04-15 02:30 +01"])
    #expect(
      try slots("30 1 * * *", "Europe/Dublin", after: "2026-03-28T12:00:00+00:00", count: 2)
        == ["03-29 02:00 IST", "03-30 01:30 IST"])
    #expect(
      try slots("30 1 * * *", "Europe/Dublin", after: "2026-10-24T12:00:00+01:00", count: 2)
        == ["10-25 01:30 IST", "10-26 01:30 GMT"])
  }

  @Test func worksInUTC() throws {
    #expect(
      try slots("0 1 * * 1-5", "Etc/UTC", after: "2026-11-20T01:00:00Z", count: 2)
        == ["11-23 01:00 UTC", "11-24 01:00 UTC"])
  }

  @Test func slotsAreAfterAndAtOrBeforeExactly() throws {
    let calendar = SlotCalendar(try CronExpression(parsing: "0 1 * * *"), in: .utc)
    let slot = try moment("2026-11-23T01:00:00Z")
    let day = TimeSpan.days(1)
    let justBefore = Timestamp(milliseconds: slot.milliseconds - 1)
    #expect(calendar.nextSlot(after: justBefore) == slot)
    #expect(calendar.nextSlot(after: slot) == slot + day)
    #expect(calendar.latestSlot(atOrBefore: slot) == slot)
    #expect(calendar.latestSlot(atOrBefore: justBefore) == slot - day)
    #expect(calendar.nextSlot(after: Timestamp(seconds: -1000)) == Timestamp(seconds: 3600))
    #expect(calendar.nextSlot(after: Timestamp(milliseconds: Int64.max - 2_000_000_000_000)) != nil)
  }

  @Test func aRunFillsTheSlotItStartsInOrNearlyStartsIn() throws {
    let daily = SlotCalendar(try CronExpression(parsing: "0 1 * * *"), in: .utc)
    let ten = TimeSpan.minutes(10)
    let slot = try moment("2026-11-23T01:00:00Z")
    let before = slot - .days(1)
    #expect(daily.slotFilled(byStartAt: slot, earlyTolerance: ten) == slot)
    #expect(daily.slotFilled(byStartAt: slot - ten, earlyTolerance: ten) == slot)
    #expect(daily.slotFilled(byStartAt: slot - .minutes(11), earlyTolerance: ten) == before)
    #expect(daily.slotFilled(byStartAt: slot + .hours(20), earlyTolerance: ten) == slot)
    #expect(daily.slotFilled(byStartAt: slot - .minutes(1), earlyTolerance: TimeSpan(seconds: 0)) == before)
    // A tolerance of more than half the gap would let a late start fill the next slot.
    let frequent = SlotCalendar(try CronExpression(parsing: "*/10 * * * *"), in: .utc)
    #expect(frequent.slotFilled(byStartAt: slot + .minutes(4), earlyTolerance: ten) == slot)
    #expect(frequent.slotFilled(byStartAt: slot + .minutes(5), earlyTolerance: ten) == slot + ten)
    let never = SlotCalendar(try CronExpression(parsing: "0 0 31 6 *"), in: .utc)
    #expect(never.slotFilled(byStartAt: slot, earlyTolerance: ten) == nil)
  }
}
