import Platform
import TestSupport
import Testing

@testable import Textfile

@Suite struct PublicationLogTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func cell(_ revision: Int64) -> PublicationLog.Cell {
    PublicationLog.Cell(scope: 7, revision: revision, time: revision / 100)
  }

  private func found(_ row: Int64, in log: borrowing PublicationLog) throws -> PublicationLog.Cell? {
    var result: PublicationLog.Cell?
    try log.exclusively(row) { found throws(SystemError) in result = found }
    return result
  }

  @Test func aCellIsWhatWasNotedLast() throws {
    let log = try PublicationLog(directory("log"))
    for revision in [3, 1, Int64(1) << 53 - 1] {
      try log.exclusively(5) { _ throws(SystemError) in try log.note(cell(revision), for: 5) }
      #expect(try found(5, in: log) == cell(revision))
    }
    #expect(try found(4, in: log) == nil)
    #expect(try found(6, in: log) == nil)
    #expect(try fileInformation(directory("log"))?.permissions == 0o660)
    try log.exclusively(5) { _ throws(SystemError) in try log.note(nil, for: 5) }
    #expect(try found(5, in: log) == nil)
  }

  @Test func theLockIsGivenBackAfterAFailure() throws {
    let log = try PublicationLog(directory("log"))
    #expect(throws: SystemError.self) {
      try log.exclusively(1) { _ throws(SystemError) in throw SystemError("write", "x", code: SystemError.noSpace) }
    }
    #expect(try found(1, in: try PublicationLog(directory("log"))) == nil)
  }

  /// Whoever may write to the file can write anything: a cell that nobody can have noted is nothing known.
  @Test(
    arguments: [
      [7, .max, 1], [7, 1, .max], [7, .max, .max], [.max, 1 << 53 + 1, 1], [7, 1, 253_402_300_800_000],
      [7, 1 << 63, 1],
      [7, 1, 1 << 63], [0, 1, 1],
    ] as [[UInt64]])
  func anImpossibleCellIsNothingKnown(_ words: [UInt64]) throws {
    let log = try PublicationLog(directory("log"))
    let bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) } }
    try File(directory("log"), .readWrite).write(bytes, at: 24)
    #expect(try found(1, in: log) == nil)
  }

  @Test(arguments: [-1, 1_000_001, .max, .min] as [Int64])
  func aRowThatNoBatchCanHaveHasNoCell(_ row: Int64) throws {
    let log = try PublicationLog(directory("log"))
    #expect(throws: SystemError.self) { try log.exclusively(row) { _ throws(SystemError) in } }
    #expect(throws: SystemError.self) { try log.note(nil, for: row) }
    #expect(try fileInformation(directory("log"))?.size == 0)
  }

  @Test func oneBatchWaitsForItselfOnly() throws {
    let log = try PublicationLog(directory("log"))
    let other = try PublicationLog(directory("log"))
    var inner: [Int32] = []
    let rows: [Int64] = [1, 2]
    try log.exclusively(1) { _ throws(SystemError) in
      for row in rows {
        let outcome = Result<Void, SystemError> { () throws(SystemError) in
          try other.exclusively(row, waitingAtMost: 0) { _ throws(SystemError) in }
        }
        if case .failure(let error) = outcome { inner.append(error.code) } else { inner.append(0) }
      }
    }
    #expect(inner == [SystemError.timedOut, 0])
  }

  @Test func anOlderStateNeverReplacesANewerOne() async throws {
    let path = directory("log")
    let target = directory.path
    // Every task publishes its revision unless a newer one stands there; whatever their order, the last one stands.
    try await withThrowingTaskGroup(of: Void.self) { group in
      for revision in Int64(1)...40 {
        group.addTask {
          let log = try PublicationLog(path)
          try log.exclusively(1) { found throws(SystemError) in
            if let found, found.revision >= revision { return }
            try log.note(PublicationLog.Cell(scope: 1, revision: revision, time: 0), for: 1)
            try replaceTextfile("x.prom", in: target, by: 7, with: Array("\(revision)\n".utf8))
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try readFile(directory("x.prom"), limit: 100) == Array("40\n".utf8))
    #expect(try found(1, in: try PublicationLog(path))?.revision == 40)
  }

  /// A huge file, as anybody of the group can make one without a disk to hold it, costs what a small one costs.
  @Test func onlyTheCellIsRead() throws {
    let log = try PublicationLog(directory("log"))
    try log.exclusively(1) { _ throws(SystemError) in try log.note(cell(9), for: 1) }
    try File(directory("log"), .readWrite).write([1], at: 1 << 40)
    #expect(try found(1, in: log) == cell(9))
  }

  @Test func aTornCellIsNone() throws {
    let path = directory("log")
    let log = try PublicationLog(path)
    try log.exclusively(1) { _ throws(SystemError) in try log.note(cell(9), for: 1) }
    let file = try File(path, .readWrite)
    try file.write([0, 0, 0, 0, 0, 0, 0, 0], at: 24)
    #expect(try found(1, in: log) == nil)
  }

  @Test func scopesDiffer() {
    let scopes = [
      scopeNumber("a", "b"), scopeNumber("ab", ""), scopeNumber("", "ab"), scopeNumber("b", "a"), scopeNumber("a"),
    ]
    #expect(Set(scopes).count == scopes.count)
    #expect(!scopes.contains(0))
  }

  @Test func aLinkInItsPlaceIsRefused() throws {
    try createEmptyFile(directory("target"), permissions: 0o644)
    plantLink(to: directory("target"), at: directory("log"))
    #expect(throws: SystemError.self) { _ = try PublicationLog(directory("log")) }
  }
}
