internal import Batches
internal import SQLite

/// Keeps which run of a batch is the newest, and which is the last that ended.
///
/// What is said of a batch mixes both: once no run is open they must be the same, or the outcome of one run would stand
/// beside the duration of another.
struct RunPointers {
  let database: Database

  /// Finds both afresh after a run ended or its verdict changed.
  ///
  /// The newest run is the open one that began last: a second attempt that gave up must not hide the run that is at
  /// work. Without an open run it is the one that began last, and so is the last of the ended ones: an old one that
  /// ends late, or is found lost, says nothing about the nights since.
  ///
  /// The index of open runs is named, because SQLite would rather walk the whole history by its starts, in search of an
  /// open run that isn't there, than sort the few that are open.
  /// - Parameter latest: a start after this was written while the clock was ahead, and gives way.
  func update(batch: Int64, latest: Timestamp) throws(DatabaseError) {
    try database.run(
      """
      UPDATE batches SET
        newest_run = coalesce(
          (SELECT id FROM runs INDEXED BY runs_open WHERE runs.batch = ?1 AND outcome = 'running'
            ORDER BY started_at DESC, id DESC LIMIT 1),
          (SELECT id FROM runs WHERE runs.batch = ?1 AND started_at <= ?2
            ORDER BY started_at DESC, id DESC LIMIT 1),
          newest_run),
        last_run = coalesce(
          (SELECT id FROM runs WHERE runs.batch = ?1 AND started_at <= ?2 AND outcome <> 'running'
            ORDER BY started_at DESC, id DESC LIMIT 1),
          last_run)
      WHERE id = ?1
      """, .integer(batch), .integer(latest.milliseconds))
  }
}
