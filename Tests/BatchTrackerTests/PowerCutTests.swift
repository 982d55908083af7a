import Batches
import Platform
import TestSupport
import Testing

@testable import BatchTracker

/// A `.prom` file isn't flushed while passes come. Whatever a power cut leaves of it, and of what was noted beside the
/// tracker, the next pass sets it right, and the batch's next record does so too.
@Suite struct PowerCutTests {
  /// What may stand under the name of a file that was replaced a moment ago.
  enum Remains: CaseIterable {
    case theOldFile, anEmptyFile, aThird, oneLineLess, zeros, zerosAtTheEnd, anotherBatchsFile, noFile

    func bytes(of new: [UInt8], after old: [UInt8]?, beside other: [UInt8]) -> [UInt8]? {
      switch self {
      case .theOldFile: old
      case .anEmptyFile: []
      case .aThird: Array(new.prefix(new.count / 3))
      case .oneLineLess: new.dropLast().lastIndex(of: UInt8(ascii: "\n")).map { Array(new[...$0]) }
      case .zeros: [UInt8](repeating: 0, count: new.count)
      case .zerosAtTheEnd: new.prefix(new.count / 2) + [UInt8](repeating: 0, count: new.count - new.count / 2)
      case .anotherBatchsFile: other
      case .noFile: nil
      }
    }
  }

  /// What may be left of the log of what is published, which isn't flushed either.
  enum Log: CaseIterable { case asItWas, older, empty, cut, zeros, gone }

  private static let night: [@Sendable (BatchTracker) throws -> Void] = [
    { try $0.recordBatchStart("leads", run: "night-1") },
    { try $0.recordBatchStageCompletion("leads", stage: "scrape") },
    { try $0.recordBatchLeads("leads", count: 12) },
    { try $0.recordBatchEnd("leads") },
    { try $0.recordBatchStart("leads", run: "night-2") },
    { try $0.recordBatchCost("leads", amount: 0.5) },
  ]

  @Test(arguments: Remains.allCases) func thePassAfterItMendsTheFile(_ remains: Remains) throws {
    for log in Log.allCases {
      let host = try Host()
      for (index, record) in Self.night.enumerated() {
        try host.record(record, andLose: remains, log)
        try host.pass()
        #expect(host.file == host.published, "\(remains), \(log), after record \(index)")
      }
      #expect(host.lines.isEmpty)
    }
  }

  @Test(arguments: Remains.allCases) func theNextRecordMendsTheFile(_ remains: Remains) throws {
    for log in Log.allCases {
      let host = try Host()
      for (index, record) in Self.night.enumerated() {
        try host.record(record, andLose: remains, log)
        try host.tracker.recordBatchLeads("leads", count: 1, run: index < 4 ? "night-1" : "night-2")
        let recorded = host.file
        try host.pass()
        #expect(recorded == host.file, "\(remains), \(log)")
      }
      #expect(host.lines.isEmpty)
    }
  }

  /// A pass that is cut off itself, in the middle of its files.
  @Test(arguments: Remains.allCases) func thePassAfterACutPassMendsTheFile(_ remains: Remains) throws {
    let host = try Host()
    for record in Self.night { try record(host.tracker) }
    let right = host.file
    for log in Log.allCases {
      try host.put(Array("other\n".utf8))
      try host.pass()
      try host.lose(remains, after: right, log)
      try host.pass()
      #expect(host.file == right, "\(remains), \(log)")
    }
    #expect(host.lines.isEmpty)
  }

  /// A tracker with two batches, into whose directory passes write.
  private final class Host {
    private let place: Workplace
    private var older: [UInt8] = []
    private(set) var published: [UInt8]?

    init() throws {
      place = try Workplace()
      try place.tracker.recordBatchStart("other")
      try place.tracker.recordBatchEnd("other")
      try pass()
    }

    var tracker: BatchTracker { place.tracker }
    var lines: [String] { place.lines.all }
    private var path: String { place.directory + "/textfile/batchwatch_leads.prom" }
    private var log: String { place.directory + "/tracker.db-published" }
    var file: [UInt8]? { try? readFile(path, limit: 1 << 20) }

    func pass() throws {
      let lines = place.lines
      let session = try Session(
        configuration: place.directory + "/config.yml", log: .init(now: wallClockMilliseconds) { lines.add($1) })
      let now = Timestamp(milliseconds: wallClockMilliseconds())
      let exporter = Exporter(session: session, now: now)
      let findings = try exporter.exportBatches()
      try Publisher(session).publishTool { exporter.report(findings, version: "1", at: now) }
    }

    func record(_ record: (BatchTracker) throws -> Void, andLose remains: Remains, _ log: Log) throws {
      let old = file
      older = try readFile(self.log, limit: 1 << 20)
      try record(tracker)
      published = file
      try lose(remains, after: old, log)
    }

    func lose(_ remains: Remains, after old: [UInt8]?, _ log: Log) throws {
      let other = Array(try place.published("other").utf8)
      try put(remains.bytes(of: file ?? [], after: old, beside: other))
      let bytes = try readFile(self.log, limit: 1 << 20)
      switch log {
      case .asItWas: break
      case .older: try write(older, self.log)
      case .empty: try write([], self.log)
      case .cut: try write(Array(bytes.dropLast(11)), self.log)
      case .zeros: try write([UInt8](repeating: 0, count: bytes.count), self.log)
      case .gone: try removeFile(self.log)
      }
    }

    func put(_ bytes: [UInt8]?) throws {
      if let bytes { try write(bytes, path) } else { try removeFile(path) }
    }

    private func write(_ bytes: [UInt8], _ path: String) throws {
      let mode: UInt32 = path == log ? 0o660 : 0o644
      try removeFile(path)
      try createEmptyFile(path, permissions: mode)
      try File(path, .readWrite).write(bytes)
    }
  }
}
