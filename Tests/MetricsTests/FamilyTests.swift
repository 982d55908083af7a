import Batches
import Testing

@testable import Metrics

@Suite("The table of families")
struct FamilyTests {
  private let families = MetricFamily.batchFamilies + MetricFamily.toolFamilies

  @Test("has no name twice, nor one that a histogram's series take")
  func names() {
    var taken: Set<String> = []
    for family in families {
      #expect(taken.insert(family.name).inserted, "\(family.name) twice")
      guard family.kind == .histogram else { continue }
      for suffix in ["_sum", "_count", "_bucket"] {
        #expect(taken.insert(family.name + suffix).inserted, "\(family.name + suffix) is taken")
      }
    }
  }

  @Test("has HELP texts that can be written as they stand")
  func helpTexts() {
    for family in families {
      #expect(family.help.utf8.allSatisfy { (0x20..<0x7f).contains($0) && $0 != UInt8(ascii: "\\") }, "\(family.name)")
      #expect(family.help.hasSuffix("."), "\(family.name)")
    }
  }

  @Test("is told in full in docs/metrics.md")
  func reference() throws {
    try expectFile("docs/metrics.md", is: Array(metricsReference().utf8), fix: "run `make docs`")
  }

  @Test("makes the tool's file, as promtool wants it")
  func toolFile() throws {
    var bytes: [UInt8] = []
    let figures = ToolFigures(
      exported: .init(milliseconds: 1_772_780_402_125), version: "1.0.0\"\n", trackerIsUp: true, configIsUp: false,
      spooledRecords: 3)
    encodeTool(figures, into: &bytes)
    try expectGolden(bytes, "batchwatch.prom")
    let verdict = try promtoolVerdict(on: bytes)
    #expect(verdict.status == 0 && verdict.output.isEmpty, "\(verdict.output)")
  }
}
