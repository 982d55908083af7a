import Batches
import Testing

@testable import Metrics

private let cases: [(name: String, report: BatchReport)] = [
  ("never-ran", Sample.neverRan), ("running", Sample.running), ("succeeded", Sample.succeeded),
  ("failed", Sample.failed), ("overlapping", Sample.overlapping), ("without-schedule", Sample.withoutSchedule),
  ("every-six-hours", Sample.everySixHours), ("hostile-strings", Sample.hostileStrings),
  ("hostile-numbers", Sample.hostileNumbers),
]

private func encoded(_ report: BatchReport) -> [UInt8] {
  var bytes: [UInt8] = []
  encodeBatch(report, into: &bytes)
  return bytes
}

private func lines(_ report: BatchReport) -> [Substring] {
  String(decoding: encoded(report), as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
}

@Suite("A batch's file")
struct BatchEncoderTests {
  @Test("is the golden file", arguments: cases.map(\.name))
  func golden(name: String) throws {
    let report = try #require(cases.first { $0.name == name }).report
    try expectGolden(encoded(report), name + ".prom")
  }

  @Test("is accepted by promtool", arguments: cases.map(\.name))
  func promtool(name: String) throws {
    let report = try #require(cases.first { $0.name == name }).report
    let verdict = try promtoolVerdict(on: encoded(report))
    #expect(verdict.status == 0 && verdict.output.isEmpty, "\(verdict.output)")
  }

  @Test("has each HELP, TYPE and series once, in one piece, no control characters", arguments: cases.map(\.name))
  func form(name: String) throws {
    let report = try #require(cases.first { $0.name == name }).report
    let text = lines(report)
    #expect(text.last == "", "the file ends with a line feed")
    var declared: [Substring] = []
    var series: Set<Substring> = []
    for line in text.dropLast() {
      #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) })
      if line.hasPrefix("# HELP ") {
        let name = line.dropFirst(7).prefix { $0 != " " }
        #expect(!declared.contains(name))
        declared.append(name)
      } else if !line.hasPrefix("# TYPE ") {
        let identity = line[..<(try #require(line.lastIndex(of: " ")))]
        #expect(series.insert(identity).inserted, "\(identity) twice")
        #expect(line.hasPrefix(try #require(declared.last)), "\(line) stands in its family")
      }
    }
    let order = MetricFamily.batchFamilies.map { Substring($0.name) }.filter(declared.contains)
    #expect(order == declared, "in the order of the table")
  }

  @Test("is appended: what stood in the buffer stays")
  func appends() {
    var bytes = Array("before\n".utf8)
    encodeBatch(Sample.neverRan, into: &bytes)
    #expect(bytes == Array("before\n".utf8) + encoded(Sample.neverRan))
  }

  @Test("has every family of the table in some state")
  func everyFamilyAppears() {
    let text = lines(Sample.succeeded)
    for family in MetricFamily.batchFamilies {
      #expect(text.contains { $0.hasPrefix("# TYPE \(family.name) ") }, "\(family.name)")
    }
  }

  @Test("rounds noise of sums away")
  func money() {
    let text = lines(Sample.running)
    #expect(text.contains("batch_run_cost{batch=\"leads-nightly\",resource=\"gpu\",currency=\"USD\"} 7.5"))
    #expect(text.contains("batch_run_cost{batch=\"leads-nightly\",resource=\"proxy\",currency=\"USD\"} 0.3"))
    #expect(text.contains("batch_cost_per_lead{batch=\"leads-nightly\",currency=\"USD\"} 0.78"))
  }

  @Test("has no deadline in the past before the first slot")
  func beforeTheFirstSlot() throws {
    let text = lines(Sample.neverRan)
    #expect(text.contains("batch_slot_timestamp_seconds{batch=\"leads-nightly\"} 0"))
    #expect(text.contains("batch_deadline_timestamp_seconds{batch=\"leads-nightly\"} 1772791200"))
    #expect(text.contains("batch_start_deadline_timestamp_seconds{batch=\"leads-nightly\"} 1772777700"))
    var report = Sample.neverRan
    report.nextSlot = nil
    #expect(!lines(report).contains { $0.hasPrefix("batch_deadline_") || $0.hasPrefix("batch_next_slot_") })
  }

  @Test("keeps the first of a stage that comes twice, however many there are")
  func manyStages() {
    var report = Sample.running
    report.stages = (0..<5000).map { StageReport(name: "s\($0 % 4000)", isOptional: false, weight: 1) }
    report.stages[4500].completion = 0.5
    let text = lines(report).filter { $0.hasPrefix("batch_stage_completion_ratio") }
    #expect(text.count == 4000)
    #expect(text.allSatisfy { $0.hasSuffix(" 0") })
  }
}
