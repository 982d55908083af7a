import Batches
import Platform
import SQLite
import TestSupport
import Testing

@testable import Tracker

@Suite struct SpoolTests {
  /// Somebody else holds the tracker for as long as `body` runs.
  private func whileLocked(_ fixture: Fixture, _ body: () throws -> Void) throws {
    let path = fixture.store.path + "-lock"
    if isMissing(path) { try createEmptyFile(path, permissions: 0o660) }
    let lock = try File(path, .readWrite)
    try lock.lock(waitingAtMost: 0)
    try body()
    lock.unlock()
  }

  @Test func recordsComeInInOrderAndOnce() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    try whileLocked(fixture) {
      for done in 1...12 {
        try fixture.spool(fixture.makeRecord(.stage("scrape", .items(done: Int64(done), total: 12)), run: "night"))
      }
      try fixture.spool(fixture.makeRecord(.leads(5)))
      try fixture.spool(fixture.makeRecord(.end(RunEnd()), minute: 9))
    }
    #expect(fixture.store.spool.count == 14)
    let facts = try fixture.record(.start(process: nil), run: "second", minute: 10)
    #expect(fixture.store.spool.count == 0)
    #expect(!directoryExists(fixture.store.spool.directory), "an empty spool goes")
    #expect(facts.totals.leads == 5)
    #expect(facts.totals.succeeded == 1)
    let stage = try #require(try fixture.history().last?.stages.first)
    #expect(stage.done == 12)
    #expect(stage.state == .complete)
    let marks = try Database(fixture.store.path, .readOnly).integer("SELECT count(*) FROM taken_in")
    #expect(marks == 0, "the marks go when the files are gone")
  }

  @Test func aRecordThatTheTrackerHoldsAlreadyIsNotTakenInAgain() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    let record = fixture.makeRecord(.leads(5))
    try fixture.record(record)
    // Its commit looked failed, so it went to the spool too.
    try fixture.store.spool.add(record)
    #expect(try fixture.record(.leads(1)).totals.leads == 6)
    #expect(fixture.store.spool.count == 0)
  }

  @Test func aFileThatCouldNotBeRemovedIsNotTakenInAgain() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    let record = fixture.makeRecord(.leads(5))
    try fixture.store.spool.add(record)
    let database = try Database(fixture.store.path, .readWrite)
    try database.run("INSERT INTO taken_in(record) VALUES(?1)", .text(record.id))
    #expect(try fixture.record(.leads(1)).totals.leads == 1)
  }

  @Test func aTrackerThatIsNotThereIsMadeByTheSpool() throws {
    let fixture = try Fixture()
    try fixture.store.spool.add(fixture.makeRecord(.start(process: nil), run: "night"))
    #expect(try fixture.record(.leads(3)).newestRun?.leads == 3)
  }

  @Test func whatCannotBeReadOrDoesNotFitIsPutAside() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    let spool = fixture.store.spool
    try spool.add(fixture.makeRecord(.leads(1), run: "nobody"))
    try spool.add(fixture.makeRecord(.leads(2)))
    try write("1\ttorn", to: spool.directory + "/000000000009.record")
    let facts = try fixture.record(.leads(4))
    #expect(facts.totals.leads == 6, "the others are taken in")
    #expect(spool.count == 0)
    #expect(fixture.log.has("does not fit the tracker"))
    #expect(fixture.log.has("can't be read"))
    let left = try directoryEntries(spool.directory)?.sorted()
    #expect(left == ["000000000001.rejected", "000000000009.rejected"])
  }

  @Test func aLinkOrADirectoryInTheSpoolIsPutAside() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    let spool = fixture.store.spool
    try makeDirectory(spool.directory, permissions: 0o770)
    let secret = fixture.directory("secret")
    try write(fixture.makeRecord(.leads(9)).encoded, to: secret)
    try link(to: secret, at: spool.directory + "/000000000001.record")
    try makeDirectory(spool.directory + "/000000000002.record", permissions: 0o770)
    try spool.add(fixture.makeRecord(.leads(2)))
    #expect(try fixture.record(.leads(1)).totals.leads == 3, "the link's target is no record of the spool")
    #expect(try spool.entries().isEmpty)
  }

  @Test func aDraftThatAKillLeftGoesOnceItIsOld() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    let spool = fixture.store.spool
    try makeDirectory(spool.directory, permissions: 0o770)
    for name in [".old", ".young"] { try write("1\ttorn", to: spool.directory + "/" + name) }
    makeOld(spool.directory + "/.old")
    try fixture.record(.leads(1))
    #expect(try directoryEntries(spool.directory) == [".young"], "its writer may be about to name it")
    makeOld(spool.directory + "/.young")
    try fixture.record(.leads(1))
    #expect(!directoryExists(spool.directory))
  }

  @Test func aDirectoryThatGoesMeanwhileCostsNoRecord() async throws {
    let fixture = try Fixture()
    let spool = fixture.store.spool
    let remover = Task.detached {
      while !Task.isCancelled { spool.removeIfEmpty() }
    }
    for _ in 0..<300 {
      let record = fixture.makeRecord(.leads(1))
      try spool.add(record)
      for name in try spool.entries() { try spool.remove(name) }
    }
    remover.cancel()
    await remover.value
  }

  @Test func numbersGoOnAfterTheLast() throws {
    let fixture = try Fixture()
    let spool = fixture.store.spool
    try makeDirectory(spool.directory, permissions: 0o770)
    try write("", to: spool.directory + "/000000000041.record")
    try spool.add(fixture.makeRecord(.leads(1)))
    #expect(try spool.entries() == ["000000000041.record", "000000000042.record"])
    #expect(try fileInformation(spool.directory + "/000000000042.record")?.permissions == 0o660)
    #expect(try fileInformation(spool.directory)?.permissions == 0o770)
  }
}
