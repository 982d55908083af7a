import Platform
import Testing

@testable import MonitorCommands

@Suite("Room for what is written next")
struct ShortageTests {
  private func evidence(bytes: Int64 = 1 << 30, files: Int64? = 1000, isReadOnly: Bool = false) -> String? {
    shortage(at: "/d", FileSystemRoom(bytes: bytes, files: files, isReadOnly: isReadOnly))?.evidence
  }

  @Test("is there on a disk that has some, whether it counts its files or not, or that nobody can ask")
  func room() {
    #expect(evidence() == nil && evidence(files: nil) == nil)
    #expect(shortage(at: "/d", nil) == nil)
  }

  @Test("is lacking on a disk that is full, has too many files, or is read-only")
  func lacking() {
    #expect(evidence(bytes: 4096) == "the disk of /d is full: 4.0 KiB are left")
    #expect(evidence(files: 0) == "the file system of /d can't take another file")
    #expect(evidence(isReadOnly: true) == "the file system of /d is mounted read-only")
  }
}
