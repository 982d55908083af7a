import AlertPath
import Batches
import Platform
import SQLite
import TestSupport
import Testing

@testable import Ledger

private let now = Timestamp(seconds: 1_772_776_860)

@Suite struct LedgerTests {
  private let directory: TemporaryDirectory
  private let tracker: String
  private let log = Log(now: { 0 }) { _, _ in }

  init() throws {
    directory = try TemporaryDirectory()
    tracker = directory("tracker.db")
  }

  private func open() throws -> Ledger { try Ledger(ofTracker: tracker, log: log, now: now) }

  private func fullState() -> LedgerState {
    var state = LedgerState()
    state.lastPass = now
    state.interval = .minutes(10)
    state.way = "mail"
    state.worsePasses = 3
    state.heartbeatAge = .minutes(2)
    state.restarted = now - .minutes(4)
    state.notified = 8
    state.lastShown = now - .minutes(5)
    state.rejoined = now - .minutes(6)
    state.silences = [
      KnownSilence(
        id: "e-3", start: now, end: now + .hours(3),
        matchers: [
          KnownSilence.Matcher("batch", "a|b", isRegex: true), KnownSilence.Matcher("team", "x\"y", isEqual: false),
        ])
    ]
    state.path.exports = [now - .minutes(1), now]
    state.path.since = now - .hours(1)
    state.path.answering = now - .minutes(30)
    state.path.labels = ["job": "node", "instance": "a:9100"]
    state.path.lastHeartbeat = now - .minutes(2)
    state.path.lostNotifications = 2.5
    state.path.started = ["http://am": 1_772_000_000.25]
    state.path.receivers = [
      "http://am": Receivers(counts: ["email": NotificationCounts(tried: 3, failed: 1)], failing: ["email"])
    ]
    state.links = [LinkRecord(link: "scrape", state: "down", evidence: "it is", fix: "mend it")]
    var alert = FollowedAlert(
      AlertKey("BatchFailed", batch: "leads"), severity: "critical", team: "data", text: "it failed\u{1F600}",
      runbook: "file:///x", since: now - .minutes(9))
    alert.cleared = now
    alert.active = now - .minutes(3)
    alert.lacking = now - .minutes(4)
    alert.isPosted = true
    alert.notified = 7
    alert.silencedUntil = now + .hours(1)
    alert.isInhibited = true
    alert.told = FollowedAlert.Told(.mail, at: now)
    alert.thread = 7
    alert.isEndTold = true
    alert.silence = FollowedAlert.OwnSilence(id: "abc-1", end: now + .hours(4))
    let bare = FollowedAlert(AlertKey("BatchwatchAlertPathDown", link: "rules"), severity: "x", text: "", since: now)
    state.alerts = [alert.key: alert, bare.key: bare]
    state.unsettled = [AlertKey("BatchwatchAlertPathDown", link: "mail"): now + .hours(20)]
    state.leftSilences = ["d-2": LeftSilence(AlertKey("BatchFailed", batch: "x"), until: now, end: now + .hours(2))]
    state.excused = [AlertKey("BatchNotStarted", batch: "leads"): now]
    return state
  }

  @Test func whatAPassLeavesIsThereAtTheNext() throws {
    let first = try open()
    #expect(try first.state() == LedgerState())
    #expect(try first.summary() == nil)
    try first.transaction { try $0.keep(fullState()) }
    let second = try open()
    #expect(try second.state() == fullState())
    try second.transaction { try $0.keep(LedgerState()) }
    #expect(try open().state() == LedgerState())
  }

  @Test func aMailWaitsUntilItIsTaken() throws {
    let ledger = try open()
    let thread = try ledger.transaction { ledger in
      let thread = try ledger.startThread(subject: "leads: failed", at: now)
      try ledger.enqueue([1, 2], thread: thread, messageID: "a@b", occasion: "firing", at: now)
      return thread
    }
    let waiting = try #require(try ledger.waitingMails().first)
    #expect(try ledger.message(of: waiting.id) == [1, 2])
    #expect(waiting.attempts == 0 && !waiting.isUnknown && waiting.nextAttempt == now)
    try ledger.beginAttempt(waiting.id)
    // Whoever dies now leaves it so.
    #expect(try open().waitingMails().first?.isUnknown == true)
    try ledger.endAttempt(waiting.id, .failed(reason: "451 later", next: now + .minutes(1)), at: now)
    let later = try #require(try ledger.waitingMails().first)
    #expect(!later.isUnknown && later.attempts == 1 && later.nextAttempt == now + .minutes(1))
    #expect(try ledger.mailTrouble() == "451 later")
    #expect(try ledger.threadsTold(among: [thread]) == [])
    try ledger.endAttempt(waiting.id, .unknown(reason: "it broke off", next: now), at: now)
    #expect(try ledger.waitingMails().first?.isUnknown == true)
    try ledger.endAttempt(waiting.id, .accepted(reply: "250 ok"), at: now)
    #expect(try ledger.waitingMails().isEmpty)
    #expect(try ledger.threadsTold(among: [thread]) == [thread])
    #expect(try ledger.thread(thread)?.messageIDs == ["a@b"])
    try ledger.transaction { try $0.keep(fullState()) }
    let counts = try #require(try Ledger(reading: tracker)?.summary()?.notifications)
    #expect(
      counts.map { "\($0.path) \($0.outcome) \($0.count)" } == ["mail accepted 1", "mail failed 1", "mail unknown 1"])
    try ledger.prune(before: now + .days(1))
    #expect(try ledger.thread(thread) == nil)
  }

  @Test func aTransactionThatFailsChangesNothing() throws {
    let ledger = try open()
    #expect(throws: LedgerError.self) {
      try ledger.transaction { ledger in
        try ledger.keep(fullState())
        try ledger.enqueue([], thread: 1, messageID: "a@b", occasion: "firing", at: now)
        try ledger.enqueue([], thread: 1, messageID: "a@b", occasion: "firing", at: now)
      }
    }
    #expect(try ledger.state() == LedgerState())
    #expect(try ledger.waitingMails().isEmpty)
  }

  @Test func aSilenceThatIsListedTwiceIsKeptOnce() throws {
    let ledger = try open()
    var state = fullState()
    state.silences = state.silences.map { $0 + $0 }
    try ledger.transaction { try $0.keep(state) }
    #expect(try ledger.transaction { try $0.state() }.silences == fullState().silences)
  }

  @Test func aRuleOfTheSchemaIsNoTroubleOfTheDisk() throws {
    let ledger = try open()
    var state = fullState()
    // SQLite keeps no NaN: it is NULL.
    state.path.started = ["http://am": .nan]
    let error = #expect(throws: LedgerError.self) { try ledger.transaction { try $0.keep(state) } }
    guard case .refused(let reason)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.kind == .constraint && error?.isPassing == false)
    #expect(error?.description.contains("NOT NULL") == true && error?.description.contains("mount") == false)
    #expect(try ledger.transaction { try $0.state() } == LedgerState(), "nothing has changed")
  }

  @Test func aDamagedLedgerIsMovedAside() throws {
    let path = Ledger.path(ofTracker: tracker)
    try createEmptyFile(path, permissions: 0o600)
    try File(path, .readWrite).write([UInt8](repeating: 0x41, count: 8192), at: 0)
    #expect(try open().state() == LedgerState())
    #expect(!isMissing("\(path).corrupt-\(now.milliseconds)"))
  }

  @Test func anotherProgramsDatabaseIsLeftAlone() throws {
    let path = Ledger.path(ofTracker: tracker)
    try Database(path, .create).execute("CREATE TABLE x(y)")
    #expect(throws: LedgerError.self) { try open() }
    #expect(try Ledger(reading: tracker) == nil)
  }

  @Test func nothingIsMadeByLooking() throws {
    #expect(try Ledger(reading: tracker) == nil)
    #expect(isMissing(Ledger.path(ofTracker: tracker)))
  }

  @Test func onlyTheGroupMayRead() throws {
    _ = try open()
    #expect(try fileInformation(Ledger.path(ofTracker: tracker))?.permissions == 0o640)
  }

  @Test func whatAKilledPassNotedInMemoryIsTakenBackAndWhatIsOlderIsNot() throws {
    func pass(_ ledger: Ledger, _ end: Timestamp, way: String) throws {
      var state = try ledger.transaction { try $0.state() }
      state.lastPass = end
      state.way = way
      let noted = state
      try ledger.transaction { try $0.keep(noted) }
    }
    let ledger = try open()
    try pass(ledger, now, way: "stack")
    // It was killed before it noted when it ended.
    try pass(try Ledger(spareOf: tracker, log: log, now: now), now, way: "mail")
    try ledger.takeBack(fromSpareOf: tracker)
    #expect(try ledger.transaction { try $0.state() }.way == "mail")
    try pass(try Ledger(spareOf: tracker, log: log, now: now), now, way: "stack")
    try pass(ledger, now + .minutes(1), way: "alertmanager")
    try ledger.takeBack(fromSpareOf: tracker)
    #expect(try ledger.transaction { try $0.state() }.way == "alertmanager")
  }

  @Test func theLedgerInMemoryKnowsTheKeptConfiguration() throws {
    try open().keepConfiguration("/etc/x", fingerprint: "1") { Array("good".utf8) }
    let spare = try Ledger(spareOf: tracker, log: log, now: now)
    #expect(spare.keptConfiguration("/etc/x") == Array("good".utf8))
    try open().takeBack(fromSpareOf: tracker)
  }

  @Test func aConfigurationThatOthersCanWriteIsNotBelieved() throws {
    let ledger = try open()
    try ledger.keepConfiguration("/etc/x", fingerprint: "1") { Array("good".utf8) }
    let file = try File(Ledger.path(ofTracker: tracker) + "-config", .readWrite)
    try file.setPermissions(0o660)
    #expect(ledger.keptConfiguration("/etc/x") == nil)
  }

  @Test func theConfigurationIsKeptOnceForEachState() throws {
    let ledger = try open()
    var reads = 0
    for fingerprint in ["1", "1", "2"] {
      try ledger.keepConfiguration("/etc/x", fingerprint: fingerprint) {
        reads += 1
        return Array(fingerprint.utf8)
      }
    }
    #expect(reads == 2)
    #expect(ledger.keptConfiguration("/etc/x") == Array("2".utf8))
    #expect(ledger.keptConfiguration("/etc/y") == nil)
  }

  @Test func everyTableIsTakenAlong() throws {
    let ledger = try open()
    let names = try ledger.database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    var tables: [String] = []
    while try names.step() { tables.append(names.text(0)) }
    #expect(tables == LedgerSchema.tables.sorted())
  }

  /// What SQLite looks for beside the ledger, and what is never the ledger's own.
  @Test(arguments: ["-journal", "-wal", "-shm"], Plant.allCases)
  func whatIsPlantedBesideItIsMovedAside(_ suffix: String, _ plant: Plant) throws {
    try open().transaction { try $0.keep(fullState()) }
    let path = Ledger.path(ofTracker: tracker)
    try plant.place(path + suffix)
    #expect(try open().transaction { try $0.state() }.lastPass == now)
    let names = try directoryEntries(directory.path) ?? []
    #expect(names.filter { $0.hasPrefix("tracker.db-monitor\(suffix).aside-") }.count == 1, "\(names)")
    #expect(!names.contains { $0.contains("corrupt") }, "people need not hear again")
  }
}
