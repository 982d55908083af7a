internal import Platform
internal import SQLite

/// Copies every row of a damaged tracker that can still be read into a new one, puts that in its place, and moves the
/// damaged one aside; it is never deleted.
///
/// Whatever happens meanwhile, nothing is lost: until the new tracker is whole and on the disk, the damaged one stays
/// where it is, with its log, and the next call that meets the damage begins again. After that `finishSalvage` goes on
/// from wherever a crash left it.
/// - Parameter make: makes and opens a new tracker at a path.
/// - Throws: `DatabaseError` or `SystemError` where the new tracker can't be written, or the damaged one can't be read
///   for another reason than its damage. Everything is then as before.
func salvage(_ path: String, because cause: DatabaseError, log: Log, make: (String) throws -> Database) throws {
  let draft = path + "-salvaging"
  func removeDraft() throws(SystemError) {
    for suffix in ["", "-wal", "-shm"] {
      try clear(draft + suffix)
      try clear(repairedName(draft) + suffix)
      try clear(templateName(repairedName(draft)) + suffix)
    }
  }

  try removeDraft()
  try clear(salvagedName(path))
  let rows: [(table: String, count: Int)]
  do {
    rows = try fill(make(draft), from: path)
    // Its log is empty; no later log may be taken for it.
    try removeFile(draft + "-wal")
    try removeFile(draft + "-shm")
    try moveFile(draft, to: salvagedName(path))
    try flushDirectory(parentDirectory(of: path))
  } catch {
    try? removeDraft()
    throw error
  }
  let aside = try freeName(path + ".corrupt-" + String(wallClockMilliseconds()))
  try moveFile(path, to: aside)
  try replaceDamaged(path, movedTo: aside)
  log.error(
    "the tracker is damaged; it was moved aside and what can be read goes into a new one",
    ["tracker": path, "moved_to": aside, "reason": cause.message])
  let counts = rows.map { "\($0.table)=\($0.count)" }.joined(separator: " ")
  log.warn("salvaged the tracker", ["rows": counts, "remove_when_done": aside])
}

/// Where a salvaged tracker waits, whole, until the damaged one is out of its place.
func salvagedName(_ path: String) -> String { path + "-salvaged" }

/// Finishes a salvage that a crash interrupted after it had moved the damaged tracker aside.
/// - Parameter aside: where the damaged tracker went.
/// - Returns: false if there was none.
func finishSalvage(_ path: String, movedTo aside: String?, log: Log) throws(SystemError) -> Bool {
  guard try fileInformation(salvagedName(path)) != nil else { return false }
  let target: String
  if let aside { target = aside } else { target = try freeName(path + ".corrupt-" + String(wallClockMilliseconds())) }
  try replaceDamaged(path, movedTo: target)
  log.warn("finished the salvage of the tracker that was interrupted", ["tracker": path])
  return true
}

/// Puts the salvaged tracker into its place, which is free. The damaged one's log goes first, to where it belongs: a
/// log that lies beside another database would be taken for its own.
private func replaceDamaged(_ path: String, movedTo aside: String) throws(SystemError) {
  for suffix in ["-wal", "-shm"] where try fileInformation(path + suffix) != nil {
    try moveFile(path + suffix, to: aside + suffix)
  }
  try moveFile(salvagedName(path), to: path)
  try flushDirectory(parentDirectory(of: path))
}

/// Makes a name free: what is no file goes aside.
private func clear(_ name: String) throws(SystemError) {
  _ = try movePlantAside(name)
  try removeFile(name)
}

private func freeName(_ base: String) throws(SystemError) -> String {
  var name = base
  var attempt = 1
  while try fileInformation(name) != nil {
    attempt += 1
    name = base + "-\(attempt)"
  }
  return name
}

/// The tables, parents first.
private let tables = [
  "batches", "runs", "run_stages", "run_costs", "run_commands", "run_attempts", "refused_starts", "duration_buckets",
  "cost_totals", "taken_in",
]

/// What may be missing after rows were lost: runs of unknown batches, parts of unknown runs, pointers to lost runs.
private let mendingStatements = """
  DELETE FROM runs WHERE batch NOT IN (SELECT id FROM batches);
  \(tablesOfRuns.map { "DELETE FROM \($0) WHERE run NOT IN (SELECT id FROM runs);" }.joined(separator: " "))
  DELETE FROM duration_buckets WHERE batch NOT IN (SELECT id FROM batches);
  DELETE FROM cost_totals WHERE batch NOT IN (SELECT id FROM batches);
  DELETE FROM refused_starts WHERE batch NOT IN (SELECT id FROM batches);
  UPDATE runs SET attempts = (SELECT count(*) FROM run_attempts WHERE run_attempts.run = runs.id) WHERE attempts <> 0;
  UPDATE batches SET revision = \(nextRevision),
    identity = random(), -- rows may be older than what was published: nobody shall compare the one's revision with the other's
    newest_run = (SELECT id FROM runs WHERE runs.batch = batches.id ORDER BY started_at DESC LIMIT 1),
    last_run = (SELECT id FROM runs WHERE runs.batch = batches.id AND ended_at IS NOT NULL
      ORDER BY ended_at DESC LIMIT 1);
  """

/// Copies what can be read, and leaves the new tracker whole in its one file, on the disk.
private func fill(_ fresh: Database, from path: String) throws -> [(table: String, count: Int)] {
  var counts = try copyTables(from: path, into: fresh)
  if counts.allSatisfy({ $0.count == 0 }) {
    do {
      let repaired = try withFreshSchema(path, into: repairedName(fresh.path))
      counts = try copyTables(from: repaired, into: fresh)
    } catch let error as DatabaseError where error.path == path && error.isDamage {
      // Nothing of it can be read; it lies aside whole.
    }
    for suffix in ["", "-wal", "-shm"] { try removeFile(repairedName(fresh.path) + suffix) }
  }
  try fresh.execute("BEGIN IMMEDIATE")
  for table in trackerTables { try table.mend(fresh) }
  try fresh.execute("\(mendingStatements); COMMIT")
  try fresh.foldLog()
  return counts
}

private func copyTables(from path: String, into fresh: Database) throws -> [(table: String, count: Int)] {
  let damaged = try Database(path, .readWrite)
  // More than a tracker has, so that what is merely long is cut and not lost; and no more than a few copies have room for.
  damaged.readValues(ofAtMost: 4 * longestValue)
  damaged.keepLogOnClose()
  // A row with a value that is too big is copied without it.
  damaged.readValues(ofAtMost: Kind.longestValue * 8)
  var counts: [(table: String, count: Int)] = []
  var batchesAreWhole = true
  for table in tables {
    // From the front as far as it goes, then from the back: a damaged page in the middle hides only itself and what
    // shares its branch.
    let forwards = try copyTable(table, descending: false, from: damaged, into: fresh)
    let backwards = forwards.isWhole ? 0 : try copyTable(table, descending: true, from: damaged, into: fresh).count
    counts.append((table, forwards.count + backwards))
    if table == "batches" { batchesAreWhole = forwards.isWhole }
  }
  if !batchesAreWhole { restoreBatchNames(from: damaged, into: fresh) }
  try copyConfiguration(from: damaged, into: fresh)
  return counts
}

/// Copies what is kept of the configuration, as the state to go on with where the file has mistakes. Where it has none
/// it is read again, since nothing tells whether every definition could be saved.
private func copyConfiguration(from damaged: Database, into fresh: Database) throws(DatabaseError) {
  for table in ["configuration", "definitions"] {
    guard try copyTable(table, descending: false, from: damaged, into: fresh).isWhole else {
      return try fresh.execute("DELETE FROM configuration; DELETE FROM definitions")
    }
  }
  try fresh.execute("UPDATE configuration SET fingerprint = ''")
}

private func copyTable(
  _ table: String, descending: Bool, from damaged: Database, into fresh: Database
) throws(DatabaseError) -> (count: Int, isWhole: Bool) {
  // A tracker of an earlier release lacks what came later; one that is damaged may not even say what it has.
  let there = Set((try? columnNames(of: table, in: damaged)) ?? [])
  let columns = try columnNames(of: table, in: fresh).filter { there.isEmpty || there.contains($0) }
  let list = columns.joined(separator: ", ")
  // What no strict table would take is copied as what is possible.
  let kinds = trackerTables.first { $0.name == table }
  let values = columns.map { kinds?.possibleValue(of: $0) ?? $0 }.joined(separator: ", ")
  let order = primaryKeys[table].map { keys in
    " ORDER BY " + keys.map { $0 + (descending ? " DESC" : "") }.joined(separator: ", ")
  }
  let parameters = (1...columns.count).map { "?\($0)" }.joined(separator: ", ")
  // NOT INDEXED: the table itself is read, not an index that may be damaged while the table is not.
  let from = "\(table)\(table == "batches" || table == "runs" ? " NOT INDEXED" : "")"
  var count = 0
  var isWhole = true
  try fresh.execute("BEGIN IMMEDIATE")
  do throws(DatabaseError) {
    let rows = try damaged.prepare("SELECT \(values) FROM \(from)\(order ?? "")")
    let insert = try fresh.prepare("INSERT OR IGNORE INTO \(table)(\(list)) VALUES(\(parameters))")
    while try rows.step() {
      insert.reset()
      do throws(DatabaseError) {
        try insert.bind(rows.values())
        while try insert.step() {}
        count += fresh.changes
      } catch {
        // A row whose values break the schema's rules is itself damage; it is left where it lies.
        guard error.isDamage else { throw error }
      }
    }
  } catch {
    // Only damage ends the reading of a table. A disk that is full or can't be read now is no reason to lose rows.
    guard error.path == damaged.path, error.isDamage else { throw error }
    isWhole = false
  }
  try fresh.execute("COMMIT")
  return (count, isWhole)
}

extension DatabaseError {
  /// Whether the content is to blame: pages that can't be understood, a table that isn't there, values out of place.
  fileprivate var isDamage: Bool { [.corrupt, .constraint, .misuse].contains(kind) }
}

private let primaryKeys: [String: [String]] = [
  "batches": ["id"], "runs": ["id"], "run_stages": ["run", "name"],
  "run_costs": ["run", "resource", "currency", "stage"], "run_commands": ["run", "stage"],
  "run_attempts": ["run", "stage", "number"], "refused_starts": ["batch", "refused_at"],
  "duration_buckets": ["batch", "upper_bound"], "cost_totals": ["batch", "resource", "currency"],
  "taken_in": ["record"],
]

private func columnNames(of table: String, in database: Database) throws(DatabaseError) -> [String] {
  let statement = try database.prepare("SELECT name FROM pragma_table_info('\(table)') ORDER BY cid")
  var names: [String] = []
  while try statement.step() { names.append(statement.text(0)) }
  return names
}
