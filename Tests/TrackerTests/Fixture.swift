import Batches
import Platform
import SQLite
import TestSupport

@testable import Tracker

/// A tracker in a directory of its own, and the log that it wrote.
final class Fixture {
  let directory: TemporaryDirectory
  let log = LogBook()
  let store: TrackerStore
  /// How the batches are configured.
  var batch = ConfiguredBatch(
    definition: BatchDefinition(name: "leads"), timezone: "UTC", zone: .utc, currency: "USD")
  var retention = TimeSpan.days(400)
  private var records = 0

  init() throws {
    directory = try TemporaryDirectory()
    store = TrackerStore(path: directory("tracker.db"), log: log.log, patience: 50)
  }

  static let start = Timestamp(seconds: 1_772_758_800)

  func configured(_ name: String) -> ConfiguredBatch {
    var definition = batch.definition
    definition.name = name
    return ConfiguredBatch(
      definition: definition, timezone: batch.timezone, zone: batch.zone, currency: batch.currency)
  }

  func makeRecord(
    _ event: Record.Event, run: String? = nil, minute: Int64 = 0, batch: String = "leads", timeIsGiven: Bool = false,
    id: String? = nil
  ) -> Record {
    records += 1
    return Record(
      id: id ?? "record-\(records)", batch: batch, run: run, time: Self.start + .minutes(minute),
      timeIsGiven: timeIsGiven, event: event)
  }

  /// Records and tells how the batch stands then.
  @discardableResult
  func record(
    _ event: Record.Event, run: String? = nil, minute: Int64 = 0, batch: String = "leads", timeIsGiven: Bool = false
  ) throws -> BatchFacts {
    try record(makeRecord(event, run: run, minute: minute, batch: batch, timeIsGiven: timeIsGiven))
  }

  @discardableResult
  func record(_ record: Record) throws -> BatchFacts {
    switch try store.record(record, configuration: { [self] _ in configuration }) {
    case .recorded(let tracked, _): return tracked.facts
    case .spooled(let error): throw Failure("spooled: \(error)")
    }
  }

  /// Records where the spool is expected.
  func spool(_ record: Record) throws {
    guard case .spooled = try store.record(record, configuration: { [self] _ in configuration }) else {
      throw Failure("not spooled")
    }
  }

  func facts(_ name: String = "leads") throws -> BatchFacts {
    guard let tracked = try store.read({ try $0.batch(named: name) }) ?? nil else { throw Failure("no batch \(name)") }
    return tracked.facts
  }

  func history(_ name: String = "leads") throws -> [PastRun] {
    try store.read { try $0.history(of: name, limit: 100) } ?? []
  }

  var configuration: RecordingConfiguration {
    RecordingConfiguration(retention: retention) { [self] name in configured(name) }
  }

  /// How many rows a table has.
  func rows(of table: String) throws -> Int64? {
    try Database(store.path, .readOnly).integer("SELECT count(*) FROM \(table)")
  }

  /// Brings the log into the database itself, so that what is done to the file is done to all.
  func checkpoint() throws {
    let database = try Database(store.path, .readWrite)
    // A connection that has read nothing yet knows of no log.
    _ = try database.integer("PRAGMA user_version")
    database.checkpoint()
  }
}

/// Collects log lines.
final class LogBook: @unchecked Sendable {
  private(set) var lines: [String] = []

  var log: Log { Log(now: { 0 }, write: { [self] _, line in lines.append(line) }) }

  func has(_ text: String) -> Bool { lines.contains { $0.contains(text) } }
}

/// Refuses to be anything but a message.
func refusal(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch let error as RecordRefused {
    return error.description
  } catch {
    return "another error: \(error)"
  }
}
