import Batches
import Testing

@testable import Alerts

private let slotStart = Timestamp(seconds: 1_772_776_800)

/// Running since the slot, everything configured and nothing wrong.
private func healthy() -> BatchReport {
  var definition = BatchDefinition(name: "leads")
  definition.schedule = .every(.hours(24))
  definition.startWithin = .minutes(15)
  definition.maxDuration = .hours(3)
  definition.minDuration = .minutes(5)
  definition.stallAfter = .minutes(45)
  definition.costPerLeadLimit = 0.75
  definition.gpuCostLimit = 20
  var report = BatchReport(definition: definition, timezone: "UTC", currency: "USD")
  report.slot = Slot(
    start: slotStart, startDeadline: slotStart + .minutes(15), deadline: slotStart + .hours(4))
  report.run = RunReport(name: "r1", outcome: .running, start: slotStart, progress: slotStart)
  report.runIsCurrent = true
  report.openRuns = 1
  report.stages = [StageReport(name: "scrape", isOptional: false, weight: 1)]
  return report
}

private func ended(_ outcome: Outcome, after span: TimeSpan) -> BatchReport {
  var report = healthy()
  report.run?.outcome = outcome
  report.run?.end = slotStart + span
  report.openRuns = 0
  report.slotIsComplete = outcome == .succeeded
  report.totals.consecutiveFailures = outcome == .succeeded ? 0 : 1
  return report
}

private func found(_ report: BatchReport, at now: Timestamp) -> [Problem.Kind: String] {
  Dictionary(uniqueKeysWithValues: problems(of: report, at: now).map { ($0.kind, $0.text) })
}

/// Each test holds that a limit just reached is silent, as well as that one just passed speaks.
@Suite("What is wrong with a batch")
struct ProblemTests {
  @Test("nothing, while it runs as it should")
  func nothing() {
    #expect(problems(of: healthy(), at: slotStart + .minutes(45)).isEmpty)
    #expect(problems(of: ended(.succeeded, after: .hours(3)), at: slotStart + .days(30)).isEmpty)
    #expect(
      problems(of: BatchReport(definition: BatchDefinition(name: "a"), timezone: "", currency: ""), at: slotStart)
        .isEmpty)
  }

  @Test("it did not start")
  func notStarted() {
    var report = healthy()
    report.run = nil
    report.runIsCurrent = false
    report.openRuns = 0
    #expect(problems(of: report, at: slotStart + .minutes(15)).isEmpty)
    #expect(found(report, at: slotStart + .minutes(16)) == [.notStarted: "no run started; it was due 1m 00s ago"])
    report.slot = nil
    #expect(problems(of: report, at: slotStart + .minutes(16)).isEmpty)
  }

  @Test("its deadline passed")
  func incomplete() {
    var report = ended(.failed, after: .hours(1))
    report.definition.failuresBeforeAlert = 2
    report.completion = 0.5
    #expect(problems(of: report, at: slotStart + .hours(4)).isEmpty)
    #expect(
      found(report, at: slotStart + .hours(5))
        == [.incomplete: "the deadline passed 1h 00m ago at 50 %, missing: scrape"])
    report.stages = []
    #expect(
      found(report, at: slotStart + .hours(5))
        == [.incomplete: "the deadline passed 1h 00m ago and the batch is not complete"])
    report.slotIsComplete = true
    #expect(problems(of: report, at: slotStart + .hours(5)).isEmpty)
  }

  @Test("it failed, as often as the configuration allows")
  func failed() {
    var report = ended(.failed, after: .hours(1))
    report.run?.reason = "exit status 3"
    let now = slotStart + .hours(2)
    #expect(found(report, at: now) == [.failed: "the last run failed: exit status 3"])
    report.definition.failuresBeforeAlert = 3
    report.totals.consecutiveFailures = 2
    #expect(problems(of: report, at: now).isEmpty)
    report.totals.consecutiveFailures = 3
    #expect(
      found(report, at: now) == [
        .failed: "the last 3 runs ended without success, the newest failed: exit status 3"
      ])
    report.run?.outcome = .incomplete
    #expect(
      found(report, at: now) == [
        .failed: "the last 3 runs ended without success, the newest ended incomplete, missing: scrape"
      ])
    var again = healthy()
    again.totals.consecutiveFailures = 1
    #expect(found(again, at: now.addingMinutes(-110)) == [.failed: "the last run ended without success"])
  }

  @Test("its process is gone")
  func lost() {
    let report = ended(.lost, after: .minutes(5))
    #expect(
      found(report, at: slotStart + .minutes(10)) == [
        .lost: "the process of the run is gone and never ended it; its last record is 10m 00s old",
        .failed: "the last run was lost",
      ])
  }

  @Test("it makes no progress, or takes too long")
  func slowAndStalled() {
    let report = healthy()
    #expect(
      found(report, at: slotStart + .minutes(46)) == [.stalled: "no progress for 46m 00s, the limit is 45m"])
    var moving = report
    moving.run?.progress = slotStart + .hours(3)
    #expect(problems(of: moving, at: slotStart + .hours(3)).isEmpty)
    #expect(
      found(moving, at: slotStart + .minutes(181)) == [.slow: "running for 3h 01m, the limit is 3h"])
    #expect(
      found(ended(.succeeded, after: .minutes(181)), at: slotStart + .hours(9))
        == [.slow: "the run took 3h 01m, the limit is 3h"])
    var before = ended(.succeeded, after: .minutes(181))
    before.runIsCurrent = false
    #expect(problems(of: before, at: slotStart + .hours(9)).isEmpty)
  }

  @Test("it succeeded suspiciously soon")
  func tooFast() {
    #expect(problems(of: ended(.succeeded, after: .minutes(5)), at: slotStart + .hours(1)).isEmpty)
    #expect(
      found(ended(.succeeded, after: .minutes(4)), at: slotStart + .hours(1))
        == [.tooFast: "the run took only 4m 00s, the minimum is 5m"])
  }

  @Test("two runs are open")
  func overlap() {
    var report = healthy()
    report.openRuns = 2
    #expect(found(report, at: slotStart + .minutes(1)) == [.overlap: "2 runs are open at once"])
  }

  @Test("it costs too much")
  func cost() {
    var report = healthy()
    report.run?.leads = 10
    report.run?.costs = [
      Cost(resource: "gpu", currency: "USD", amount: 7.499999999999998),
      Cost(resource: "proxy", currency: "EUR", amount: 100),
    ]
    let now = slotStart + .minutes(1)
    #expect(problems(of: report, at: now).isEmpty)
    report.run?.costs[0].amount = 20
    #expect(found(report, at: now) == [.costPerLead: "a lead costs 2.00 USD, the limit is 0.75"])
    report.run?.leads = 0
    report.run?.costs[0].amount = 20.5
    #expect(found(report, at: now) == [.gpuCost: "the run's GPU cost is 20.50 USD, the limit is 20.00"])
    report.run?.costs[1].resource = "gpu"
    #expect(problems(of: report, at: now).isEmpty, "two currencies can't be held against one limit")
  }

  @Test("times that no clock shows stop nothing")
  func hostileTimes() {
    var report = healthy()
    report.run?.progress = Timestamp(milliseconds: .min)
    report.run?.start = Timestamp(milliseconds: .max)
    #expect(found(report, at: slotStart)[.stalled] != nil)
  }

  @Test(
    "figures read well",
    arguments: [
      (0.0, "0 %"), (1, "100 %"), (1.0 / 6, "16.67 %"), (0.8, "80 %"), (0.29, "29 %"), (0.99999, "99.99 %"),
      (0.00001, "0.01 %"), (2, "100 %"), (-1, "0 %"), (.nan, "? %"), (0.005, "0.5 %"),
    ])
  func percentages(ratio: Double, text: String) {
    #expect(percentText(ratio) == text)
  }

  @Test(
    "money reads well",
    arguments: [
      (0, "0.00"), (7.5, "7.50"), (0.7512, "0.7512"), (-0.3, "-0.30"), (1234567, "1234567.00"), (0.00001, "0.00"),
      (-0.00001, "0.00"), (.nan, "?"), (1e20, "1e+20"), (0.9125, "0.9125"), (0.125, "0.125"),
    ])
  func amounts(amount: Double, text: String) {
    #expect(moneyText(amount) == text)
  }
}

extension Timestamp {
  fileprivate func addingMinutes(_ count: Int64) -> Timestamp { self + .minutes(count) }
}
