import Alerts
import Batches
import Foundation
import TestSupport
import Testing

@testable import Presentation
@testable import RecordingCommands

@Suite("What is printed of extreme numbers")
struct ExtremeTests {
  private static let moments = [Int64.min, -1, 0, 1_772_776_800_000, .max].map { Timestamp(milliseconds: $0) }

  @Test("by status, at whatever time")
  func status() throws {
    for base in [try Night.running(), try Night.failed("x"), try Night.due()] {
      let reports = extremeReports(of: base)
      for report in reports {
        for now in Self.moments {
          let shown = [Night.shown(report)]
          let text = statusView(shown, named: true, at: now, style: OutputStyle(width: 80, unicode: true))
          #expect(!text.isEmpty)
          let json = Data(statusJSON(shown, at: now).utf8)
          #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: json) }
        }
      }
      let all = statusView(
        reports.map(Night.shown), named: false, at: Self.moments[3], style: OutputStyle(width: 60, unicode: false))
      #expect(!all.isEmpty)
    }
  }

  @Test("by history")
  func history() throws {
    let runs = extremeReports(of: try Night.failed("x")).compactMap { report -> HistoryEntry? in
      guard let run = report.run else { return nil }
      var entry = HistoryEntry(name: run.name, outcome: run.outcome, start: run.start)
      entry.end = run.end
      entry.slot = report.slot?.start
      entry.leads = run.leads
      entry.costs = run.costs
      entry.completion = report.completion
      entry.exitStatus = Int32(truncatingIfNeeded: run.leads)
      entry.cpuSeconds = report.last.cpuSeconds
      entry.peakMemoryBytes = report.last.peakMemoryBytes
      entry.output = [0, 255]
      return entry
    }
    for limit in [1, runs.count] {
      let text = historyView(
        Array(runs.prefix(limit)), of: "x", currency: "USD", zone: Night.zone,
        style: OutputStyle(width: 80, unicode: true))
      #expect(!text.isEmpty)
    }
  }
}
