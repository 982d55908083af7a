import Batches
import Testing

@testable import Alerts

private let slot = Slot(
  start: Timestamp(seconds: 1_772_776_800), startDeadline: Timestamp(seconds: 1_772_777_700),
  deadline: Timestamp(seconds: 1_772_791_200))

private func found(_ run: HistoryEntry, slot: Slot?) throws -> [String: String] {
  var definition = BatchDefinition(name: "leads")
  definition.maxDuration = .hours(3)
  definition.minDuration = .minutes(5)
  definition.costPerLeadLimit = 0.75
  definition.gpuCostLimit = 20
  let zone = TimeZoneRules.utc
  let batch = ConfiguredBatch(definition: definition, timezone: "UTC", zone: zone, currency: "USD")
  return Dictionary(uniqueKeysWithValues: problems(ofPast: run, slot: slot, as: batch).map { ($0.alert, $0.text) })
}

@Suite("What was wrong with a past run")
struct PastProblemsTests {
  @Test("nothing, where it kept every limit to the last moment; a failure is its outcome")
  func nothing() throws {
    var run = HistoryEntry(name: "r", outcome: .failed, start: Timestamp(seconds: 1_772_777_700))
    run.end = run.start + .hours(3)
    run.leads = 100
    run.costs = [Cost(resource: "gpu", currency: "USD", amount: 20)]
    #expect(try found(run, slot: slot).isEmpty)
    run.end = nil
    #expect(try found(run, slot: slot).isEmpty, "while it is open, status tells")
  }

  @Test("everything that its alerts said")
  func everything() throws {
    var run = HistoryEntry(name: "r", outcome: .succeeded, start: Timestamp(seconds: 1_772_777_760))
    run.end = run.start + .hours(4)
    run.leads = 10
    run.costs = [Cost(resource: "gpu", currency: "USD", amount: 21)]
    #expect(
      try found(run, slot: slot) == [
        "BatchNotStarted": "it started 1m 00s after it was due to start",
        "BatchIncomplete": "it ended 16m 00s after the deadline",
        "BatchSlow": "the run took 4h 00m, the limit is 3h",
        "BatchCostPerLeadHigh": "a lead costs 2.10 USD, the limit is 0.75",
        "BatchGPUCostHigh": "the run's GPU cost is 21.00 USD, the limit is 20.00",
      ])
    run.end = run.start + .minutes(4)
    run.costs = []
    #expect(try found(run, slot: nil) == ["BatchTooFast": "the run took only 4m 00s, the minimum is 5m"])
  }
}
