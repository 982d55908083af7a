import Platform
import TestSupport
import Testing

@testable import Textfile

@Suite struct PublicationLogTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func cell(_ revision: Int64) -> PublicationLog.Cell {
    PublicationLog.Cell(scope: 7, revision: revision, sequence: revision)
  }

  @Test func aCellIsWhatWasNotedLast() throws {
    let log = try PublicationLog(directory("log"))
    var seen: [PublicationLog.Cell?] = []
    for revision in [3, -1, Int64.max] {
      try log.exclusively(5) { found throws(SystemError) in
        seen.append(found)
        return cell(revision)
      }
    }
    #expect(seen == [nil, cell(3), cell(-1)])
    #expect(try log.cells(upTo: 6) == [nil, nil, nil, nil, nil, cell(.max), nil])
    #expect(try fileInformation(directory("log"))?.permissions == 0o660)
  }

  @Test func whatFailsIsNotNoted() throws {
    let log = try PublicationLog(directory("log"))
    #expect(throws: SystemError.self) {
      try log.exclusively(1) { _ throws(SystemError) in throw SystemError("write", "x", code: SystemError.noSpace) }
    }
    try log.exclusively(1) { found throws(SystemError) in
      #expect(found == nil)
      return nil
    }
    #expect(try log.cells(upTo: 1) == [nil, nil])
  }

  @Test func oneBatchWaitsForItselfOnly() throws {
    let log = try PublicationLog(directory("log"))
    let other = try PublicationLog(directory("log"))
    var inner: [Int32] = []
    let rows: [Int64] = [1, 2]
    try log.exclusively(1) { _ throws(SystemError) in
      for row in rows {
        let outcome = Result<Void, SystemError> { () throws(SystemError) in
          try other.exclusively(row, waitingAtMost: 0) { _ throws(SystemError) in nil }
        }
        if case .failure(let error) = outcome { inner.append(error.code) } else { inner.append(0) }
      }
      return nil
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
          try PublicationLog(path).exclusively(1) { found throws(SystemError) in
            if let found, found.revision >= revision { return nil }
            try replaceTextfile("x.prom", in: target, by: 7, with: Array("\(revision)\n".utf8))
            return PublicationLog.Cell(scope: 1, revision: revision, sequence: (found?.sequence ?? 0) + 1)
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try readFile(directory("x.prom"), limit: 100) == Array("40\n".utf8))
    #expect(try PublicationLog(path).cells(upTo: 1)[1]?.revision == 40)
  }

  @Test func aTornCellIsNone() throws {
    let path = directory("log")
    let log = try PublicationLog(path)
    try log.exclusively(1) { _ throws(SystemError) in cell(9) }
    let file = try File(path, .readWrite)
    try file.write([0, 0, 0, 0, 0, 0, 0, 0], at: 24)
    #expect(try log.cells(upTo: 1) == [nil, nil])
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
