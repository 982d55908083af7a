import TestSupport
import Testing

@testable import Platform

@Suite struct FileLockTests {
  @Test func twoOfOneProcessExcludeEachOther() throws {
    let directory = try TemporaryDirectory()
    let first = try File(directory("lock"), .createNew(0o600))
    let second = try File(directory("lock"), .readWrite)
    try first.lock(waitingAtMost: 0)
    let error = #expect(throws: SystemError.self) { try second.lock(waitingAtMost: 5) }
    #expect(error?.code == SystemError.timedOut)
    first.unlock()
    try second.lock(waitingAtMost: 0)
  }

  @Test func sharedLocksKeepOutOnlyOthers() throws {
    let directory = try TemporaryDirectory()
    try createEmptyFile(directory("lock"), permissions: 0o600)
    let reader = try File(directory("lock"), .read)
    let other = try File(directory("lock"), .read)
    let writer = try File(directory("lock"), .readWrite)
    try reader.lock(shared: true, waitingAtMost: 0)
    try other.lock(shared: true, waitingAtMost: 0)
    let error = #expect(throws: SystemError.self) { try writer.lock(waitingAtMost: 0) }
    #expect(error?.code == SystemError.timedOut)
    reader.unlock()
    other.unlock()
    try writer.lock(waitingAtMost: 0)
    #expect(throws: SystemError.self) { try reader.lock(shared: true, waitingAtMost: 0) }
  }

  @Test func aLockEndsWithItsFile() throws {
    let directory = try TemporaryDirectory()
    try createEmptyFile(directory("lock"), permissions: 0o600)
    func hold() throws { try File(directory("lock"), .readWrite).lock(waitingAtMost: 0) }
    try hold()
    try hold()
  }

  @Test func rangesAreApart() throws {
    let directory = try TemporaryDirectory()
    let first = try File(directory("lock"), .createNew(0o600))
    let second = try File(directory("lock"), .readWrite)
    try first.lock(offset: 0, length: 24, waitingAtMost: 0)
    try second.lock(offset: 24, length: 24, waitingAtMost: 0)
    #expect(throws: SystemError.self) { try second.lock(offset: 23, length: 1, waitingAtMost: 0) }
  }
}
