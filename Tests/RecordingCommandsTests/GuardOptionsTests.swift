import Arguments
import Batches
import Commands
import Testing

@testable import RecordingCommands

@Suite struct `The guards on run's command line` {
  private func options(_ words: String...) throws -> GuardOptions {
    try guardOptions(try parseArguments(["run", "a"] + words + ["--", "true"]))
  }

  @Test func `say nothing where there are none`() throws { #expect(try options() == GuardOptions()) }

  @Test func `are read`() throws {
    let found = try options(
      "--timeout", "3h", "--kill-after=30s", "--no-overlap", "--wait", "10m", "--retries", "2", "--retry-delay", "5m",
      "--ok-status", "24,0,3", "--quiet", "--no-output", "--keep-log", "/var/log/batches")
    var expected = GuardOptions()
    expected.timeout = .hours(3)
    expected.killAfter = TimeSpan(seconds: 30)
    expected.noOverlap = true
    expected.wait = .minutes(10)
    expected.retries = 2
    expected.retryDelay = .minutes(5)
    expected.okStatuses = [3, 24]
    expected.quiet = true
    expected.noOutput = true
    expected.keepLog = "/var/log/batches"
    #expect(found == expected)
  }

  @Test func `switch off what is configured`() throws {
    var configured = Guards()
    configured.timeout = .hours(3)
    configured.noOverlap = true
    configured.retries = 2
    configured.okStatuses = [24]
    configured.quiet = true
    configured.noOutput = true
    configured.keepLog = "/var/log/batches"
    let words = [
      "run", "a", "--timeout", "0", "--overlap", "--retries", "0", "--ok-status", "0", "--no-quiet", "--keep-output",
      "--no-keep-log", "--", "true",
    ]
    #expect(try guards(for: parseArguments(words), configured: configured) == Guards())
    #expect(try guards(for: parseArguments(["run", "a", "--", "true"]), configured: configured) == configured)
  }

  @Test func `of a stage are those of its command line alone`() throws {
    var configured = Guards()
    configured.timeout = .hours(3)
    configured.retries = 2
    let invocation = try parseArguments(["run", "a", "--stage", "x", "--quiet", "--", "true"])
    var expected = Guards()
    expected.quiet = true
    #expect(try guards(for: invocation, configured: configured) == expected)
  }

  @Test(arguments: [
    (["--timeout", "3"], "--timeout: '3' is no duration: after 3 a unit is missing, as in '3s'"),
    (["--timeout", "2y"], "--timeout is '2y': write a duration from 1ms to 1y, or 0 for none"),
    (["--timeout=1h", "--kill-after", "0"], "--kill-after is '0': write a duration from 1ms to 1d"),
    (["--no-overlap", "--wait", "31d"], "--wait is '31d': write a duration from 0s to 30d"),
    (["--retries", "101"], "--retries is '101': write a whole number from 0 to 100"),
    (["--retries=1", "--retry-delay=2d"], "--retry-delay is '2d': write a duration from 0s to 1d"),
    (
      ["--ok-status", "256"],
      "--ok-status is '256': write exit statuses from 0 to 255, such as 24 or 3,24; at most 32"
    ),
    (
      ["--ok-status", "24,"],
      "--ok-status is '24,': write exit statuses from 0 to 255, such as 24 or 3,24; at most 32"
    ),
    (
      ["--keep-log", "logs"],
      "--keep-log is 'logs': write the absolute path of a directory, such as /var/log/batches"
    ),
  ])
  func `tell what can't be`(words: [String], message: String) throws {
    let invocation = try parseArguments(["run", "a"] + words + ["--", "true"])
    let error = #expect(throws: InvalidValue.self) { try guardOptions(invocation) }
    #expect(error?.message == message)
  }

  @Test(arguments: [
    (["--kill-after", "5s"], "'--kill-after' needs '--timeout'"),
    (["--wait", "5s"], "'--wait' needs '--no-overlap'"),
    (["--retry-delay", "5s"], "'--retry-delay' needs '--retries'"),
    (["--quiet", "--no-quiet"], "'--quiet' and '--no-quiet' exclude each other"),
    (["--stage", "x", "--no-overlap"], "'--stage' and '--no-overlap' exclude each other"),
    (["--no-overlap", "--overlap"], "'--no-overlap' and '--overlap' exclude each other"),
    (["--no-output", "--keep-output"], "'--no-output' and '--keep-output' exclude each other"),
    (["--keep-log=/a", "--no-keep-log"], "'--keep-log' and '--no-keep-log' exclude each other"),
  ])
  func `tell what makes no sense`(words: [String], message: String) {
    let error = #expect(throws: UsageError.self) { try parseArguments(["run", "a"] + words + ["--", "true"]) }
    #expect(error?.problem == message)
  }

  @Test func `have the defaults that help tells`() throws {
    #expect(try TimeSpan(parsing: Defaults.killAfter) == Guards.defaultKillAfter)
    #expect(try TimeSpan(parsing: Defaults.retryDelay) == Guards.defaultRetryDelay)
  }
}
