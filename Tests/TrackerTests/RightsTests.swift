import Platform
import TestSupport
import Testing

@testable import Tracker

@Suite("A user without rights")
struct RightsTests {
  private let denied = SystemError("open", "/x/tracker.db-lock", code: SystemError.notPermitted)

  @Test("hears once how to get them")
  func fix() {
    let fix = "; \(TrackerError.fixOfRights)"
    #expect(TrackerError.system(denied).description == "cannot open /x/tracker.db-lock: Permission denied" + fix)
    let spool = SystemError("create the directory", "/x/tracker.db-spool", code: SystemError.notPermitted)
    #expect(
      TrackerError.nowhere(tracker: .system(denied), spool: spool).description
        == "cannot open /x/tracker.db-lock: Permission denied; and the spool can't take the record: "
        + "cannot create the directory /x/tracker.db-spool: Permission denied" + fix)
  }

  @Test("is no reason where the cause is another one")
  func otherCause() {
    let missing = SystemError("open", "/x/tracker.db-lock", code: SystemError.notFound)
    #expect(TrackerError.system(missing).description == missing.description)
  }

  @Test("sees no mark of a replacement where nobody can look")
  func unseenMark() throws {
    let directory = try TemporaryDirectory()
    try write("", to: directory("file"))
    let store = TrackerStore(path: directory("file") + "/tracker.db", log: LogBook().log)
    #expect(store.replacement == nil)
  }
}
