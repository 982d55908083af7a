import Batches
import Configuration
import Testing

@testable import BatchTracker

@Suite("The host's clock and that of the schedules")
struct HostClockTests {
  private let now = Timestamp(seconds: 1_772_776_800)

  private func warning(_ host: String, _ schedules: String...) throws -> String? {
    var zones = ZoneCache()
    return clocksWarning(host: try zones.rules(host), schedules: try schedules.map { try zones.rules($0) }, at: now)
  }

  @Test("differ, now or in summer alone")
  func differ() throws {
    #expect(
      try warning("UTC", "UTC", "America/New_York") == """
        cron on this host runs by UTC, but schedules are read in America/New_York: start the jobs by that clock, as a \
        systemd timer can, or leave 'timezone' out
        """)
    let summer = try #require(try warning("UTC", "Europe/London", "Asia/Tokyo", "Asia/Seoul"))
    #expect(summer.contains("schedules are read in Europe/London and 2 other zones: "))
  }

  @Test("agree, whatever their zones are called")
  func agree() throws {
    #expect(try warning("UTC", "Africa/Abidjan", "UTC") == nil)
    #expect(try warning("Europe/Berlin", "Europe/Vienna") == nil)
    #expect(try warning("UTC") == nil)
  }

  @Test("are compared only for a schedule in cron's form")
  func others() throws {
    var settings = try Settings(TopLevelSettings())
    settings.timezone = hostZoneName() == "Asia/Kathmandu" ? "Asia/Tokyo" : "Asia/Kathmandu"
    var batch = BatchDefinition(name: "a")
    #expect(settings.clockWarning([batch], at: now) == nil)
    batch.schedule = .every(.hours(6))
    #expect(settings.clockWarning([batch], at: now) == nil)
    batch.schedule = .cron(try CronExpression(parsing: "0 1 * * *"))
    #expect(settings.clockWarning([batch], at: now)?.contains(settings.timezone) == true)
    batch.timezone = hostZoneName()
    #expect(settings.clockWarning([batch], at: now) == nil)
  }
}
