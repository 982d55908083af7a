import Glibc
import Testing

@testable import Batches

@Suite struct TimeZoneRulesTests {
  /// Both sides of every transition from 1970 to 2100, and a moment in each month.
  private func instants(of zone: TimeZoneRules) -> [Int] {
    let end = 4_133_980_800
    var instants: [Int] = []
    var period = zone.period(at: 0)
    while period.end < end {
      instants += [period.end - 1, period.end, period.end + 1]
      period = zone.period(at: Int64(period.end))
    }
    instants += stride(from: 12_345, to: end, by: 30 * 86_400)
    return instants
  }

  @Test func agreesWithGlibcInEveryZone() throws {
    let names = try Zones.allNames()
    #expect(names.count > 500)
    for name in names {
      let zone = try Zones.rules(name)
      let instants = instants(of: zone)
      GlibcClock.with(name) {
        for instant in instants {
          let expected = GlibcClock.local(instant)
          let period = zone.period(at: Int64(instant))
          let isRight =
            period.offset == Int(expected.tm_gmtoff) && period.start <= instant && instant < period.end
            && expected.tm_zone.map { String(cString: $0) } == period.abbreviation
          if !isRight { Issue.record("\(name) at \(instant): \(period), glibc has \(expected.tm_gmtoff)") }
        }
      }
    }
  }

  /// The transitions themselves can't be trusted to be complete by the test above; glibc finds those that are missing.
  @Test func findsEveryTransitionThatGlibcKnows() throws {
    for name in ["America/New_York", "Europe/Dublin", "Africa/Casablanca", "Australia/Lord_Howe", "Africa/El_Aaiun"] {
      let zone = try Zones.rules(name)
      GlibcClock.with(name) {
        for instant in stride(from: 0, to: 4_133_980_800, by: 21_600) {
          let offset = Int(GlibcClock.local(instant).tm_gmtoff)
          if offset != zone.offset(at: Int64(instant)) { Issue.record("\(name) at \(instant)") }
        }
      }
    }
  }

  @Test func knowsTheZonesByName() throws {
    let newYork = try Zones.rules("America/New_York")
    #expect(newYork.offset(at: 1_795_428_000) == -18_000)
    #expect(newYork.abbreviation(at: 1_795_428_000) == "EST")
    #expect(newYork.abbreviation(at: 1_783_000_000) == "EDT")
    #expect(newYork.offset(at: Int64.min) == -17_762)
    #expect([-18_000, -14_400].contains(newYork.offset(at: Int64.max)))
    #expect(TimeZoneRules.utc.offset(at: 0) == 0)
    #expect(TimeZoneRules.utc.abbreviation(at: 0) == "UTC")
  }

  @Test func refusesZonesThatCountLeapSeconds() throws {
    let path = Zones.directory + "right/Europe/Berlin"
    guard access(path, R_OK) == 0 else { return }
    let bytes = try Zones.bytes(ofFile: path)
    #expect {
      try TimeZoneRules(tzif: bytes, name: "right/Europe/Berlin")
    } throws: { error in
      (error as? TimeZoneError)?.message.contains("without 'right/'") == true
    }
  }

  @Test func namesTheZoneAndTheFixForADamagedFile() {
    #expect(
      throws: TimeZoneError(
        message: "time zone 'Mars/Base': not a zone file; reinstall the package tzdata or fix the name")
    ) { try TimeZoneRules(tzif: Array("<html>".utf8), name: "Mars/Base") }
  }

  @Test func survivesDamagedFiles() throws {
    let good = try Zones.bytes(ofFile: Zones.directory + "Europe/Berlin")
    for count in 0..<good.count - 1 {
      #expect(throws: TimeZoneError.self) { try TimeZoneRules(tzif: Array(good[..<count]), name: "x") }
    }
    var random = SystemRandomNumberGenerator()
    for round in 0..<4000 {
      var bytes = good
      for _ in 0...round % 4 {
        // Half of the damage goes to the headers, where the counts are.
        let inHeader = Bool.random(using: &random)
        let index = inHeader ? Int.random(in: 0..<44, using: &random) : good.indices.randomElement(using: &random) ?? 0
        bytes[index] = UInt8.random(in: 0...255, using: &random)
      }
      guard let zone = try? TimeZoneRules(tzif: bytes, name: "x") else { continue }
      for instant in [Int64.min, -5_000_000_000, 0, 1_795_428_000, 9_000_000_000, Int64.max] {
        _ = zone.period(at: instant)
      }
      let calendar = SlotCalendar(try CronExpression(parsing: "30 2 * * *"), in: zone)
      _ = calendar.nextSlot(after: Timestamp(seconds: 1_795_428_000))
      _ = calendar.latestSlot(atOrBefore: Timestamp(seconds: 1_795_428_000))
    }
  }

  @Test func readsAFileOfTheFirstVersion() throws {
    var bytes = Array("TZif".utf8) + [UInt8](repeating: 0, count: 16)
    for count: UInt8 in [0, 0, 0, 1, 2, 8] { bytes += [0, 0, 0, count] }
    bytes += [0, 0, 0, 100, 1]
    bytes += [0, 0, 0, 0, 0, 0] + [0xff, 0xff, 0xf1, 0xf0, 1, 4] + Array("AAA\0BBB\0".utf8)
    let zone = try TimeZoneRules(tzif: bytes, name: "Old")
    #expect(zone.offset(at: 99) == 0 && zone.abbreviation(at: 99) == "AAA")
    #expect(zone.offset(at: 100) == -3600 && zone.abbreviation(at: 100) == "BBB")
  }
}

@Suite struct PosixTimeZoneTests {
  /// Each text as `TZ` itself, which glibc parses too.
  @Test(arguments: [
    "EST5EDT,M3.2.0,M11.1.0", "CET-1CEST,M3.5.0,M10.5.0/3", "<+03>-3", "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1",
    "IST-1GMT0,M10.5.0,M3.5.0/1", "EET-2EEST,M3.4.4/50,M10.4.4/50", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
    "AAA3BBB,J60/4,J300/5", "AAA3BBB,59,299/25", "AAA-12:45:30", "UTC0",
    "NZST-12NZDT,M9.5.0,M4.1.0/3", "AAA5BBB,J1/0,J364",
  ])
  func agreesWithGlibc(text: String) throws {
    let rule = try PosixTimeZone(parsing: text.utf8)
    let zone = TimeZoneRules(name: text, transitions: [], typeIndices: [], types: [rule.standard], footer: rule)
    GlibcClock.with(text) {
      for instant in stride(from: 86_400 * 30, to: 4_133_980_800, by: 3600 * 13 + 600) {
        let offset = Int(GlibcClock.local(instant).tm_gmtoff)
        if offset != zone.offset(at: Int64(instant)) { Issue.record("\(text) at \(instant): glibc has \(offset)") }
      }
    }
  }

  /// RFC 9636's own example; glibc gets it wrong for some hours at each New Year.
  @Test func daylightSavingTimeCanLastAllYear() throws {
    let rule = try PosixTimeZone(parsing: "XXX3EDT4,0/0,J365/23".utf8)
    let zone = TimeZoneRules(name: "x", transitions: [], typeIndices: [], types: [rule.standard], footer: rule)
    for instant in stride(from: Int64(0), to: 4_133_980_800, by: 3600 * 13 + 600) {
      if zone.offset(at: instant) != -14_400 { Issue.record("\(instant)") }
    }
    for year in 1970...2100 {
      let newYear = Int64(CivilDate(year: year, month: 1, day: 1).daysSinceEpoch) * 86_400
      for second in [-1, 0, 1, 10_799, 10_800, 14_400] { #expect(zone.offset(at: newYear + Int64(second)) == -14_400) }
    }
  }

  @Test(arguments: [
    "", "E5", "EST", "EST5EDT", "EST5EDT,", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M3.6.0,M11.1.0",
    "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,J0,J5", "EST5EDT,366,1", "EST25", "EST5:60", "<+3-3", "<>3",
    "EST5EDT,M3.2.0,M11.1.0x",
    "EST5EDT,M3.2.0/168,M11.1.0", "EST99999999999999999999",
  ])
  func refusesDamage(text: String) {
    #expect(throws: Malformed.self) { try PosixTimeZone(parsing: text.utf8) }
  }
}
