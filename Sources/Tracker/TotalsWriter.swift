internal import Batches
internal import SQLite

/// Keeps what only grows: runs by outcome, the duration histogram, and what follows from the last runs.
struct TotalsWriter {
  let database: Database
  let batch: ConfiguredBatch

  /// Counts a run that ended, or whose verdict changed: the new outcome is counted, the old one stays counted.
  /// - Parameter duration: how long it took; less than nothing counts as nothing.
  func count(
    _ run: StoredRun, of id: Int64, as outcome: Outcome, at end: Timestamp, duration: TimeSpan
  ) throws(DatabaseError) {
    let succeeded = outcome == .succeeded
    try database.run(
      """
      UPDATE batches SET \(outcome.rawValue) = min(max(\(outcome.rawValue), 0) + 1, ?2) WHERE id = ?1
      """, .integer(id), .integer(Kind.counts.upperBound))
    if succeeded { try countSuccess(run, of: id, at: end, duration: max(0, duration.milliseconds)) }
    try recountFailures(database, of: id)
  }

  private func countSuccess(
    _ run: StoredRun, of id: Int64, at end: Timestamp, duration: Int64
  ) throws(DatabaseError) {
    try database.run(
      """
      UPDATE batches SET
        last_success = max(coalesce(last_success, ?2), ?2),
        succeeded_start = max(coalesce(succeeded_start, ?3), ?3),
        typical_duration = ?4,
        duration_sum = min(max(duration_sum, 0.0) + ?5, ?6)
      WHERE id = ?1
      """, .integer(id), .integer(end.milliseconds), .integer(run.start.milliseconds),
      Value(try typicalDuration(of: id)), .real(Double(duration) / 1000),
      .real(Kind.amounts.upperBound))
    try observe(duration, of: id)
  }

  /// The median of the last 15 runs that succeeded, among the last 60: enough to follow a trend, few enough to cost
  /// the same after a million runs.
  private func typicalDuration(of id: Int64) throws(DatabaseError) -> Int64? {
    let statement = try database.prepare(
      """
      SELECT started_at, ended_at, duration FROM
        (SELECT outcome, started_at, ended_at, duration FROM runs WHERE batch = ?1 ORDER BY started_at DESC LIMIT 60)
      WHERE outcome = 'succeeded' LIMIT 15
      """)
    try statement.bind([.integer(id)])
    var durations: [Int64] = []
    while try statement.step() {
      guard let end = statement.optionalMoment(1) else { continue }
      let duration = statement.optionalSpan(2) ?? elapsed(from: statement.moment(0), to: end)
      durations.append(max(0, duration.milliseconds))
    }
    durations.sort()
    return durations.isEmpty ? nil : durations[durations.count / 2]
  }

  /// Adds a duration to the histogram, in milliseconds.
  ///
  /// When the configured bounds have changed, a bound that stays keeps its count and a new one begins at the count of
  /// the next lower old bound: no series turns back, and none claims a run that may have taken longer.
  private func observe(_ duration: Int64, of id: Int64) throws(DatabaseError) {
    let statement = try database.prepare(
      "SELECT upper_bound, count FROM duration_buckets WHERE batch = ?1 ORDER BY upper_bound")
    try statement.bind([.integer(id)])
    var stored: [(bound: Int64, count: Int64)] = []
    while try statement.step() { stored.append((statement.anyNumber(0), statement.count(1))) }
    let bounds = batch.definition.durationBuckets.map(\.milliseconds)
    if stored.map(\.bound) != bounds {
      try database.run("DELETE FROM duration_buckets WHERE batch = ?1", .integer(id))
      for bound in bounds {
        let count = stored.last { $0.bound <= bound }?.count ?? 0
        try database.run(
          "INSERT INTO duration_buckets(batch, upper_bound, count) VALUES(?1, ?2, ?3)",
          .integer(id), .integer(bound), .integer(count))
      }
    }
    try database.run(
      "UPDATE duration_buckets SET count = min(max(count, 0) + 1, ?3) WHERE batch = ?1 AND upper_bound >= ?2",
      .integer(id), .integer(duration), .integer(Kind.counts.upperBound))
  }
}

/// Runs since the last success, in the order of their starts, that ended otherwise. Counted afresh, because a verdict
/// may concern a run that others have followed already.
func recountFailures(_ database: Database, of id: Int64) throws(DatabaseError) {
  try database.run(
    """
    UPDATE batches SET consecutive_failures = (SELECT count(*) FROM runs WHERE runs.batch = ?1
      AND outcome IN ('failed', 'incomplete', 'lost') AND started_at > coalesce(CASE WHEN succeeded_start <= ?2 THEN succeeded_start END, -1))
    WHERE id = ?1
    """, .integer(id), .integer(Kind.moments.upperBound))
}
