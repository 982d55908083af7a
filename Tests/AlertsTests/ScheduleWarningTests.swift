import Batches
import Testing

@testable import Alerts

private func warnings(
  _ schedule: String?, every: TimeSpan? = nil, start: TimeSpan? = nil, _ deadline: DeadlineRule? = nil
) throws -> [String] {
  var batch = BatchDefinition(name: "a")
  batch.schedule = try schedule.map { .cron(try CronExpression(parsing: $0)) } ?? every.map { .every($0) }
  batch.startWithin = start
  batch.deadline = deadline
  // A Friday at six in the morning.
  return scheduleWarnings(of: batch, after: Timestamp(seconds: 1_772_776_800))
}

private let hour = TimeSpan.hours(1)

@Suite("What of a schedule can do nothing")
struct ScheduleWarningTests {
  @Test("a start limit as long as the gap between slots")
  func start() throws {
    #expect(
      try warnings("*/5 * * * *", start: .minutes(15)) == [
        "start_within (by default 15m) never raises BatchNotStarted: the next slot comes 5m later, and the rule waits "
          + "2m; set start_within below 3m"
      ])
    #expect(
      try warnings(nil, every: hour, start: hour) == [
        "start_within (1h) never raises BatchNotStarted: the next slot comes 1h later, and the rule waits 2m; "
          + "set start_within below 58m"
      ])
    #expect(
      try warnings("* * * * *", start: .minutes(15)) == [
        "start_within (by default 15m) never raises BatchNotStarted: the next slot comes 1m later, and the rule waits "
          + "2m; slots so close together can't raise it"
      ])
  }

  @Test("a deadline as far away as the next slot")
  func deadline() throws {
    #expect(
      try warnings("0 1 * * *", .within(.hours(30))) == [
        "complete_within (1d6h) never raises BatchIncomplete: the next slot comes 1d later, and the rule waits 2m; "
          + "set complete_within below 23h58m"
      ])
    #expect(
      try warnings("0 5 * * *", .by(ClockTime(hour: 5, minute: 0))) == [
        "complete_by (05:00) never raises BatchIncomplete: the next slot comes 1d later, and the rule waits 2m; "
          + "set 'complete_within' instead, below 23h58m"
      ])
  }

  @Test("a limit that only the longer gaps leave time for")
  func some() throws {
    #expect(
      try warnings("0 1 * * 1-5", .within(.hours(30))) == [
        "complete_within (1d6h) may not raise BatchIncomplete: the next slot may come 1d later, and the rule "
          + "waits 2m; set complete_within below 23h58m"
      ])
    #expect(try warnings("0 1,13 * * *", start: .minutes(15), .by(ClockTime(hour: 5, minute: 0))).count == 1)
    #expect(try warnings("0 1 1 * *", .within(.days(30))).first?.contains("may come 4w later") == true)
  }

  @Test("a limit up to what the rule waits before the next slot, and no shorter one")
  func edge() throws {
    #expect(
      try warnings("*/5 * * * *", start: .minutes(3)) == [
        "start_within (3m) may not raise BatchNotStarted: the next slot may come 5m later, and the rule waits 2m; "
          + "set start_within below 3m"
      ])
    #expect(try warnings("*/5 * * * *", start: .minutes(5)).first?.hasPrefix("start_within (5m) never raises ") == true)
    #expect(try warnings("*/5 * * * *", start: TimeSpan(seconds: 179)).isEmpty)
    #expect(try warnings("0 1 * * *", .within(.hours(23))).isEmpty)
    #expect(try warnings("0 1 * * *", start: .minutes(15), .by(ClockTime(hour: 5, minute: 0))).isEmpty)
  }

  @Test("a day that never comes")
  func never() throws {
    #expect(
      try warnings("30 2 30 2 *", start: .minutes(15)) == [
        "schedule '30 2 30 2 *' never comes: no such day exists within 40 years; mend the day or the month"
      ])
    #expect(try warnings("0 0 29 2 *", start: .minutes(15)).isEmpty)
  }

  @Test("nothing where times of day meet slots that have none, or nothing is limited")
  func unlimited() throws {
    #expect(try warnings(nil, every: hour, .by(ClockTime(hour: 5, minute: 0))).isEmpty)
    #expect(try warnings("*/5 * * * *").isEmpty)
    #expect(try warnings(nil).isEmpty)
  }
}
