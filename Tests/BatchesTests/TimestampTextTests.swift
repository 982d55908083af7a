import Testing

@testable import Batches

@Suite struct TimestampTextTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2026-11-23T05:00:00-05:00", 1_795_428_000_000),
    ("2026-11-23t10:00:00z", 1_795_428_000_000), ("2026-11-23 10:00:00.5Z", 1_795_428_000_500),
    ("2026-11-23T10:00:00.123999999999Z", 1_795_428_000_123), ("2026-11-23T15:45:00+05:45", 1_795_428_000_000),
    ("2024-02-29T23:59:59-00:00", 1_709_251_199_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
    ("1769904000.5", 1_769_904_000_500), ("1769904000", 1_769_904_000_000), ("0", 0), ("0.0019", 1),
    ("253402300799", 253_402_300_799_000), ("00000000000000001", 1000),
  ])
  func readsRFC3339AndUnixSeconds(text: String, milliseconds: Int64) throws {
    #expect(try Timestamp(parsing: text).milliseconds == milliseconds)
  }

  @Test(arguments: [
    ("", "write RFC 3339, such as '2026-11-23T05:00:00Z', or Unix seconds"),
    ("yesterday", "write RFC 3339, such as '2026-11-23T05:00:00Z', or Unix seconds"),
    ("-5", "times before 1970 are not taken"),
    ("1969-12-31T23:59:59Z", "times before 1970 are not taken"),
    ("1970-01-01T00:00:00+01:00", "times before 1970 are not taken"),
    ("9999-12-31T23:59:59-01:00", "years after 9999 are not taken"),
    ("2016-12-31T23:59:60Z", "Unix time has no leap seconds, write second 59"),
    ("2026-02-29T00:00:00Z", "the day goes from 01 to 28"),
    ("2026-13-01T00:00:00Z", "the month goes from 01 to 12"),
    ("2026-11-23T24:00:00Z", "the hour goes from 00 to 23"),
    ("2026-11-23T05:60:00Z", "the minute goes from 00 to 59"),
    ("2026-11-23T05:00:00", "the offset from UTC is missing, add 'Z' or one such as '-05:00'"),
    ("2026-11-23T05:00Z", "the seconds are missing, as in '05:00:00'"),
    ("2026-11-23", "the time is missing, as in 'T05:00:00Z'"),
    ("2026-11-23T05:00:00.Z", "digits are missing after '.'"),
    ("2026-11-23T05:00:00 EST", "' EST' is no offset from UTC, write 'Z' or one such as '-05:00'"),
    ("2026-11-23T05:00:00Zx", "nothing may follow the time"),
    ("2026-11-23T05:00:00+24:00", "the offset's hour goes from 00 to 23"),
    ("2026-1-23T05:00:00Z", "the month has 2 digits, write RFC 3339, such as '2026-11-23T05:00:00Z', or Unix seconds"),
    ("1769904000000", "write Unix time in seconds"),
    ("99999999999999999999999", "write Unix time in seconds"),
    ("1769904000.", "digits are missing after '.'"),
    ("17699x", "write RFC 3339, such as '2026-11-23T05:00:00Z', or Unix seconds"),
  ])
  func namesTheMistakeAndItsFix(text: String, fix: String) {
    #expect(throws: TimeTextError(message: "'\(text)' is no time: \(fix)")) { try Timestamp(parsing: text) }
  }

  @Test func survivesHostileText() {
    var random = SystemRandomNumberGenerator()
    let valid = Array("2026-11-23T05:00:00.25-05:00".utf8)
    let alphabet = Array("0159-:.TZ+ é\n".utf8)
    for _ in 0..<20_000 {
      var bytes = Array(valid.prefix(Int.random(in: 0...valid.count, using: &random)))
      for _ in 0..<2 where !bytes.isEmpty {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = alphabet.randomElement(using: &random) ?? 0
      }
      _ = try? Timestamp(parsing: String(decoding: bytes, as: UTF8.self))
    }
  }

  @Test func writesRFC3339() {
    let time = Timestamp(milliseconds: 1_795_428_000_007)
    #expect(time.rfc3339 == "2026-11-23T10:00:00Z")
    #expect(time.rfc3339WithMilliseconds == "2026-11-23T10:00:00.007Z")
    #expect(Timestamp(milliseconds: -1).rfc3339WithMilliseconds == "1969-12-31T23:59:59.999Z")
    #expect(Timestamp(milliseconds: Int64.max).rfc3339 == "292278994-08-17T07:12:55Z")
  }

  @Test func writesLocalTime() throws {
    let newYork = try Zones.rules("America/New_York")
    let time = try moment("2026-11-23T10:00:00Z")
    #expect(time.localDateTime(in: newYork) == "2026-11-23 05:00 EST")
    #expect(time.localTime(in: newYork) == "05:00")
    #expect(time.localDate(in: newYork) == "2026-11-23")
    #expect(time.localDateTime(in: .utc) == "2026-11-23 10:00 UTC")
    #expect(time.localDateTime(in: try Zones.rules("America/Sao_Paulo")) == "2026-11-23 07:00 -03")
  }
}

@Suite struct ClockTimeTextTests {
  @Test func readsAndWrites() throws {
    #expect(try ClockTime(parsing: "05:00") == ClockTime(hour: 5, minute: 0))
    #expect(try ClockTime(parsing: "23:59").description == "23:59")
    #expect(ClockTime(hour: 0, minute: 7).description == "00:07")
  }

  @Test(arguments: [
    ("5:00", "'5:00' is no time of day, write '05:00'"),
    ("24:00", "'24:00' is no time of day, write '00:00' for midnight"),
    ("05:60", "'05:60' is no time of day, the day goes from 00:00 to 23:59"),
    ("0500", "'0500' is no time of day, write hour and minute as '05:00', 00:00 to 23:59"),
    ("5 am", "'5 am' is no time of day, write hour and minute as '05:00', 00:00 to 23:59"),
    ("", "'' is no time of day, write hour and minute as '05:00', 00:00 to 23:59"),
  ])
  func namesTheMistakeAndItsFix(text: String, message: String) {
    #expect(throws: TimeTextError(message: message)) { try ClockTime(parsing: text) }
  }

  @Test(
    "whole seconds are rounded down, however long ago",
    arguments: [(1999, 1), (0, 0), (-1, -1), (-1000, -1), (-1001, -2), (.min, Int64.min / 1000 - 1)])
  func seconds(milliseconds: Int64, seconds: Int64) {
    #expect(Timestamp(milliseconds: milliseconds).seconds == seconds)
  }
}
