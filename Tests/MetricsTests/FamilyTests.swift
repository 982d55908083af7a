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

  @Test("makes the tool's file, as promtool wants it", arguments: ToolFile.allCases)
  func toolFile(file: ToolFile) throws {
    let bytes = encoded(file.monitor)
    try expectGolden(bytes, file.rawValue + ".prom")
    let verdict = try promtoolVerdict(on: bytes)
    #expect(verdict.status == 0 && verdict.output.isEmpty, "\(verdict.output)")
  }

  @Test("has every family of the tool in a monitored host's file, in the order of the table")
  func order() {
    let lines = String(decoding: encoded(ToolFile.monitored.monitor), as: UTF8.self).split(separator: "\n")
    let declared = lines.filter { $0.hasPrefix("# TYPE ") }.map { String($0.split(separator: " ")[2]) }
    #expect(declared == MetricFamily.toolFamilies.map(\.name))
  }

  private func encoded(_ monitor: MonitorFigures?) -> [UInt8] {
    var bytes: [UInt8] = []
    let figures = ToolFigures(
      exported: .init(milliseconds: 1_772_780_402_125), version: "1.0.0\"\n", trackerIsUp: true, configIsUp: false,
      spooledRecords: 3, monitor: monitor)
    encodeTool(figures, into: &bytes)
    return bytes
  }
}

/// The golden files of the tool.
enum ToolFile: String, CaseIterable {
  case batchwatch
  /// A monitor made its first pass, and nothing is known yet.
  case firstPass = "first-pass"
  case monitored

  var monitor: MonitorFigures? {
    switch self {
    case .batchwatch: nil
    case .firstPass: MonitorFigures(lastPass: .init(milliseconds: 1_772_780_401_500))
    case .monitored:
      MonitorFigures(
        lastPass: .init(milliseconds: 1_772_780_401_500), outboxMessages: 2,
        notifications: [
          NotificationCount(path: "mail", outcome: "accepted", count: 12),
          NotificationCount(path: "alertmanager", outcome: "unknown", count: 1),
          NotificationCount(path: "pigeon", outcome: "accepted", count: 7),
        ],
        links: [
          LinkFigure(name: "textfile", isUp: true), LinkFigure(name: "heartbeat", isUp: false),
          LinkFigure(name: "textfile", isUp: false),
        ],
        lag: TimeSpan(milliseconds: 61_250))
    }
  }
}
