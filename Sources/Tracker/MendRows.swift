internal import Batches
internal import Platform
internal import SQLite

/// Makes every row of the tracker possible, as part of a transaction; and says in a file beside it what stood there.
///
/// That file is called like a damaged tracker that was moved aside, so people hear of it in the same way, until one of them
/// removes it.
/// - Returns: the file; nil where every row was possible.
/// - Throws: `DatabaseError`, or `SystemError` where the file can't be written. The caller then rolls back.
func mendRows(of database: Database, at now: Timestamp) throws -> String? {
  var lines: [String] = []
  for table in trackerTables {
    lines += try table.impossibleRows(in: database, limit: longestReport - min(lines.count, longestReport))
  }
  let strangers = try rows("id", in: batchRows, of: database)
  for id in strangers { lines.append("batches id=\(id): it gets a free one") }
  guard !lines.isEmpty else { return nil }
  let report = try appendReport(lines, beside: database.path, at: now)
  let renewed = try rows("revision", in: Kind.revisions, of: database)
  let miscounted = try rows("consecutive_failures", in: Kind.counts, of: database)
  let misdated = try rows("succeeded_start", in: Kind.moments, of: database)
  // Before anything else: a strict table takes no other change in a row with a value of the wrong type.
  for table in trackerTables { try table.mend(database) }
  for id in renewed {
    // Its number begins anew, so it must not be taken for an older state of the same batch.
    try database.run("UPDATE batches SET identity = random() WHERE id = ?1", .integer(id))
  }
  for id in Set(miscounted + misdated) { try recount(database, of: id) }
  for id in strangers { _ = try moveBatch(database, from: id) }
  return report
}

/// Batches with something else in a column than a number of a range, or nothing.
private func rows(
  _ column: String, in range: ClosedRange<Int64>, of database: Database
) throws(DatabaseError) -> [Int64] {
  try database.integers(
    """
    SELECT id FROM batches WHERE \(column) IS NOT NULL
      AND NOT (typeof(\(column)) = 'integer' AND \(column) BETWEEN \(range.lowerBound) AND \(range.upperBound))
    """)
}

/// What people are told by is found again in the runs.
private func recount(_ database: Database, of id: Int64) throws(DatabaseError) {
  try database.run(
    """
    UPDATE batches SET succeeded_start =
      (SELECT max(started_at) FROM runs WHERE runs.batch = ?1 AND outcome = 'succeeded') WHERE id = ?1
    """, .integer(id))
  try recountFailures(database, of: id)
}

/// Gives a batch another row, with all that hangs on it.
/// - Returns: the first that is free.
func moveBatch(_ database: Database, from id: Int64) throws(DatabaseError) -> Int64 {
  let free = try database.integer(
    """
    SELECT min(place) FROM (SELECT \(batchRows.lowerBound) AS place UNION ALL SELECT id + 1 FROM batches
      WHERE id BETWEEN \(batchRows.lowerBound) AND \(batchRows.upperBound - 1))
    WHERE place NOT IN (SELECT id FROM batches)
    """)
  guard let free else { return id }
  for table in tablesOfBatches {
    try database.run("UPDATE OR REPLACE \(table) SET batch = ?2 WHERE batch = ?1", .integer(id), .integer(free))
  }
  try database.run("UPDATE batches SET id = ?2, identity = random() WHERE id = ?1", .integer(id), .integer(free))
  return free
}

/// Lines that a report has at most, so that whoever writes nonsense again and again can't fill the disk with it.
private let longestReport = 1000
private let largestReport: Int64 = 1 << 20

/// What the names of such reports end in.
private let reportEnding = "-rows"

/// Whether a file beside a tracker says what stood in rows that were mended.
package func isReportOfRows(_ path: String) -> Bool { path.hasSuffix(reportEnding) }

private func appendReport(_ lines: [String], beside path: String, at now: Timestamp) throws(SystemError) -> String {
  let earlier = damaged(besides: path).last {
    isReportOfRows($0) && (try? linkInformation($0))??.isRegular == true
  }
  let report = earlier ?? "\(path).corrupt-\(now.milliseconds)\(reportEnding)"
  if earlier == nil { try createEmptyFile(report, permissions: 0o660) }
  let file = try File(report, .readWrite)
  let end = try file.information().size
  guard end < largestReport else { return report }
  var text = """
    At \(now.rfc3339) rows of this tracker held what can't be: somebody edited them, or the disk is failing. batchwatch
    mended them. This is what stood there:

    """
  for line in lines { text += safeLine(line) + "\n" }
  try file.write(Array(text.utf8), at: end)
  try file.flush()
  try flushDirectory(parentDirectory(of: path))
  return report
}

/// The line without what a terminal would obey.
private func safeLine(_ line: String) -> String {
  var safe = String.UnicodeScalarView()
  for scalar in line.unicodeScalars { safe.append(scalar.properties.generalCategory == .control ? " " : scalar) }
  return String(safe)
}

/// Damaged trackers that were moved aside, and reports of rows that were mended, the oldest first.
func damaged(besides path: String) -> [String] {
  let directory = parentDirectory(of: path)
  let prefix = (path.split(separator: "/").last.map(String.init) ?? path) + ".corrupt-"
  let names = (try? directoryEntries(directory)) ?? []
  return names.filter { $0.hasPrefix(prefix) && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") }.sorted()
    .map { directory + "/" + $0 }
}
