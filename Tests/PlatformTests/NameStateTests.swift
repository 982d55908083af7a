import Glibc
import Platform
import TestSupport
import Testing

@Suite struct NameStateTests {
  private let directory: TemporaryDirectory
  private let path: String

  init() throws {
    directory = try TemporaryDirectory()
    path = directory("tracker.db-wal")
    try createEmptyFile(path, permissions: 0o600)
  }

  private func state() throws -> NameState { try #require(NameState(of: path, onAnyFileSystem: true)) }

  /// The state after something was done in the directory, when a file system's clock has moved on.
  private func state(after change: () throws -> Void) throws -> NameState {
    pause(milliseconds: 30)
    try change()
    return try state()
  }

  @Test func staysTheSameWhileOnlyContentChanges() throws {
    let before = try state()
    let after = try state {
      try File(path, .readWrite).write([1, 2, 3], at: 0)
      try File(path, .readWrite).setPermissions(0o660)
    }
    #expect(after == before)
    #expect(after.encoded.count == NameState.size)
  }

  @Test func changesWithEveryNameOfTheDirectory() throws {
    var states = [try state()]
    states.append(try state { try createEmptyFile(directory("other"), permissions: 0o600) })
    states.append(try state { try moveFile(directory("other"), to: directory("another")) })
    states.append(try state { try linkFile(path, as: directory("link")) })
    states.append(try state { try removeFile(directory("another")) })
    for (index, state) in states.enumerated() { #expect(!states[..<index].contains(state)) }
  }

  @Test func changesWhenTheFileIsMadeAgainOrMovedAwayAndBack() throws {
    let first = try state()
    let again = try state {
      try removeFile(path)
      try createEmptyFile(path, permissions: 0o600)
    }
    #expect(again != first)
    let back = try state {
      try moveFile(path, to: directory("aside"))
      try moveFile(directory("aside"), to: path)
    }
    #expect(back != again)
  }

  @Test func isSettledOnlySomeSecondsAfterTheLastChange() throws {
    let now = wallClockMilliseconds()
    #expect(!(try state().isSettled))
    #expect(try #require(NameState(of: path, at: now + 3100, onAnyFileSystem: true)).isSettled)
    // A clock that was set back says nothing.
    #expect(!(try #require(NameState(of: path, at: now - 1_000_000, onAnyFileSystem: true)).isSettled))
  }

  @Test func isNotKnownOfWhatIsNotThereOrElsewhere() throws {
    #expect(NameState(of: directory("nothing"), onAnyFileSystem: true) == nil)
    #expect(NameState(of: "/proc/self/stat") == nil)
  }

  @Test func looksThroughALinkToTheDirectory() throws {
    let elsewhere = try TemporaryDirectory()
    #expect(symlink(directory.path, elsewhere("link")) == 0)
    #expect(NameState(of: elsewhere("link") + "/tracker.db-wal", onAnyFileSystem: true) == (try state()))
  }
}
