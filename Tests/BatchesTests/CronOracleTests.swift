import Glibc
import Testing

@testable import Batches

/// Holds SlotCalendar against the main loop of Debian's cron, played minute by minute over the changes of the clock.
@Suite struct CronOracleTests {
  /// A zone and a stretch of time around changes of its clock.
  struct Scene: Sendable, CustomTestStringConvertible {
    var zone: String
    var start: String
    var days: Int

    var testDescription: String { "\(zone) from \(start)" }
  }

  static let scenes = [
    Scene(zone: "America/New_York", start: "2026-03-05T00:00:00Z", days: 6),
    Scene(zone: "America/New_York", start: "2026-10-29T00:00:00Z", days: 6),
    Scene(zone: "Europe/Berlin", start: "2026-03-26T00:00:00Z", days: 6),
    Scene(zone: "Europe/Berlin", start: "2040-10-25T00:00:00Z", days: 6),
    Scene(zone: "Europe/Dublin", start: "2026-10-22T00:00:00Z", days: 6),
    Scene(zone: "Australia/Lord_Howe", start: "2026-04-02T00:00:00Z", days: 6),
    Scene(zone: "Australia/Lord_Howe", start: "2026-10-01T00:00:00Z", days: 6),
    Scene(zone: "America/Havana", start: "2024-03-08T00:00:00Z", days: 5),
    Scene(zone: "America/Havana", start: "2024-11-01T00:00:00Z", days: 5),
    Scene(zone: "Africa/Casablanca", start: "2024-03-08T00:00:00Z", days: 5),
    Scene(zone: "Africa/Casablanca", start: "2024-04-12T00:00:00Z", days: 5),
    Scene(zone: "Antarctica/Troll", start: "2026-03-27T00:00:00Z", days: 5),
    Scene(zone: "Antarctica/Troll", start: "2026-10-23T00:00:00Z", days: 5),
    // Three hours forward, which cron takes for a correction, and three hours back, which it does not.
    Scene(zone: "Antarctica/Casey", start: "2009-10-16T00:00:00Z", days: 5),
    Scene(zone: "Antarctica/Casey", start: "2010-03-03T00:00:00Z", days: 5),
    Scene(zone: "Pacific/Apia", start: "2011-12-28T00:00:00Z", days: 5),
    Scene(zone: "America/Caracas", start: "2007-12-07T00:00:00Z", days: 5),
    Scene(zone: "Asia/Pyongyang", start: "2018-05-03T00:00:00Z", days: 4),
    Scene(zone: "Africa/Monrovia", start: "1972-01-05T00:00:00Z", days: 5),
    Scene(zone: "Etc/UTC", start: "2026-02-26T00:00:00Z", days: 5),
  ]

  @Test(arguments: scenes)
  func agreesWithTheMainLoopOfDebiansCron(scene: Scene) throws {
    let start = Int(try moment(scene.start).seconds)
    let end = start + scene.days * 86_400
    // cron's clock, second by second, is glibc's; only the seconds at which the minute changes matter.
    let offsets = GlibcClock.with(scene.zone) {
      stride(from: start, to: end, by: 30).map { (second: $0, offset: Int(GlibcClock.local($0).tm_gmtoff)) }
    }
    try compare(scene.zone, zone: try Zones.rules(scene.zone), offsets: offsets, expressions: 200)
  }

  /// Jumps of every size around the limits at which cron changes its mind, and jumps close to each other.
  @Test(arguments: [
    [1], [2], [4], [5], [6], [178], [179], [180], [181], [-1], [-2], [-5], [-6], [-178], [-179], [-180], [-181], [-182],
    [60, -60], [-60, 60], [-60, -60], [-90, -90, -90], [-120, 200], [-60, 30, 30], [3, -3, 2], [-1, -1, -1],
    [-178, 1, -3],
  ])
  func agreesOnJumpsOfEverySize(jumps: [Int]) throws {
    let start = Int(try moment("2026-06-01T00:00:00Z").seconds)
    var types = [LocalTimeType(offset: 0, abbreviation: "AAA")]
    var transitions: [Int64] = []
    for (index, jump) in jumps.enumerated() {
      transitions.append(Int64(start + 27 * 3600 + index * 40 * 60))
      types.append(LocalTimeType(offset: types[index].offset + jump * 60, abbreviation: "BBB"))
    }
    let zone = TimeZoneRules(
      name: "made up", transitions: transitions, typeIndices: (1...jumps.count).map { UInt8($0) }, types: types,
      footer: nil)
    let offsets = stride(from: start, to: start + 3 * 86_400, by: 30).map { second in
      (second: second, offset: types[transitions.count { $0 <= second }].offset)
    }
    try compare("\(jumps)", zone: zone, offsets: offsets, expressions: 60)
  }

  private func compare(
    _ label: String, zone: TimeZoneRules, offsets: [(second: Int, offset: Int)], expressions: Int
  ) throws {
    var random = SplitMix64(state: UInt64(offsets[0].second))
    let wakeUps = DebianCron.wakeUps(offsets: offsets)
    let changes = zip(offsets, offsets.dropFirst()).filter { $0.offset != $1.offset }.map { $1.second }
    for _ in 0..<expressions {
      let text = DebianCron.randomExpression(using: &random)
      let calendar = SlotCalendar(try CronExpression(parsing: text), in: zone)
      // The first half day may still depend on what came before the scene.
      let slots = DebianCron.slots(of: calendar.expression, at: wakeUps).filter { $0 > offsets[0].second + 43_200 }
      for (slot, next) in zip(slots, slots.dropFirst()) {
        // Every slot near a change, and a sample of the others.
        let isNear = changes.contains { next > $0 - 4 * 3600 && slot < $0 + 4 * 3600 }
        guard isNear || slots.count < 50 || Int.random(in: 0..<50, using: &random) == 0 else { continue }
        let between = Int.random(in: slot..<next, using: &random)
        for probe in [slot, next - 1, between] {
          let isRight =
            calendar.nextSlot(after: Timestamp(seconds: Int64(probe))) == Timestamp(seconds: Int64(next))
            && calendar.latestSlot(atOrBefore: Timestamp(seconds: Int64(probe))) == Timestamp(seconds: Int64(slot))
          if !isRight {
            Issue.record("\(label): '\(text)' at \(Timestamp(seconds: Int64(probe)).rfc3339), cron: \(slot), \(next)")
            return
          }
        }
      }
    }
  }
}

/// The parts of Debian's cron (3.0pl1-162, cron.c) that decide when a job runs.
enum DebianCron {
  /// One pass of cron's main loop that looks for jobs: when, at which minute of its clock, and for which kind of job.
  struct Look {
    var second: Int
    var wild: Bool
    var nonWild: Bool
    var minute: Int
    var hour: Int
    var day: Int
    var month: Int
    var weekday: Int

    init(second: Int, virtualMinute: Int, wild: Bool, nonWild: Bool) {
      let time = GlibcClock.utc(virtualMinute * 60)
      self.second = second
      self.wild = wild
      self.nonWild = nonWild
      minute = Int(time.tm_min)
      hour = Int(time.tm_hour)
      day = Int(time.tm_mday)
      month = Int(time.tm_mon) + 1
      weekday = Int(time.tm_wday)
    }
  }

  /// The main loop. Its jobs take no time here.
  static func wakeUps(offsets: [(second: Int, offset: Int)]) -> [Look] {
    var looks: [Look] = []
    var timeRunning = (offsets[0].second + offsets[0].offset) / 60
    var virtualTime = timeRunning
    for (second, offset) in offsets.dropFirst() {
      let clockTime = (second + offset) / 60
      if clockTime == timeRunning { continue }
      timeRunning = clockTime
      func findJobs(_ minute: Int, _ wild: Bool, _ nonWild: Bool) {
        looks.append(Look(second: second, virtualMinute: minute, wild: wild, nonWild: nonWild))
      }
      let difference = timeRunning - virtualTime
      var wakeUpKind = -1
      if difference > -(3 * 60) { wakeUpKind = 0 }
      if difference > 0 { wakeUpKind = 1 }
      if difference > 5 { wakeUpKind = 2 }
      if difference > 3 * 60 { wakeUpKind = 3 }
      switch wakeUpKind {
      case 1:
        repeat {
          virtualTime += 1
          findJobs(virtualTime, true, true)
        } while virtualTime < timeRunning
      case 2:
        findJobs(timeRunning, true, false)
        repeat {
          virtualTime += 1
          findJobs(virtualTime, false, true)
        } while virtualTime < timeRunning
      case 0:
        findJobs(timeRunning, true, false)
      default:
        virtualTime = timeRunning
        findJobs(timeRunning, true, true)
      }
    }
    return looks
  }

  /// `find_jobs`: the seconds at which a job runs at least once.
  static func slots(of cron: CronExpression, at looks: [Look]) -> [Int] {
    let isWild = cron.stars.contains(.minute) || cron.stars.contains(.hour)
    let hasDayStar = cron.stars.contains(.dayOfMonth) || cron.stars.contains(.dayOfWeek)
    var slots: [Int] = []
    for look in looks where cron.minutes & (1 << UInt64(look.minute)) != 0 {
      guard cron.hours & (1 << UInt32(look.hour)) != 0, cron.months & (1 << UInt16(look.month)) != 0 else { continue }
      let weekday = cron.daysOfWeek & (1 << UInt8(look.weekday)) != 0
      let day = cron.daysOfMonth & (1 << UInt32(look.day)) != 0
      guard hasDayStar ? weekday && day : weekday || day else { continue }
      if (look.nonWild && !isWild) || (look.wild && isWild), slots.last != look.second { slots.append(look.second) }
    }
    return slots
  }

  /// An expression whose times crowd around the night hours in which clocks change.
  static func randomExpression(using random: inout SplitMix64) -> String {
    func field(_ range: ClosedRange<Int>, stars: Int) -> String {
      func one() -> String {
        let first = Int.random(in: range, using: &random)
        let last = Int.random(in: first...range.upperBound, using: &random)
        let step = Int.random(in: 1...7, using: &random)
        return switch Int.random(in: 0..<6, using: &random) {
        case 0: "\(first)-\(last)"
        case 1: "\(first)-\(last)/\(step)"
        case 2 where stars > 0: "*/\(step)"
        default: "\(first)"
        }
      }
      if Int.random(in: 0..<100, using: &random) < stars { return "*" }
      return (0..<Int.random(in: 1...3, using: &random)).map { _ in one() }.joined(separator: ",")
    }
    let hours = Bool.random(using: &random) ? 0...4 : 0...23
    let fixed = Bool.random(using: &random)
    return [
      field(0...59, stars: fixed ? 0 : 20), field(hours, stars: fixed ? 0 : 40), field(1...31, stars: 70),
      field(1...12, stars: 90), field(0...7, stars: 70),
    ].joined(separator: " ")
  }
}

/// A small generator with a seed, so that a failure can be repeated.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
