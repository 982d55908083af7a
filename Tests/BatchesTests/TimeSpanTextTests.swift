import Testing

@testable import Batches

@Suite struct TimeSpanTextTests {
  @Test(arguments: [
    ("0", 0), ("0s", 0), ("1h30m", 5_400_000), ("500ms", 500), ("400d", 34_560_000_000), ("2w", 1_209_600_000),
    ("1y", 31_536_000_000), ("1y2w3d4h5m6s7ms", 33_019_506_007), ("90m", 5_400_000), ("007s", 7000),
    ("106751d", 9_223_286_400_000), ("9223372036854ms", 9_223_372_036_854),
  ])
  func readsWhatPrometheusReads(text: String, milliseconds: Int64) throws {
    #expect(try TimeSpan(parsing: text).milliseconds == milliseconds)
  }

  @Test(arguments: [
    ("", "the duration is empty, write one such as '1h30m'"),
    ("30", "'30' is no duration: after 30 a unit is missing, as in '30s'"),
    ("1h30", "'1h30' is no duration: after 30 a unit is missing, as in '30s'"),
    ("-5m", "the duration '-5m' is negative, write it without '-'"),
    ("1.5h", "'1.5h' is no duration: write whole numbers, as in '1h30m' for '1.5h'"),
    ("1h 30m", "'1h 30m' is no duration: write it without blanks, as in '1h30m'"),
    ("h", "'h' is no duration: write numbers with units, as in '1h30m', '45s' or '7d'"),
    ("30m1h", "'30m1h' is no duration: write each unit once, the longest first, as in '1h30m'"),
    ("1h1h", "'1h1h' is no duration: write each unit once, the longest first, as in '1h30m'"),
    ("5min", "'5min' is no duration: the unit 'min' is unknown, write '5m'"),
    ("2hours", "'2hours' is no duration: the unit 'hours' is unknown, write '2h'"),
    ("1H", "'1H' is no duration: the unit 'H' is unknown, write '1h'"),
    ("3q", "'3q' is no duration: the unit 'q' is unknown, the units are y, w, d, h, m, s, ms"),
    ("293y", "the duration '293y' is out of range, the most is 292 years"),
    ("9223372036855ms", "the duration '9223372036855ms' is out of range, the most is 292 years"),
    ("99999999999999999999y", "the duration '99999999999999999999y' is out of range, the most is 292 years"),
    ("106751d24h", "the duration '106751d24h' is out of range, the most is 292 years"),
  ])
  func namesTheMistakeAndItsFix(text: String, message: String) {
    #expect(throws: TimeTextError(message: message)) { try TimeSpan(parsing: text) }
  }

  @Test(arguments: [
    (0, "0s"), (5_400_000, "1h30m"), (7_776_000_000, "90d"), (1_209_600_000, "2w"), (31_536_000_000, "1y"),
    (31_536_000_001, "365d1ms"), (1500, "1s500ms"), (-90_000, "-1m30s"), (86_400_000, "1d"),
    (Int64.min, "-106751991167d7h12m55s808ms"),
  ])
  func writesWhatPrometheusWrites(milliseconds: Int64, text: String) throws {
    #expect(TimeSpan(milliseconds: milliseconds).description == text)
    if milliseconds >= 0 { #expect(try TimeSpan(parsing: text).milliseconds == milliseconds) }
  }

  @Test(arguments: [
    (0, "0s"), (450, "450ms"), (12_900, "12s"), (245_000, "4m 05s"), (3_840_000, "1h 04m"), (273_600_000, "3d 04h"),
    (-3_840_000, "-1h 04m"), (59_999, "59s"), (60_000, "1m 00s"), (Int64.min, "-106751991167d 07h"),
  ])
  func writesAShortFormForPeople(milliseconds: Int64, text: String) {
    #expect(TimeSpan(milliseconds: milliseconds).shortText == text)
  }
}
