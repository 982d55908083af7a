internal import Platform

/// Moves a damaged tracker aside, never deleting it, and copies every row that can still be read into a new one.
/// - Parameter open: opens, and makes, the tracker at `path`.
/// - Returns: the new tracker, open.
func salvage(
  from path: String, because cause: DatabaseError, log: Log, open: () throws -> Database
) throws -> Database {
  let aside = try moveAside(path)
  log.error(
    "the tracker is damaged; it was moved aside and what can be read goes into a new one",
    ["tracker": path, "moved_to": aside, "reason": cause.message])
  let fresh = try open()
  let rows = copyRows(from: aside, into: fresh)
  try fresh.execute("BEGIN IMMEDIATE; \(mendingStatements); COMMIT")
  let counts = rows.map { "\($0.table)=\($0.count)" }.joined(separator: " ")
  log.warn("salvaged the tracker", ["rows": counts, "remove_when_done": aside])
  return fresh
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

/// Renames the database, then its log and index under the matching names, so that what the log holds can be read too.
private func moveAside(_ path: String) throws(SystemError) -> String {
  let base = path + ".corrupt-" + String(wallClockMilliseconds())
  var aside = base
  var attempt = 1
  while try fileInformation(aside) != nil {
    attempt += 1
    aside = base + "-\(attempt)"
  }
  for suffix in ["-wal", "-shm"] where try fileInformation(path + suffix) != nil {
    // The log first: a crash in between leaves a database without its newest commits, which the next call still
    // finds damaged and moves too; the other order would leave a log that belongs to no database.
    try moveFile(path + suffix, to: aside + suffix)
  }
  try moveFile(path, to: aside)
  try flushDirectory(parentDirectory(of: path))
  return aside
}

private func copyRows(from aside: String, into fresh: Database) -> [(table: String, count: Int)] {
  guard let damaged = try? Database(aside, .readWrite) else { return [] }
  damaged.keepLogOnClose()
  var counts: [(table: String, count: Int)] = []
  for table in tables {
    // From the front as far as it goes, then from the back: a damaged page in the middle hides only itself and what
    // shares its branch.
    let forwards = copyTable(table, descending: false, from: damaged, into: fresh)
    let backwards = forwards.isWhole ? 0 : copyTable(table, descending: true, from: damaged, into: fresh).count
    counts.append((table, forwards.count + backwards))
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
