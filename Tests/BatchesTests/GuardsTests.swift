import Batches
import Testing

@Suite struct `The guards of a command` {
  @Test func `wait twice as long before each further attempt, up to an hour`() {
    var guards = Guards()
    guards.retryDelay = .minutes(1)
    let delays = (1...9).map { guards.delay(afterAttempt: $0) }
    #expect(delays == [1, 2, 4, 8, 16, 32, 60, 60, 60].map(TimeSpan.minutes))
    #expect(guards.delay(afterAttempt: 100) == .hours(1))
    #expect(guards.delay(afterAttempt: .max) == .hours(1))
  }

  @Test func `never wait less than the first time`() {
    var guards = Guards()
    guards.retryDelay = .hours(5)
    #expect((1...3).map { guards.delay(afterAttempt: $0) } == [.hours(5), .hours(5), .hours(5)])
    guards.retryDelay = .zero
    #expect(guards.delay(afterAttempt: 1) == .zero)
    #expect(guards.delay(afterAttempt: 101) == .zero)
    guards.retryDelay = TimeSpan(milliseconds: 1)
    #expect(guards.delay(afterAttempt: 101) == .hours(1))
  }

  @Test func `take 0 for success, and what is listed beside it`() {
    var guards = Guards()
    #expect(guards.isSuccess(0) && !guards.isSuccess(24))
    guards.okStatuses = [24]
    #expect(guards.isSuccess(0) && guards.isSuccess(24) && !guards.isSuccess(1))
  }

  @Test func `list each status once, ascending, without 0`() {
    #expect(Guards.statusList([24, 0, 3, 24]) == [3, 24])
    #expect(Guards.statusList([]) == [])
    #expect(Guards.statusList([256]) == nil)
    #expect(Guards.statusList([-1]) == nil)
    #expect(Guards.statusList(Array(repeating: 1, count: 33)) == nil)
  }

  private static var all: Guards {
    var guards = Guards()
    guards.timeout = .hours(3)
    guards.killAfter = TimeSpan(seconds: 30)
    guards.noOverlap = true
    guards.wait = .minutes(10)
    guards.retries = 2
    guards.retryDelay = .minutes(5)
    guards.okStatuses = [3, 24]
    guards.quiet = true
    guards.noOutput = true
    guards.keepLog = "/var/log/a;b, c"
    return guards
  }

  @Test func `come back from their coded form`() {
    #expect(Guards().coded == "")
    #expect(Guards(coded: "") == Guards())
    #expect(Guards(coded: Substring(Self.all.coded)) == Self.all)
    var one = Guards()
    one.quiet = true
    #expect(Guards(coded: Substring(one.coded)) == one)
  }

  @Test(arguments: [
    "-1", "0", "x", "99999999999999999999", "3,24,24", "24,3", "256", ",", "relative", "/a\u{7}",
    "/\(String(repeating: "a", count: 4000))",
  ])
  func `say nothing in that form that nobody could ask for`(value: String) {
    let fields = Self.all.coded.split(separator: ";", maxSplits: 9, omittingEmptySubsequences: false).map(String.init)
    #expect(fields.count == 10)
    for index in fields.indices {
      var changed = fields
      changed[index] = value
      guard let guards = Guards(coded: Substring(changed.joined(separator: ";"))) else { continue }
      #expect(guards.timeout.map(Guards.timeouts.contains) ?? true)
      #expect(Guards.killDelays.contains(guards.killAfter) && Guards.waits.contains(guards.wait))
      #expect(Guards.retryCounts.contains(guards.retries) && Guards.retryDelays.contains(guards.retryDelay))
      #expect(Guards.statusList(guards.okStatuses) == guards.okStatuses)
      #expect(guards.keepLog.map(isLogDirectory) ?? true)
    }
  }

  @Test func `of a command line go before those of the configuration`() {
    #expect(GuardOptions().merged(over: Self.all) == Self.all)
    var options = GuardOptions()
    options.timeout = .hours(1)
    options.retries = 0
    options.quiet = false
    var expected = Self.all
    expected.timeout = .hours(1)
    expected.retries = 0
    expected.quiet = false
    #expect(options.merged(over: Self.all) == expected)
  }

  @Test func `can all be switched off on the command line`() {
    var options = GuardOptions()
    options.timeout = .zero
    options.noOverlap = false
    options.wait = .zero
    options.retries = 0
    options.okStatuses = []
    options.quiet = false
    options.noOutput = false
    options.keepLog = ""
    var rest = options.merged(over: Self.all)
    rest.killAfter = Guards.defaultKillAfter
    rest.retryDelay = Guards.defaultRetryDelay
    #expect(rest == Guards())
  }
}
