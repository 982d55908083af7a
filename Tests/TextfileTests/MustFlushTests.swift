import Platform
import TestSupport
import Testing

@testable import Textfile

/// A file need not be flushed only where the next pass is known to come, and to find it.
@Suite struct MustFlushTests {
  private let directory: TemporaryDirectory
  private let now: Int64 = 1_772_758_800_000

  init() throws { directory = try TemporaryDirectory() }

  /// A log in which a pass is noted.
  private func note(_ time: Int64, into textfiles: String? = nil) throws {
    let log = try PublicationLog(directory("log"))
    try log.exclusively(0) { _ throws(SystemError) in
      try log.notePass(into: textfiles ?? directory.path, at: time)
    }
  }

  private func mustFlush(in textfiles: String? = nil, onAnyFileSystem: Bool = true) throws -> Bool {
    let log = try PublicationLog(directory("log"))
    return mustFlushTextfiles(
      in: textfiles ?? directory.path, by: log, at: now, onAnyFileSystem: onAnyFileSystem)
  }

  @Test(arguments: [0, 1, 60_000, 600_000] as [Int64]) func notWhilePassesCome(_ age: Int64) throws {
    try note(now - age)
    #expect(try !mustFlush())
  }

  @Test(arguments: [600_001, 86_400_000, -1, -86_400_000] as [Int64])
  func whereTheLastPassIsLongAgoOrTheClockWasSet(_ age: Int64) throws {
    try note(now - age)
    #expect(try mustFlush())
  }

  @Test func whereNoPassIsKnown() throws {
    #expect(try mustFlush())
    try note(now, into: "/elsewhere")
    #expect(try mustFlush(), "a pass into another directory mends nothing here")
  }

  /// What was noted of passes isn't flushed.
  @Test(arguments: [0, 1, 23]) func whereAPowerCutHasCutTheLog(_ length: Int) throws {
    try note(now)
    try File(directory("log"), .readWrite).cut(to: length)
    #expect(try mustFlush())
  }

  @Test func whereAPowerCutHasLeftZerosInTheLog() throws {
    try note(now)
    try File(directory("log"), .readWrite).write([UInt8](repeating: 0, count: 24), at: 0)
    #expect(try mustFlush())
  }

  @Test func onAFileSystemThatIsNotFamiliar() throws {
    try note(now, into: "/proc")
    #expect(try !mustFlush(in: "/proc"))
    #expect(try mustFlush(in: "/proc", onAnyFileSystem: false))
  }
}
