import Testing

@testable import Batches

@Suite struct DeadlineTests {
  private func deadline(by clock: String, slot: String, in zone: String) throws -> String {
    let rules = try Zones.rules(zone)
    let rule = DeadlineRule.by(try ClockTime(parsing: clock))
    return rule.deadline(forSlot: try moment(slot), in: rules).localDateTime(in: rules)
  }

  @Test func countsFromTheSlot() throws {
    let rule = DeadlineRule.within(.hours(4))
    #expect(rule.deadline(forSlot: try moment("2026-11-23T01:00:00Z"), in: .utc).rfc3339 == "2026-11-23T05:00:00Z")
    #expect(
      DeadlineRule.within(TimeSpan(milliseconds: .max)).deadline(forSlot: Timestamp(seconds: 1), in: .utc)
        == Timestamp(milliseconds: .max))
  }

  @Test func takesTheClockTimeThatFollowsTheSlot() throws {
    let zone = "America/New_York"
    #expect(try deadline(by: "05:00", slot: "2026-11-23T01:00:00-05:00", in: zone) == "2026-11-23 05:00 EST")
    #expect(try deadline(by: "05:00", slot: "2026-11-22T22:00:00-05:00", in: zone) == "2026-11-23 05:00 EST")
    #expect(try deadline(by: "05:00", slot: "2026-11-23T05:00:00-05:00", in: zone) == "2026-11-24 05:00 EST")
    #expect(try deadline(by: "05:00", slot: "2026-11-23T04:59:59.999-05:00", in: zone) == "2026-11-23 05:00 EST")
    #expect(try deadline(by: "05:00", slot: "2026-03-07T22:00:00-05:00", in: zone) == "2026-03-08 05:00 EDT")
  }

  @Test func aSkippedClockTimeCountsAtTheChange() throws {
    let zone = "America/New_York"
    #expect(try deadline(by: "02:30", slot: "2026-03-08T01:00:00-05:00", in: zone) == "2026-03-08 03:00 EDT")
    #expect(try deadline(by: "02:00", slot: "2026-03-08T01:00:00-05:00", in: zone) == "2026-03-08 03:00 EDT")
    #expect(try deadline(by: "02:30", slot: "2026-03-08T03:00:00-04:00", in: zone) == "2026-03-09 02:30 EDT")
    #expect(try deadline(by: "05:00", slot: "2011-12-29T22:00:00-10:00", in: "Pacific/Apia") == "2011-12-31 00:00 +14")
  }

  @Test func aRepeatedClockTimeCountsAtItsFirstOccurrenceAfterTheSlot() throws {
    let zone = "America/New_York"
    #expect(try deadline(by: "01:30", slot: "2026-11-01T00:00:00-04:00", in: zone) == "2026-11-01 01:30 EDT")
    #expect(try deadline(by: "01:30", slot: "2026-11-01T01:45:00-04:00", in: zone) == "2026-11-01 01:30 EST")
    #expect(try deadline(by: "01:30", slot: "2026-11-01T01:30:00-05:00", in: zone) == "2026-11-02 01:30 EST")
    #expect(try deadline(by: "01:00", slot: "2026-11-01T01:30:00-04:00", in: zone) == "2026-11-01 01:00 EST")
  }
}
