internal import Platform

/// Copies every row of a damaged tracker that can still be read into a new one, puts that in its place, and moves the
/// damaged one aside; it is never deleted.
///
/// Whenever this is cut short, the next writer goes on: until the copy is whole the damaged tracker stays where it is,
/// and a whole copy, known by its name, is put in place by whoever finds the place empty (`finishSalvage`).
/// - Parameter makeTracker: makes an empty tracker, with the current schema, at a path.
func salvage(
  from path: String, because cause: DatabaseError, log: Log, makeTracker: (String) throws -> Database
) throws {
  let draft = path + "-salvaging"
  for suffix in ["", "-wal", "-shm", "-journal"] { try removeFile(draft + suffix) }
  let rows = try copy(path, to: draft, makeTracker)
  try moveFile(draft, to: salvagedName(path))
  let aside = try moveAside(path)
  try finishSalvage(of: path)
  log.error(
    "the tracker is damaged; it was moved aside, and what could be read of it is in a new one",
    [
      "tracker": path, "moved_to": aside, "reason": cause.message, "rows": rows,
      "fix": "remove the file that was moved",
    ])
}

/// Puts a whole copy in place if a salvage was cut short before that.
/// - Returns: whether there was one.
@discardableResult
func finishSalvage(of path: String) throws(SystemError) -> Bool {
  guard !isMissing(salvagedName(path)), isMissing(path) else { return false }
  // A log that the damaged tracker left must not be read into the new one.
  try moveLogs(of: path, to: path + ".corrupt-" + String(wallClockMilliseconds()))
  try moveFile(salvagedName(path), to: path)
  try flushDirectory(parentDirectory(of: path))
  return true
}

private func moveLogs(of path: String, to aside: String) throws(SystemError) {
  for suffix in ["-wal", "-shm"] where try fileInformation(path + suffix) != nil {
    try moveFile(path + suffix, to: aside + suffix)
  }
}

private func salvagedName(_ path: String) -> String { path + "-salvaged" }

/// - Returns: how many rows of which table were copied, for the log.
private func copy(_ path: String, to draft: String, _ makeTracker: (String) throws -> Database) throws -> String {
  let fresh = try makeTracker(draft)
  var rows = copyRows(from: path, into: fresh)
  if rows.allSatisfy({ $0.count == 0 }), let repaired = try? withFreshSchema(path, from: fresh) {
    rows = copyRows(from: repaired, into: fresh)
    for suffix in ["", "-wal", "-shm"] { _ = try? removeFile(repaired + suffix) }
  }
  if rows.first?.isWhole == false { restoreBatchNames(from: path, into: fresh) }
  try fresh.execute("BEGIN IMMEDIATE; \(mendingStatements); COMMIT")
  // Its log goes into it and away when it closes, so that one file is all there is to move.
  try fresh.execute("PRAGMA journal_mode = DELETE; PRAGMA journal_mode = WAL")
  return rows.map { "\($0.table)=\($0.count)" }.joined(separator: " ")
}

/// A copy of a database with the schema of a fresh one: its header, without which SQLite reads nothing, and the pages
/// that say where each table begins.
///
/// Neither holds any row, and every tracker that began with the same schema has them in the same pages: the tables'
/// first pages are given out in the order of the statements. Of the header
/// (https://www.sqlite.org/fileformat.html) only the page count at offset 28, the list of free pages at 32 and the
/// counter at 92 that vouches for the count, equal to that at 24, differ.
private func withFreshSchema(_ path: String, from fresh: Database) throws -> String {
  fresh.checkpoint()
  let target = fresh.path + "-repaired"
  try removeFile(target)
  let source = try File(path, .read)
  let template = try File(fresh.path, .read)
  let copy = try File(target, .createNew(0o600))
  let pageSize: Int64 = 4096
  var offset: Int64 = 0
  while true {
    let piece = try source.read(1 << 20, at: offset)
    if piece.isEmpty { break }
    try copy.write(piece, at: offset)
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
  return target
}

/// Where rows of batches were lost, their names may still stand in the index; what they counted is then counted again
/// from the runs that are left.
private func restoreBatchNames(from path: String, into fresh: Database) {
  guard let damaged = try? Database(path, .readWrite),
    let names = try? damaged.prepare("SELECT id, name FROM batches ORDER BY name")
  else { return }
  damaged.keepLogOnClose()
  while (try? names.step()) == true {
    try? fresh.run(
      """
      INSERT OR IGNORE INTO batches(id, name, succeeded, failed, incomplete, lost, leads, last_success, succeeded_start)
      SELECT ?1, ?2, count(*) FILTER (WHERE outcome = 'succeeded'), count(*) FILTER (WHERE outcome = 'failed'),
        count(*) FILTER (WHERE outcome = 'incomplete'), count(*) FILTER (WHERE outcome = 'lost'),
        coalesce(sum(leads), 0), max(ended_at) FILTER (WHERE outcome = 'succeeded'),
        max(started_at) FILTER (WHERE outcome = 'succeeded')
      FROM runs WHERE batch = ?1
      """, names.value(0), names.value(1))
  }
}

/// The tables, parents first.
private let tables = [
  "batches", "runs", "run_stages", "run_costs", "run_commands", "duration_buckets", "cost_totals", "taken_in",
]

/// What may be missing after rows were lost: runs of unknown batches, parts of unknown runs, pointers to lost runs.
private let mendingStatements = """
  DELETE FROM runs WHERE batch NOT IN (SELECT id FROM batches);
  DELETE FROM run_stages WHERE run NOT IN (SELECT id FROM runs);
  DELETE FROM run_costs WHERE run NOT IN (SELECT id FROM runs);
  DELETE FROM run_commands WHERE run NOT IN (SELECT id FROM runs);
  DELETE FROM duration_buckets WHERE batch NOT IN (SELECT id FROM batches);
  DELETE FROM cost_totals WHERE batch NOT IN (SELECT id FROM batches);
  UPDATE batches SET revision = revision + 1,
    newest_run = (SELECT id FROM runs WHERE runs.batch = batches.id ORDER BY started_at DESC LIMIT 1),
    last_run = (SELECT id FROM runs WHERE runs.batch = batches.id AND ended_at IS NOT NULL
      ORDER BY ended_at DESC LIMIT 1);
  """

/// Renames the database with its log and index, under matching names, so that what the log holds can be read too.
private func moveAside(_ path: String) throws(SystemError) -> String {
  let base = path + ".corrupt-" + String(wallClockMilliseconds())
  var aside = base
  var attempt = 1
  while try fileInformation(aside) != nil {
    attempt += 1
    aside = base + "-\(attempt)"
  }
  // The database first: while it is there, every writer goes on with it, and its log belongs to it.
  try moveFile(path, to: aside)
  try moveLogs(of: path, to: aside)
  try flushDirectory(parentDirectory(of: path))
  return aside
}

private func copyRows(from aside: String, into fresh: Database) -> [(table: String, count: Int, isWhole: Bool)] {
  guard let damaged = try? Database(aside, .readWrite) else { return [] }
  damaged.keepLogOnClose()
  var counts: [(table: String, count: Int, isWhole: Bool)] = []
  for table in tables {
    // From the front as far as it goes, then from the back: a damaged page in the middle hides only itself and what
    // shares its branch.
    let forwards = copyTable(table, descending: false, from: damaged, into: fresh)
    let backwards = forwards.isWhole ? 0 : copyTable(table, descending: true, from: damaged, into: fresh).count
    counts.append((table, forwards.count + backwards, forwards.isWhole))
  }
  return counts
}

private func copyTable(
  _ table: String, descending: Bool, from damaged: Database, into fresh: Database
) -> (count: Int, isWhole: Bool) {
  guard let columns = columnNames(of: table, in: fresh), !columns.isEmpty else { return (0, false) }
  let list = columns.joined(separator: ", ")
  let order = primaryKeys[table].map { keys in
    " ORDER BY " + keys.map { $0 + (descending ? " DESC" : "") }.joined(separator: ", ")
  }
  let parameters = (1...columns.count).map { "?\($0)" }.joined(separator: ", ")
  var count = 0
  do {
    try fresh.execute("BEGIN IMMEDIATE")
    // NOT INDEXED: the table itself is read, not an index that may be damaged while the table is not.
    let from = "\(table)\(table == "batches" || table == "runs" ? " NOT INDEXED" : "")"
    let rows = try damaged.prepare("SELECT \(list) FROM \(from)\(order ?? "")")
    let insert = try fresh.prepare("INSERT OR IGNORE INTO \(table)(\(list)) VALUES(\(parameters))")
    while try rows.step() {
      insert.reset()
      // A row whose values break the schema's rules is itself damage; it is left where it lies.
      do {
        try insert.bind(rows.values())
        while try insert.step() {}
        count += fresh.changes
      } catch {}
    }
    try fresh.execute("COMMIT")
    return (count, true)
  } catch {
    // What was read before the damage is kept.
    try? fresh.execute("COMMIT")
    return (count, false)
  }
}

private let primaryKeys: [String: [String]] = [
  "batches": ["id"], "runs": ["id"], "run_stages": ["run", "name"],
  "run_costs": ["run", "resource", "currency", "stage"], "run_commands": ["run", "stage"],
  "duration_buckets": ["batch", "upper_bound"], "cost_totals": ["batch", "resource", "currency"],
  "taken_in": ["record"],
]

private func columnNames(of table: String, in database: Database) -> [String]? {
  guard let statement = try? database.prepare("SELECT name FROM pragma_table_info('\(table)') ORDER BY cid") else {
    return nil
  }
  var names: [String] = []
  while (try? statement.step()) == true { names.append(statement.text(0)) }
  return names
}
