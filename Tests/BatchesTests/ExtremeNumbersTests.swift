import Testing

@testable import Batches

/// What a damaged row, a peer's answer or a wrong clock may say; none of it may trap.
private let extremes: [Int64] = [
  .min, .min + 1, -253_402_300_800_000, -1, 0, 1, 253_402_300_799_999, 253_402_300_800_000, .max - 1, .max,
]

@Suite("Numbers at the edge")
struct ExtremeNumbersTests {
  @Test("moments and spans stop at the ends of their range")
  func saturation() {
    let last = Timestamp(milliseconds: .max)
    let first = Timestamp(milliseconds: .min)
    #expect(last + .minutes(5) == last)
    #expect(first - .minutes(5) == first)
    #expect(first + TimeSpan(milliseconds: .min) == first)
    #expect(Timestamp(milliseconds: 0) - TimeSpan(milliseconds: .min) == last)
    #expect(last - first == TimeSpan(milliseconds: .max))
    #expect(first - last == TimeSpan(milliseconds: .min))
    #expect(Timestamp(seconds: .min) == first && Timestamp(seconds: .max) == last)
    #expect(TimeSpan.days(.max) == TimeSpan(milliseconds: .max))
    #expect(TimeSpan(milliseconds: .min) * -1 == TimeSpan(milliseconds: .max))
    #expect(TimeSpan(milliseconds: .max) * -2 == TimeSpan(milliseconds: .min))
    #expect(TimeSpan(milliseconds: .max) + .zero * 3 == TimeSpan(milliseconds: .max))
    #expect(TimeSpan(milliseconds: .min) + .minutes(-1) == TimeSpan(milliseconds: .min))
  }

  @Test("arithmetic of every pair comes to something")
  func pairs() {
    for left in extremes {
      for right in extremes {
        let (moment, span) = (Timestamp(milliseconds: left), TimeSpan(milliseconds: right))
        #expect((moment + span >= moment) == (right >= 0 || left == .min))
        #expect((moment - span <= moment) == (right >= 0 || left == .max))
        #expect((moment - Timestamp(milliseconds: right) > .zero) == (left > right))
        _ = TimeSpan(milliseconds: left) * right
      }
    }
  }

  @Test(
    "a double becomes a whole number only where it fits",
    arguments: [
      (0.9, 0), (-1.9, -1), (9.2e18, 9_200_000_000_000_000_000), (0x1p63, nil), (-0x1p63, .min), (1e300, nil),
      (.infinity, nil), (-.infinity, nil), (.nan, nil),
    ] as [(Double, Int64?)])
  func wholePart(value: Double, whole: Int64?) {
    #expect(Int64(wholePartOf: value, in: .min ... .max) == whole)
    #expect(Int64(wholePartOf: value, in: 5...6) == nil)
  }

  @Test("a double beyond the range becomes its end")
  func clamping() {
    #expect(Int64(clamping: 1e300) == .max)
    #expect(Int64(clamping: -1e300) == .min)
    #expect(Int64(clamping: Double.infinity) == .max)
    #expect(Int64(clamping: -Double.infinity) == .min)
    #expect(Int64(clamping: Double.nan) == 0)
    #expect(Int64(clamping: 2.5) == 2)
  }

  @Test("Unix seconds of a peer are a moment from 1970 to 9999, or none")
  func unixSeconds() {
    #expect(Timestamp(unixSeconds: 1_769_904_000.25) == Timestamp(milliseconds: 1_769_904_000_250))
    for milliseconds in 1_772_776_800_000...1_772_776_801_000 as ClosedRange<Int64> {
      #expect(Timestamp(unixSeconds: Double(milliseconds) / 1000)?.milliseconds == milliseconds)
    }
    for value in [-1, .nan, .infinity, -.infinity, 9.3e15, 1e305, -1e305, 253_402_300_800] {
      #expect(Timestamp(unixSeconds: value) == nil)
    }
  }

  @Test("every moment and every span can be shown", arguments: ["UTC", "America/New_York"])
  func texts(name: String) throws {
    let zone = try Zones.rules(name)
    for number in extremes {
      let moment = Timestamp(milliseconds: number)
      #expect(!moment.rfc3339WithMilliseconds.isEmpty)
      #expect(!moment.localDateTime(in: zone).isEmpty)
      #expect(!moment.localTime(in: zone).isEmpty && !moment.localDate(in: zone).isEmpty)
      #expect(!TimeSpan(milliseconds: number).description.isEmpty)
      #expect(!TimeSpan(milliseconds: number).shortText.isEmpty)
      #expect(!moment.rfc5322(in: zone).isEmpty)
    }
  }

  @Test("slots and reports can be asked for at every moment", arguments: ["America/New_York", "UTC"])
  func slots(name: String) throws {
    var cron = BatchDefinition(name: "b")
    cron.schedule = .cron(try CronExpression(parsing: "0 1 * * *"))
    var every = BatchDefinition(name: "b")
    every.schedule = .every(.minutes(30))
    for definition in [cron, every] {
      let batch = ConfiguredBatch(definition: definition, timezone: name, zone: try Zones.rules(name), currency: "USD")
      for now in extremes {
        for start in extremes {
          var facts = BatchFacts(name: "b")
          let started = Timestamp(milliseconds: start)
          facts.newestRun = RunReport(name: "r", outcome: .running, start: started, progress: started)
          facts.scheduleSince = started
          facts.latestSucceededStart = started
          facts.typicalDuration = TimeSpan(milliseconds: start)
          let report = makeReport(of: facts, as: batch, at: Timestamp(milliseconds: now))
          #expect(report.run != nil)
        }
      }
    }
  }
}
