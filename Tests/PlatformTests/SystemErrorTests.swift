import Glibc
import TestSupport
import Testing

@testable import Platform

@Suite struct SystemErrorTests {
  @Test func itSaysWhatWasTriedOnWhatAndWhy() {
    let error = SystemError("replace", "/x/y.prom", code: EACCES)
    #expect(error.description == "cannot replace /x/y.prom: Permission denied")
    #expect(error.reason == "Permission denied")
  }

  @Test func anUnknownCodeHasAText() { #expect(SystemError("x", "y", code: 99_999).reason == "error 99999") }

  @Test func everyCallNamesItsFile() throws {
    let directory = try TemporaryDirectory()
    let missing = directory("missing/file")
    func code(_ body: () throws -> Void) -> Int32? {
      do {
        try body()
      } catch let error as SystemError {
        return error.subject.hasPrefix(directory.path) ? error.code : nil
      } catch {}
      return nil
    }
    #expect(code { _ = try File(missing, .read) } == ENOENT)
    #expect(code { _ = try readFile(missing, limit: 1) } == ENOENT)
    #expect(code { _ = try readFile(directory.path, limit: 1) } == EINVAL)
    #expect(code { try createEmptyFile(missing, permissions: 0o600) } == ENOENT)
    #expect(code { try moveFile(missing, to: missing + "2") } == ENOENT)
    #expect(code { try removeFile(directory.path) } == EISDIR)
    try createEmptyFile(directory("file"), permissions: 0o600)
    #expect(code { try createEmptyFile(directory("file"), permissions: 0o600) } == EEXIST)
    #expect(code { try makeDirectory(directory("file/below"), permissions: 0o700) } == ENOTDIR)
    #expect(code { _ = try directoryEntries(directory("file") + "\u{1}") } == nil)
    #expect(symlink(directory("file"), directory("link")) == 0)
    #expect(code { _ = try File(directory("link"), .read) } == ELOOP)
    #expect(code { _ = try readFile(directory("link"), limit: 10) } == nil, "links are followed where that is asked")
  }

  @Test func aFileLargerThanTheLimitIsAnError() throws {
    let directory = try TemporaryDirectory()
    try File(directory("file"), .createNew(0o600)).write([1, 2, 3])
    #expect(try readFile(directory("file"), limit: 3) == [1, 2, 3])
    let error = #expect(throws: SystemError.self) { try readFile(directory("file"), limit: 2) }
    #expect(error?.code == SystemError.tooLarge)
  }
}
