internal import Batches
internal import Platform
internal import SQLite

/// Applies records to the tracker, inside a transaction that the caller holds.
///
/// Every method throws `DatabaseError`, or `RecordRefused` where the record contradicts what is known; the caller
/// then rolls back.
struct RecordWriter {
  let database: Database
  /// The batch that the records name, as configured now.
  let batch: ConfiguredBatch

  /// - Returns: the batch's row.
  func apply(_ record: Record) throws -> Int64 {
    switch record.event {
    case .start(let process, let log): return try start(record, process, log)
    case .refused(let refusal): return try refuse(record, refusal)
    default: break
    }
    guard
      let row = try database.integer(
        "UPDATE batches SET revision = \(nextRevision), last_record = ?2 WHERE name = ?1 RETURNING id",
        .text(record.batch), .text(record.id))
    else {
      throw RecordRefused("batch '\(record.batch)' has no run; begin one with 'batchwatch start \(record.batch)'")
    }
    let id = try possibleRow(of: row)
    let run = try findRun(record, batch: id)
    let time = try moment(of: record, in: run)
    switch record.event {
    case .start, .refused: break
    case .stage(let name, let update, let command):
      if let result = command?.result { try save(result, stage: name, run: run) }
      let writer = StageWriter(database: database)
      try writer.apply(update, by: command, to: name, of: run, at: time, timeIsGiven: record.timeIsGiven)
    case .leads(let count): try addLeads(count, batch: id, run: run)
    case .cost(let cost, let stage): try addCost(cost, stage: stage, batch: id, run: run)
    case .command(let stage, let command): try save(command, stage: stage, run: run)
    case .attempt(let attempt): try save(attempt, run: run, endedAt: time)
    case .end(let end): try close(run, end, of: id, at: time)
    case .lost: try lose(run, of: id, at: time)
    }
    if record.event.isProgress {
      try database.run(
        "UPDATE runs SET progress_at = max(progress_at, ?2) WHERE id = ?1",
        .integer(run.id), .integer(time.milliseconds))
    }
    switch record.event {
    case .end, .lost: try followVerdict(record, on: run, of: id)
    case .stage where run.outcome == .incomplete:
      try reconsider(run, of: id)
      try followVerdict(record, on: run, of: id)
    default: break
    }
    return id
  }

  // MARK: Runs

  private func start(_ record: Record, _ process: ProcessIdentity?, _ log: String?) throws -> Int64 {
    guard let name = record.run else { throw RecordRefused("a start without a run id") }
    let id = try ensureBatch(startAt: record.time)
    try refuseSecondRun(name, of: id, named: record.batch)
    try database.run(
      """
      INSERT INTO runs(batch, name, outcome, started_at, progress_at, pid, pid_start, boot, log)
      VALUES(?1, ?2, 'running', ?3, ?3, ?4, ?5, ?6, ?7)
      """,
      .integer(id), .text(name), .integer(record.time.milliseconds), Value(process.map { Int64($0.pid) }),
      Value(process?.startTicks), Value(process?.boot), Value(log))
    try database.run(
      """
      UPDATE batches SET last_record = ?4, newest_run =
        -- A start that lies ahead of the clock was written while the clock was wrong, and gives way.
        CASE WHEN ?3 >= coalesce((SELECT started_at FROM runs WHERE runs.id = newest_run), ?3)
          OR (NOT ?5 AND (SELECT started_at FROM runs WHERE runs.id = newest_run) > ?3 + 300000) THEN ?2
        ELSE newest_run END
      WHERE id = ?1
      """, .integer(id), .integer(database.lastInsertedRow), .integer(record.time.milliseconds), .text(record.id),
      .integer(record.timeIsGiven ? 1 : 0))
    return id
  }

  /// Notes a start that didn't come about. No run, slot or verdict changes by it.
  private func refuse(_ record: Record, _ refusal: Refusal) throws -> Int64 {
    let count = """
      UPDATE batches SET revision = \(nextRevision), last_record = ?2,
        starts_refused = min(max(starts_refused, 0) + 1, \(Kind.counts.upperBound))
      WHERE name = ?1 RETURNING id
      """
    var row = try database.integer(count, .text(record.batch), .text(record.id))
    if row == nil {
      // The earlier run's own start has not come here yet.
      _ = try ensureBatch(now: record.time)
      row = try database.integer(count, .text(record.batch), .text(record.id))
    }
    guard let row else { throw RecordRefused("batch '\(record.batch)' could not be stored") }
    let id = try possibleRow(of: row)
    try database.run(
      // Two of the same millisecond are listed once, and counted twice.
      "INSERT OR REPLACE INTO refused_starts(batch, refused_at, waited, holder) VALUES(?1, ?2, ?3, ?4)", .integer(id),
      .integer(record.time.milliseconds), .integer(refusal.waited.milliseconds), Value(refusal.holder))
    return id
  }

  /// A run's id is taken for ever: a record that comes late must find the attempt that it is about.
  private func refuseSecondRun(_ name: String, of id: Int64, named batch: String) throws {
    let statement = try database.prepare(
      "SELECT +id, +name, +outcome, +started_at, +ended_at FROM runs WHERE batch = ?1 AND name = ?2")
    try statement.bind([.integer(id), .text(name)])
    guard try statement.step() else { return }
    let taken = statement.run(from: 0)
    let remedy = taken.end.map {
      ", which ended as \(taken.outcome.rawValue) at \($0.rfc3339); each attempt has an id of its own: leave out '--run', "
        + "and batchwatch makes one"
    }
    throw RecordRefused("batch '\(batch)' already has a run '\(name)'" + (remedy ?? ""))
  }

  /// Whether the tracker already holds this record: it was taken in, or its commit succeeded though it looked failed.
  func holds(_ record: Record) throws(DatabaseError) -> Bool {
    try database.integer(
      """
      SELECT 1 WHERE EXISTS(SELECT 1 FROM taken_in WHERE record = ?1)
        OR EXISTS(SELECT 1 FROM batches WHERE name = ?2 AND last_record = ?1)
      """, .text(record.id), .text(record.batch)) != nil
  }

  /// Makes the batch known, and its schedule as of now.
  /// - Parameters:
  ///   - start: a start that is in time shows that the schedule held at its slot already. Any other start says nothing
  ///     about slots before it: who tries a nightly batch in the afternoon has not missed a night.
  ///   - now: when the schedule was seen, without a start.
  func ensureBatch(startAt start: Timestamp? = nil, now: Timestamp? = nil) throws -> Int64 {
    let mark = batch.scheduleMark
    let since = start.map(batch.expectation(fromStartAt:)) ?? now ?? Timestamp(milliseconds: 0)
    let statement = try database.prepare(
      """
      INSERT INTO batches(name, schedule, schedule_since) VALUES(?1, ?2, ?3)
      ON CONFLICT(name) DO UPDATE SET
        revision = \(nextRevision),
        schedule_since = CASE WHEN ?4 AND ?2 = '' THEN schedule_since WHEN schedule <> ?2 THEN ?3
          WHEN ?4 THEN min(schedule_since, ?3) ELSE schedule_since END,
        -- A start from where the configuration isn't known must not take the schedule away.
        schedule = CASE WHEN ?4 AND ?2 = '' THEN schedule ELSE ?2 END
      RETURNING id
      """)
    try statement.bind([
      .text(batch.definition.name), .text(mark), .integer(since.milliseconds), .integer(start == nil ? 0 : 1),
    ])
    guard try statement.step() else { throw RecordRefused("batch '\(batch.definition.name)' could not be stored") }
    let id = statement.key(0)
    while try statement.step() {}
    return try possibleRow(of: id)
  }

  /// The batch's row, by which it has its place in the log of what is published.
  private func possibleRow(of id: Int64) throws(DatabaseError) -> Int64 {
    batchRows.contains(id) ? id : try moveBatch(database, from: id)
  }

  private func findRun(_ record: Record, batch id: Int64) throws -> StoredRun {
    let statement = try database.prepare(
      """
      SELECT +id, +name, +outcome, +started_at, +ended_at
      FROM runs \(record.run == nil ? "INDEXED BY runs_open" : "") WHERE batch = ?1 AND
        \(record.run == nil ? "outcome = 'running' ORDER BY started_at DESC, id DESC LIMIT 1" : "name = ?2")
      """)
    try statement.bind(record.run.map { [.integer(id), .text($0)] } ?? [.integer(id)])
    guard try statement.step() else {
      if let name = record.run { throw RecordRefused("batch '\(record.batch)' has no run '\(name)'") }
      throw RecordRefused(
        "batch '\(record.batch)' has no open run; begin one with 'batchwatch start \(record.batch)', "
          + "or name an ended one with --run")
    }
    return statement.run(from: 0)
  }

  /// When the record counts: a time that was given must not lie before the run; one taken from a clock that jumped
  /// back counts at the start.
  private func moment(of record: Record, in run: StoredRun) throws -> Timestamp {
    guard record.time < run.start else { return record.time }
    guard record.timeIsGiven else { return run.start }
    throw RecordRefused(
      "the time \(record.time.rfc3339WithMilliseconds) lies before the start of run '\(run.name)', "
        + run.start.rfc3339WithMilliseconds)
  }

  private func close(_ run: StoredRun, _ end: RunEnd, of id: Int64, at time: Timestamp) throws {
    // A run given up as lost may still report its end; what it says then is the better knowledge.
    if let ended = run.end, run.outcome != .lost {
      throw RecordRefused("run '\(run.name)' already ended as \(run.outcome.rawValue) at \(ended.rfc3339)")
    }
    if let command = end.command { try save(command, stage: "", run: run) }
    let missing = end.failed ? [] : missingStages(of: try stages(of: run))
    var reason = end.reason
    if !missing.isEmpty && reason == nil { reason = "not complete: " + missing.map(\.name).joined(separator: ", ") }
    let outcome: Outcome = end.failed ? .failed : missing.isEmpty ? .succeeded : .incomplete
    if let log = end.log { try database.run("UPDATE runs SET log = ?2 WHERE id = ?1", .integer(run.id), .text(log)) }
    try settle(run, of: id, as: outcome, at: time, measured: end.duration, reason: reason)
  }

  private func lose(_ run: StoredRun, of id: Int64, at time: Timestamp) throws {
    guard run.outcome == .running else { return }
    try settle(run, of: id, as: .lost, at: time, measured: nil, reason: "its process is gone and it never ended")
  }

  /// A late record may complete a run that ended incomplete.
  private func reconsider(_ run: StoredRun, of id: Int64) throws {
    guard let end = run.end, missingStages(of: try stages(of: run)).isEmpty else { return }
    let measured = try database.integer("SELECT duration FROM runs WHERE id = ?1", .integer(run.id))
    let span = measured.flatMap { Kind.spans.contains($0) ? TimeSpan(milliseconds: $0) : nil }
    try settle(run, of: id, as: .succeeded, at: end, measured: span, reason: nil)
  }

  /// - Parameter measured: how long the run took by a clock that nobody sets, where that is known.
  private func settle(
    _ run: StoredRun, of id: Int64, as outcome: Outcome, at end: Timestamp, measured: TimeSpan?, reason: String?
  ) throws {
    try database.run(
      "UPDATE runs SET outcome = ?2, ended_at = ?3, reason = ?4, duration = ?5 WHERE id = ?1",
      .integer(run.id), .text(outcome.rawValue), .integer(end.milliseconds), Value(reason.map(shortened)),
      Value(measured?.milliseconds))
    let duration = measured ?? elapsed(from: run.start, to: end)
    try TotalsWriter(database: database, batch: batch).count(run, of: id, as: outcome, at: end, duration: duration)
  }

  private func followVerdict(_ record: Record, on run: StoredRun, of id: Int64) throws {
    // A time that was given says nothing of the clock. A run that the clock jumped back under counts as it began.
    let latest = record.timeIsGiven ? Timestamp(milliseconds: .max) : max(record.time, run.start) + .minutes(5)
    try RunPointers(database: database).update(batch: id, latest: latest)
  }

  private func stages(of run: StoredRun) throws -> [StageReport] {
    mergeStages(
      configured: batch.definition.stages, recorded: try StageWriter(database: database).stages(of: run))
  }

  // MARK: Leads, money, commands

  private func addLeads(_ count: Int64, batch id: Int64, run: StoredRun) throws {
    for (table, row) in [("runs", run.id), ("batches", id)] {
      try database.run(
        "UPDATE \(table) SET leads = min(max(leads, 0) + ?2, ?3) WHERE id = ?1", .integer(row), .integer(count),
        .integer(Kind.counts.upperBound))
    }
  }

  private func addCost(_ cost: Cost, stage: String?, batch id: Int64, run: StoredRun) throws {
    try database.run(
      """
      INSERT INTO run_costs(run, resource, currency, stage, amount) VALUES(?1, ?2, ?3, ?4, ?5)
      ON CONFLICT DO UPDATE SET amount = min(max(amount, 0.0) + ?5, ?6)
      """, .integer(run.id), .text(cost.resource), .text(cost.currency), .text(stage ?? ""), .real(cost.amount),
      .real(Kind.amounts.upperBound))
    try database.run(
      """
      INSERT INTO cost_totals(batch, resource, currency, amount) VALUES(?1, ?2, ?3, ?4)
      ON CONFLICT DO UPDATE SET amount = min(max(amount, 0.0) + ?4, ?5)
      """, .integer(id), .text(cost.resource), .text(cost.currency), .real(cost.amount),
      .real(Kind.amounts.upperBound))
  }

  private func save(_ command: CommandResult, stage: String, run: StoredRun) throws {
    try database.run(
      """
      INSERT OR REPLACE INTO run_commands(run, stage, exit_status, cpu_seconds, peak_memory, output)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6)
      """, .integer(run.id), .text(stage), .integer(Int64(command.exitStatus)), .real(command.cpuSeconds),
      .integer(command.peakMemoryBytes), .blob(command.output))
  }
}

extension RecordWriter {
  fileprivate func save(_ attempt: FailedAttempt, run: StoredRun, endedAt end: Timestamp) throws {
    let command = attempt.command
    try database.run(
      """
      INSERT OR REPLACE INTO run_attempts(run, stage, number, most, started_at, ended_at, duration, next_at, reason,
        exit_status, cpu_seconds, peak_memory, output)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
      """, .integer(run.id), .text(attempt.stage ?? ""), .integer(Int64(attempt.number)),
      .integer(Int64(attempt.most)), .integer(attempt.start.milliseconds), .integer(end.milliseconds),
      .integer(attempt.duration.milliseconds), Value(attempt.next?.milliseconds), Value(attempt.reason.map(shortened)),
      .integer(Int64(command.exitStatus)), .real(command.cpuSeconds), .integer(command.peakMemoryBytes),
      .blob(command.output))
    // Whoever reads the run then knows that there is something to read here.
    try database.run(
      "UPDATE runs SET attempts = (SELECT count(*) FROM run_attempts WHERE run = ?1) WHERE id = ?1",
      .integer(run.id))
  }
}

/// A run as its row says.
struct StoredRun {
  var id: Int64
  var name: String
  var outcome: Outcome
  var start: Timestamp
  var end: Timestamp?
}

/// What can't go on stays impossible, so that the next export lets it begin anew.
let nextRevision = """
  CASE WHEN revision >= 0 AND revision < \(Kind.revisions.upperBound) THEN revision + 1 ELSE -1 END
  """

extension Statement {
  /// A run in the columns id, name, outcome, started_at, ended_at.
  borrowing func run(from column: Int32) -> StoredRun {
    let id = key(column)
    return StoredRun(
      id: id, name: title(column + 1, of: id), outcome: outcome(column + 2), start: moment(column + 3),
      end: optionalMoment(column + 4))
  }
}

/// A reason of at most `longestReason` bytes, cut between characters.
func shortened(_ reason: String) -> String {
  guard reason.utf8.count > longestReason else { return reason }
  var text = ""
  for character in reason {
    if text.utf8.count + character.utf8.count > longestReason - 3 { break }
    text.append(character)
  }
  return text + "…"
}
