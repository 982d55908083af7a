import Batches
import Glibc
import Platform
import TestSupport
import Testing

@testable import MonitorCommands

@Suite("Notes of a pass")
struct PassNotesTests {
  private let directory: TemporaryDirectory
  private let now = Timestamp(milliseconds: 1_772_762_400_000)

  init() throws { directory = try TemporaryDirectory() }

  /// A pass that is about to begin.
  private func notes(after span: TimeSpan = .zero, version: String = "1") -> PassNotes {
    let log = Log(now: { 0 }) { _, _ in }
    let notes = PassNotes(
      ofTracker: directory("tracker.db"), version: version, log: log, now: now + span, setLimit: { _ in })
    notes.begin()
    return notes
  }

  /// A pass that dies in a step.
  private func die(in step: Step) { notes().enter(step) }

  private func live(after span: TimeSpan = .zero) {
    let notes = notes(after: span)
    notes.enter(.answers)
    notes.end()
  }

  @Test("leave nothing out where passes live")
  func peace() {
    live()
    #expect(notes().leftOut.isEmpty && !notes().isCareful)
  }

  @Test(
    "leave out a step in which two passes in a row die, and say which",
    arguments: [
      Step.export, .batch("leads"), .judgement, .questions, .answers, .answer("http://localhost:9093/api/v2/alerts"),
      .mail("leads"), .posts, .outbox,
    ])
  func twice(step: Step) {
    die(in: step)
    let second = notes()
    #expect(second.isCareful && second.leftOut.isEmpty)
    second.enter(step)
    let third = notes()
    #expect(third.leftOut == [step])
    let isDone = third.step(step, without: false) { true }
    #expect(!isDone)
    third.end()
    #expect(notes().leftOut == [step])
  }

  @Test("forget a death when a pass has lived")
  func once() {
    die(in: .export)
    live()
    die(in: .export)
    #expect(notes().leftOut.isEmpty)
  }

  @Test("try a step again after an hour, and leave it out at one death more")
  func again() {
    for _ in 1...2 { die(in: .posts) }
    live()
    #expect(notes(after: .minutes(59)).leftOut == [.posts])
    let later = notes(after: .hours(1))
    #expect(later.leftOut.isEmpty && later.isCareful)
    later.enter(.posts)
    #expect(notes(after: .hours(1)).leftOut == [.posts])
  }

  @Test("ask once for a new ledger where what it says ends passes", arguments: [Step.ledger, .decision])
  func ledger(step: Step) {
    for _ in 1...2 { die(in: step) }
    let third = notes()
    #expect(third.needsNewLedger)
    third.end()
    #expect(!notes().needsNewLedger)
  }

  @Test("count a failure that would come again as a death")
  func failure() {
    for _ in 1...2 {
      let notes = notes()
      notes.enter(.posts)
      notes.end(asDeath: true)
    }
    #expect(notes().leftOut == [.posts])
  }

  @Test("count for one release only")
  func release() {
    for _ in 1...2 { die(in: .export) }
    #expect(notes(version: "2").leftOut.isEmpty)
  }

  @Test(
    "are nothing where they were damaged", arguments: ["", "\n\n", "export\nversion 1\nwithout x export\ndied", "\0"])
  func damage(text: String) throws {
    _ = notes()
    let file = try File(directory("tracker.db-monitor-pass"), .readWrite)
    try file.cut(to: 0)
    try file.write(Array(text.utf8))
    #expect(notes().leftOut.isEmpty)
  }

  @Test("of another's making, and a link, are moved away")
  func link() throws {
    try createEmptyFile(directory("elsewhere"), permissions: 0o600)
    #expect(symlink(directory("elsewhere"), directory("tracker.db-monitor-pass")) == 0)
    for _ in 1...2 { die(in: .export) }
    #expect(notes().leftOut == [.export])
    #expect(try fileInformation(directory("elsewhere"))?.size == 0)
  }
}
