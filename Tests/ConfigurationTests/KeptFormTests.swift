import Batches
import Configuration
import Testing

/// Who may write to the tracker can change what it keeps of the file.
@Suite struct `The kept form of a batch` {
  private static let text = """
    batches:
    - {name: a, every: 1h, complete_by: "05:00", stages: [x, y], max_duration: 2h, min_duration: 1m, stall_after: 5m,
       cost_per_lead_limit: 2, gpu_cost_limit: 3, hosts: 2, failures_before_alert: 2}
    """

  @Test(
    arguments: [
      "1e30", "nan", "-1", "0", "inf", "-inf", "9223372036854775807", "99999999999999999999", "x", "1:2:3", "24:00",
      "-1:0", "9223372036854775807:0", "../x\u{1D}1\u{1D}1", "x\u{1D}0\u{1D}nan", "x\u{1D}0\u{1D}-1", "x\u{1D}0\u{1D}0",
      "5\u{1E}4", "60 * * * *", "", String(repeating: "1\u{1E}", count: 500),
    ])
  func `says nothing that the file could not say`(value: String) throws {
    let batch = try #require(parse(Self.text).batches.first)
    let fields = batch.cached.split(separator: "\u{1F}", omittingEmptySubsequences: false).map(String.init)
    for index in fields.indices {
      var changed = fields
      changed[index] = value
      guard let read = BatchDefinition(name: "a", cached: changed.joined(separator: "\u{1F}")) else { continue }
      let spans = [read.earlyTolerance, read.startWithin, read.maxDuration, read.minDuration, read.stallAfter]
      for span in spans.compactMap(\.self) { #expect((0...TimeSpan.longest).contains(span.milliseconds)) }
      if case .every(let span) = read.schedule { #expect(span >= TimeSpan(seconds: 1)) }
      if case .by(let time) = read.deadline { #expect((0...23).contains(time.hour) && (0...59).contains(time.minute)) }
      #expect(read.stages.allSatisfy { isValidName($0.name) && $0.weight > 0 && $0.weight.isFinite })
      #expect((read.gpuCostLimit ?? 1) > 0 && (read.costPerLeadLimit ?? 1).isFinite)
      #expect((read.timezone ?? "").utf8.count <= 255)
      #expect(read.failuresBeforeAlert >= 1 && (read.hosts ?? 2) >= 2)
      #expect(zip(read.durationBuckets, read.durationBuckets.dropFirst()).allSatisfy(<))
    }
  }
}
