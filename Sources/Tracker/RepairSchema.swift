internal import Platform
internal import SQLite

/// A copy of a database with the schema of a fresh one: its header, without which SQLite reads nothing, and the pages
/// that say where each table begins.
///
/// Neither holds any row, and every tracker has those of the first schema in the same pages: the tables' first pages are
/// given out in the order of the statements, in a file that is empty. What later steps add stands wherever there was
/// room, so that is made anew in the copy: columns are found again, and later tables are empty. Of the header
/// (https://www.sqlite.org/fileformat.html) only the page count at offset 28, the list of free pages at 32 and the
/// counter at 92 that vouches for the count, equal to that at 24, differ.
/// - Returns: `target`, where the copy is.
func withFreshSchema(_ path: String, into target: String) throws -> String {
  let fresh = try trackerOfFirstSchema(templateName(target))
  defer { for suffix in ["", "-wal", "-shm"] { _ = try? removeFile(fresh.path + suffix) } }
  try removeFile(target)
  let source = try File(path, .read)
  let template = try File(fresh.path, .read)
  let copy = try File(target, .createNew(0o600))
  let pageSize: Int64 = 4096
  var offset: Int64 = 0
  // A file that somebody has made huge without a disk to hold it must not be read for hours, nor fill the disk.
  guard try source.information().size <= 1 << 32 else {
    throw DatabaseError.corrupt(path, "it is larger than 4 GB, and its header is lost")
  }
  while true {
    let piece = try source.read(1 << 20, at: offset)
    if piece.isEmpty { break }
    // What is all zeros stays a hole.
    if piece.contains(where: { $0 != 0 }) { try copy.write(piece, at: offset) }
    offset += Int64(piece.count)
  }
  let tablePages = try fresh.integers("SELECT rootpage FROM sqlite_master")
  for page in 1...(try template.information().size / pageSize) where !tablePages.contains(page) {
    var bytes = try template.read(Int(pageSize), at: (page - 1) * pageSize)
    if page == 1 {
      let count = UInt32(clamping: offset / pageSize)
      for index in 0..<4 {
        bytes[28 + index] = UInt8(truncatingIfNeeded: count >> UInt32(24 - 8 * index))
        bytes[32 + index] = 0
        bytes[36 + index] = 0
        bytes[92 + index] = bytes[24 + index]
      }
    }
    try copy.write(bytes, at: (page - 1) * pageSize)
  }
  addLaterSteps(to: target)
  return target
}

/// What a tracker was that no later release has touched.
private func trackerOfFirstSchema(_ path: String) throws -> Database {
  for suffix in ["", "-wal", "-shm"] { try removeFile(path + suffix) }
  try createEmptyFile(path, permissions: 0o600)
  let database = try Database(path, .readWrite)
  try database.execute(
    """
    PRAGMA journal_mode = WAL;
    BEGIN; \(Migrations.steps[0]); PRAGMA application_id = \(Migrations.applicationID); PRAGMA user_version = 1; COMMIT
    """)
  database.checkpoint()
  return database
}

/// Where a step can't be done, because rows are in its way, what is older than it can be read all the same.
private func addLaterSteps(to path: String) {
  guard let database = try? Database(path, .readWrite) else { return }
  database.readValues(ofAtMost: Kind.longestValue * 8)
  for step in Migrations.steps.dropFirst() {
    guard (try? database.execute("BEGIN; \(step); COMMIT")) == nil else { continue }
    try? database.execute("ROLLBACK")
    return
  }
}

/// Where a tracker of the first schema lies while it is copied from.
func templateName(_ repaired: String) -> String { repaired + "-template" }

/// Where a copy with a fresh schema lies while it is read.
func repairedName(_ draft: String) -> String { draft + "-repaired" }

/// Where rows of batches were lost, their names may still stand in the index; what they counted is then counted again
/// from the runs that are left.
func restoreBatchNames(from damaged: Database, into fresh: Database) {
  guard let names = try? damaged.prepare("SELECT id, name FROM batches ORDER BY name") else { return }
  while (try? names.step()) == true {
    try? fresh.run(
      """
      INSERT OR IGNORE INTO batches(id, name, succeeded, failed, incomplete, lost, leads, last_success, succeeded_start,
        starts_refused)
      SELECT ?1, ?2, count(*) FILTER (WHERE outcome = 'succeeded'), count(*) FILTER (WHERE outcome = 'failed'),
        count(*) FILTER (WHERE outcome = 'incomplete'), count(*) FILTER (WHERE outcome = 'lost'),
        CAST(min(total(leads), \(Kind.counts.upperBound)) AS INTEGER), max(ended_at) FILTER (WHERE outcome = 'succeeded'),
        max(started_at) FILTER (WHERE outcome = 'succeeded'),
        (SELECT count(*) FROM refused_starts WHERE batch = ?1)
      FROM runs WHERE batch = ?1
      """, names.value(0), names.value(1))
  }
}
