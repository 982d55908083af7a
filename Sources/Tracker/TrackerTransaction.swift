package import Batches
internal import SQLite

/// What a writer may do besides recording.
package struct TrackerTransaction {
  let database: Database

  package var snapshot: TrackerSnapshot { TrackerSnapshot(database: database) }

  /// Makes a configured batch known, or notes that its schedule changed: its slots are expected from `now` on.
  package func ensure(_ batch: ConfiguredBatch, at now: Timestamp) throws {
    let newest = try database.prepare(
      "SELECT started_at FROM runs JOIN batches b ON runs.id = b.newest_run WHERE b.name = ?1")
    try newest.bind([.text(batch.definition.name)])
    let since = batch.expectation(at: now, newestStart: try newest.step() ? newest.moment(0) : nil)
    _ = try RecordWriter(database: database, batch: batch).ensureBatch(now: since)
  }

  /// Applies a record as part of this transaction.
  package func apply(_ record: Record, to batch: ConfiguredBatch) throws {
    _ = try RecordWriter(database: database, batch: batch).apply(record)
  }

  /// Deletes everything that is known of a batch.
  /// - Returns: false if there was nothing.
  package func forget(_ name: String) throws -> Bool {
    guard let id = try database.integer("SELECT id FROM batches WHERE name = ?1", .text(name)) else { return false }
    for table in tablesOfRuns {
      try database.run("DELETE FROM \(table) WHERE run IN (SELECT id FROM runs WHERE batch = ?1)", .integer(id))
    }
    for table in tablesOfBatches {
      try database.run("DELETE FROM \(table) WHERE batch = ?1", .integer(id))
    }
    try database.run("DELETE FROM batches WHERE id = ?1", .integer(id))
    return true
  }
}

/// The tables whose rows belong to a run.
let tablesOfRuns = ["run_stages", "run_costs", "run_commands", "run_attempts"]

/// The tables whose rows belong to a batch.
let tablesOfBatches = ["runs", "duration_buckets", "cost_totals", "refused_starts"]

/// Deletes at most `limit` ended runs of a batch that began before a time, the oldest first; and starts that were refused
/// before them.
func prune(_ database: Database, batch: Int64, before time: Timestamp, limit: Int) throws(DatabaseError) {
  let statement = try database.prepare(
    """
    SELECT r.id FROM runs r JOIN batches b ON b.id = r.batch
    WHERE r.batch = ?1 AND r.started_at < ?2 AND r.outcome <> 'running'
      AND r.id IS NOT b.newest_run AND r.id IS NOT b.last_run
    ORDER BY r.started_at LIMIT ?3
    """)
  try statement.bind([.integer(batch), .integer(time.milliseconds), .integer(Int64(limit))])
  var old: [Int64] = []
  while try statement.step() { old.append(statement.key(0)) }
  for run in old {
    for table in tablesOfRuns { try database.run("DELETE FROM \(table) WHERE run = ?1", .integer(run)) }
    try database.run("DELETE FROM runs WHERE id = ?1", .integer(run))
  }
  // A start without old runs pays for no search.
  if !old.isEmpty { try pruneRefusedStarts(database, batch: batch, before: time, limit: limit) }
}

/// Deletes at most `limit` refused starts of a batch from before a time, the oldest first.
func pruneRefusedStarts(
  _ database: Database, batch: Int64, before time: Timestamp, limit: Int
) throws(DatabaseError) {
  try database.run(
    """
    DELETE FROM refused_starts WHERE batch = ?1 AND refused_at IN
      (SELECT refused_at FROM refused_starts WHERE batch = ?1 AND refused_at < ?2 ORDER BY refused_at LIMIT ?3)
    """, .integer(batch), .integer(time.milliseconds), .integer(Int64(limit)))
}
