import Batches
import Platform
import SQLite
import TestSupport
import Testing

@testable import Tracker

@Suite struct MigrationTests {
  @Test func aNewTrackerHasTheCurrentSchema() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    let database = try Database(fixture.store.path, .readOnly)
    #expect(try database.integer("PRAGMA user_version") == Int64(Migrations.current))
    #expect(try database.integer("PRAGMA application_id") == Migrations.applicationID)
    #expect(try fileInformation(fixture.store.path)?.permissions == 0o660)
  }

  @Test func anEmptyFileBecomesATracker() throws {
    let fixture = try Fixture()
    try createEmptyFile(fixture.store.path, permissions: 0o600)
    #expect(try fixture.store.read { _ in true } == nil)
    #expect(try fixture.record(.start(process: nil), run: "night").openRuns == 1)
  }

  @Test func everyStepLeadsToTheNextAndIsOneTransaction() throws {
    let fixture = try Fixture()
    let database = try Database(fixture.directory("plain.db"), .create)
    for step in Migrations.steps { try database.execute("BEGIN; \(step); COMMIT") }
    let tables = try database.integer("SELECT count(*) FROM sqlite_master WHERE type = 'table'")
    #expect(tables == 12)
  }

  @Test func aLaterSchemaIsRefused() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    try Database(fixture.store.path, .readWrite).execute("PRAGMA user_version = 7")
    #expect(throws: TrackerError.self) { try fixture.record(.leads(1)) }
    #expect(fixture.store.spool.count == 0, "what will never be taken in must not wait")
    do {
      try fixture.record(.leads(1))
    } catch let error as TrackerError {
      #expect(error.description.contains("schema 7, this one knows \(Migrations.current)"))
      #expect(!error.isPassing)
    }
  }

  @Test func theDatabaseOfAnotherProgramIsRefused() throws {
    let fixture = try Fixture()
    try Database(fixture.store.path, .create).execute("CREATE TABLE songs(title)")
    #expect(throws: TrackerError.self) { try fixture.record(.start(process: nil), run: "night") }
    #expect(throws: TrackerError.self) { try fixture.store.read { _ in true } }
    let tables = try Database(fixture.store.path, .readOnly).integer("SELECT count(*) FROM sqlite_master")
    #expect(tables == 1)
  }
}
