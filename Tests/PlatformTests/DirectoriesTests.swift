import Glibc
import TestSupport
import Testing

@testable import Platform

@Suite(.serialized) struct DirectoriesTests {
  /// In a process of its own: whatever else is tested at the same time makes files as well, under the same umask.
  @Test(arguments: [mode_t(0), 0o077, 0o777]) func aDirectoryHasItsModeWhateverTheUmask(mask: mode_t) async {
    await #expect(processExitsWith: .success) { [mask] in
      let directory = try TemporaryDirectory()
      umask(mask)
      try makeDirectory(directory("new"), permissions: 0o770)
      #expect(try fileInformation(directory("new"))?.permissions == 0o770)
      try createEmptyFile(directory("file"), permissions: 0o660)
      #expect(try fileInformation(directory("file"))?.permissions == 0o660)
    }
  }

  @Test func missingParentsAreMadeAndNothingElseIsTouched() throws {
    let directory = try TemporaryDirectory()
    try makeDirectory(directory("a/b/c"), permissions: 0o700)
    #expect(directoryExists(directory("a/b/c")))
    chmod(directory("a"), 0o711)
    try makeDirectory(directory("a"), permissions: 0o777)
    #expect(try fileInformation(directory("a"))?.permissions == 0o711)
  }

  @Test func theGroupOfASharedDirectoryIsInherited() throws {
    let directory = try TemporaryDirectory()
    chmod(directory.path, 0o2770)
    try makeDirectory(directory("spool"), permissions: 0o770)
    #expect(try fileInformation(directory("spool"))?.permissions == 0o2770)
  }

  /// Only root can give files away, so for everybody else the directory is its own anyway.
  @Test func whatRootMakesBelongsToWhoseDirectoryItIs() throws {
    let directory = try TemporaryDirectory()
    let owner = geteuid() == 0 ? 65_534 : geteuid()
    #expect(chown(directory.path, owner, getegid()) == 0)
    try createEmptyFile(directory("file"), permissions: 0o640)
    try makeDirectory(directory("new"), permissions: 0o770)
    for made in ["file", "new"] { #expect(try fileInformation(directory(made))?.owner == owner) }
  }

  /// A link to another disk is an operator's; what another user has put there would take root's files elsewhere.
  @Test func rootFollowsNoLinkOfAnotherUsersToADirectory() throws {
    let directory = try TemporaryDirectory()
    try makeDirectory(directory("elsewhere"), permissions: 0o770)
    #expect(symlink(directory("elsewhere"), directory("spool")) == 0)
    try makeDirectory(directory("spool"), permissions: 0o770)
    guard geteuid() == 0 else { return }
    #expect(lchown(directory("spool"), 65_534, 65_534) == 0)
    #expect(throws: SystemError.self) { try makeDirectory(directory("spool"), permissions: 0o770) }
  }

  @Test(arguments: [("/a/b", "/a"), ("/a", "/"), ("a", "."), ("a/b/c", "a/b"), ("/", "/")])
  func parents(path: String, parent: String) { #expect(parentDirectory(of: path) == parent) }

  @Test func entriesOfWhatIsNoDirectoryAreNone() throws {
    let directory = try TemporaryDirectory()
    try createEmptyFile(directory("file"), permissions: 0o600)
    #expect(try directoryEntries(directory("file")) == nil)
    #expect(try directoryEntries(directory("missing")) == nil)
    #expect(try directoryEntries(directory.path) == ["file"])
  }
}
