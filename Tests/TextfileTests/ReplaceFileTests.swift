import Glibc
import Platform
import TestSupport
import Testing

@testable import Textfile

/// The umask belongs to the whole process, so these tests run one after another.
@Suite(.serialized) struct ReplaceFileTests {
  private let directory: TemporaryDirectory
  private let name = "batchwatch_leads.prom"
  private let bytes = Array("batch_running 1\n".utf8)

  init() throws { directory = try TemporaryDirectory() }

  private func content(_ name: String) throws -> [UInt8] { try readFile(directory(name), limit: 1 << 20) }

  @Test func theNameHasTheNewContentAndNothingElseIsLeft() throws {
    try replaceTextfile(name, in: directory.path, by: 7, with: Array("old\n".utf8))
    try replaceTextfile(name, in: directory.path, by: 7, with: bytes)
    #expect(try content(name) == bytes)
    #expect(try directoryEntries(directory.path) == [name])
  }

  /// In a process of its own: whatever else is tested at the same time makes files as well, under the same umask.
  @Test(arguments: [mode_t(0), 0o022, 0o077, 0o777]) func everyoneMayReadWhateverTheUmask(mask: mode_t) async {
    await #expect(processExitsWith: .success) { [mask] in
      let directory = try TemporaryDirectory()
      umask(mask)
      try replaceTextfile("batchwatch_leads.prom", in: directory.path, by: 7, with: Array("new\n".utf8))
      #expect(try fileInformation(directory("batchwatch_leads.prom"))?.permissions == 0o644)
    }
  }

  @Test(arguments: [0o600, 0o666, 0o4755]) func aFileWithAnotherModeIsReplaced(mode: UInt32) throws {
    try replaceTextfile(name, in: directory.path, by: 7, with: bytes)
    chmod(directory(name), mode)
    #expect(!textfileIsUpToDate(name, in: directory.path, bytes))
    try replaceTextfile(name, in: directory.path, by: 7, with: bytes)
    #expect(textfileIsUpToDate(name, in: directory.path, bytes))
  }

  @Test func aReaderKeepsTheOldFileWhole() throws {
    try replaceTextfile(name, in: directory.path, by: 7, with: Array("old\n".utf8))
    let reader = try File(directory(name), .read)
    try replaceTextfile(name, in: directory.path, by: 7, with: bytes)
    #expect(try reader.readToEnd(limit: 100) == Array("old\n".utf8))
  }

  @Test(arguments: [false, true]) func aLinkIsReplacedAndItsTargetIsNotTouched(isDraft: Bool) throws {
    try createEmptyFile(directory("target"), permissions: 0o600)
    let planted = directory(isDraft ? draftName(for: name, by: 7) : name)
    #expect(symlink(directory("target"), planted) == 0)
    #expect(!textfileIsUpToDate(name, in: directory.path, []))
    try replaceTextfile(name, in: directory.path, by: 7, with: bytes)
    #expect(try content("target").isEmpty)
    #expect(try fileInformation(directory("target"))?.permissions == 0o600)
    #expect(try content(name) == bytes)
    #expect(symbolicLinkTarget(directory(name)) == nil)
    #expect(try directoryEntries(directory.path)?.sorted() == [name, "target"])
  }

  @Test(arguments: [false, true]) func aFIFOIsReplacedAndNobodyWaits(isDraft: Bool) throws {
    #expect(mkfifo(directory(isDraft ? draftName(for: name, by: 7) : name), 0o644) == 0)
    #expect(!textfileIsUpToDate(name, in: directory.path, bytes))
    try replaceTextfile(name, in: directory.path, by: 7, with: bytes)
    #expect(try content(name) == bytes)
    #expect(try directoryEntries(directory.path) == [name])
  }

  @Test func aLeftoverDraftIsReplaced() throws {
    try createEmptyFile(directory(draftName(for: name, by: 7)), permissions: 0o644)
    try replaceTextfile(name, in: directory.path, by: 7, with: bytes)
    #expect(try directoryEntries(directory.path) == [name])
  }

  @Test(arguments: [false, true]) func aDirectoryInTheWayIsAnErrorThatNamesIt(isDraft: Bool) throws {
    let path = directory(isDraft ? draftName(for: name, by: 7) : name)
    try makeDirectory(path, permissions: 0o755)
    let error = #expect(throws: SystemError.self) { try replaceTextfile(name, in: directory.path, by: 7, with: bytes) }
    #expect(error?.subject == path)
    #expect(try directoryEntries(directory.path) == [isDraft ? draftName(for: name, by: 7) : name])
  }

  @Test func aMissingDirectoryIsAnError() throws {
    let error = #expect(throws: SystemError.self) {
      try replaceTextfile(name, in: directory("nowhere"), by: 7, with: bytes)
    }
    #expect(error?.code == SystemError.notFound)
  }

  @Test func noDraftLooksLikeAMetricsFile() {
    // node_exporter reads every name that ends so, dotfiles too.
    #expect(!draftName(for: name, by: 7).hasSuffix(".prom"))
  }

  @Test func twoTrackersHaveDraftsOfTheirOwn() throws {
    let one = try PublicationLog(directory("a-published")).publisher()
    let other = try PublicationLog(directory("b-published")).publisher()
    #expect(try PublicationLog(directory("a-published")).publisher() == one, "what a crash left is replaced")
    // What the other writes just now.
    let draft = draftName(for: name, by: other)
    try createEmptyFile(directory(draft), permissions: 0o644)
    try replaceTextfile(name, in: directory.path, by: one, with: bytes)
    #expect(try content(name) == bytes)
    #expect(try directoryEntries(directory.path)?.contains(draft) == true)
  }

  @Test func onlyOldDraftsAreAbandoned() throws {
    let names = [draftName(for: name, by: 7), draftName(for: "batchwatch.prom", by: 8), name, ".other.new"]
    let young = draftName(for: name, by: 9)
    for name in names + [young] { try createEmptyFile(directory(name), permissions: 0o644) }
    #expect(symlink("nowhere", directory(draftName(for: name, by: 10))) == 0)
    try makeDirectory(directory(draftName(for: name, by: 11)), permissions: 0o755)
    for name in try directoryEntries(directory.path) ?? [] where name != young { age(directory(name)) }
    removeAbandonedDrafts(in: directory.path)
    #expect(
      try directoryEntries(directory.path)?.sorted()
        == [young, draftName(for: name, by: 11), ".other.new", name].sorted())
  }

  /// Makes it two hours old.
  private func age(_ path: String) {
    let then = timespec(tv_sec: time(nil) - 7200, tv_nsec: 0)
    utimensat(AT_FDCWD, path, [then, then], AT_SYMLINK_NOFOLLOW)
  }
}
