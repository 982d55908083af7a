internal import Batches
internal import SQLite

/// Reads what the tracker knows of batches. Each query runs once for one batch, or once for all, in the order of
/// `batches.id`, so that an export of thousands reads every table in one sweep.
///
/// The plus before a column makes it an expression. For a bare column SQLite copies its name four more times (type,
/// database, table, origin), and a record pays for that at every column of every query.
struct FactsReader {
  let database: Database

  /// - Parameter batch: the batch's row, or nil for every batch.
  func read(batch: Int64?) throws(DatabaseError) -> [TrackedBatch] {
    var (results, newestRun, haveAttempts) = try readBatches(batch)
    guard !results.isEmpty else { return [] }
    if let batch {
      if let newestRun { try readRunTables(newestRun, of: batch, &results) }
    } else {
      try readRunTables(&results)
    }
    // Asked only where a run says that it has some.
    if haveAttempts { try readAttempts(of: batch, &results) }
    try readTotals(batch, &results)
    return results
  }

  /// - Returns: the batches, the newest run of the last of them, and whether a newest run has failed attempts.
  private func readBatches(
    _ batch: Int64?
  ) throws(DatabaseError) -> ([TrackedBatch], newestRun: Int64?, haveAttempts: Bool) {
    let statement = try database.prepare(
      """
      SELECT +b.id, +b.name, +b.revision, +b.schedule_since, +b.last_success, +b.succeeded_start, +b.typical_duration,
        +b.consecutive_failures, +b.succeeded, +b.failed, +b.incomplete, +b.lost, +b.leads, +b.duration_sum,
        +n.name, +n.outcome, +n.started_at, +n.ended_at, +n.progress_at, +n.leads, +n.reason,
        +l.outcome, +l.started_at, +l.ended_at, +c.cpu_seconds, +c.peak_memory,
        (SELECT count(*) FROM runs o WHERE o.batch = b.id AND o.outcome = 'running'),
        +b.identity, +b.schedule, +b.newest_run, +n.id, +l.id,
        +b.starts_refused, +n.duration, +n.log, +n.attempts, +l.duration
      FROM batches b
        LEFT JOIN runs n ON n.id = b.newest_run
        LEFT JOIN runs l ON l.id = b.last_run
        LEFT JOIN run_commands c ON c.run = b.last_run AND c.stage = ''
      \(batch == nil ? "ORDER BY b.id" : "WHERE b.id = ?1")
      """)
    try statement.bind(batch.map { [.integer($0)] } ?? [])
    var entries: [TrackedBatch] = []
    var newestRun: Int64?
    var haveAttempts = false
    while try statement.step() {
      let id = statement.key(0)
      var facts = BatchFacts(name: statement.title(1, of: id))
      facts.revision = statement.revision(2)
      facts.scheduleSince = statement.moment(3)
      facts.last.success = statement.optionalMoment(4)
      facts.latestSucceededStart = statement.optionalMoment(5)
      facts.typicalDuration = statement.optionalSpan(6)
      facts.totals.consecutiveFailures = statement.count(7)
      facts.totals.succeeded = statement.count(8)
      facts.totals.failed = statement.count(9)
      facts.totals.incomplete = statement.count(10)
      facts.totals.lost = statement.count(11)
      facts.totals.startsRefused = statement.count(32)
      facts.totals.leads = statement.count(12)
      facts.totals.durationSum = statement.amount(13)
      newestRun = statement.numberOrNull(29, in: .min ... .max)
      // A run that is there has a start, whatever else is wrong with it.
      if let newestRun, !statement.isNull(30) {
        var run = RunReport(
          name: statement.title(14, of: newestRun), outcome: statement.outcome(15), start: statement.moment(16),
          progress: statement.moment(18))
        run.end = statement.optionalMoment(17)
        run.leads = statement.count(19)
        run.reason = statement.optionalText(20, limit: longestKeptReason)
        run.measured = statement.optionalSpan(33)
        run.log = statement.optionalText(34, limit: longestLogPath)
        if statement.count(35) > 0 { haveAttempts = true }
        facts.newestRun = run
      }
      if !statement.isNull(31) {
        facts.last.succeeded = statement.outcome(21) == .succeeded
        facts.last.end = statement.optionalMoment(23)
        let start = statement.moment(22)
        let measured = statement.optionalSpan(36)
        facts.last.duration = facts.last.end.map { measured ?? elapsed(from: start, to: $0) }
        facts.last.cpuSeconds = statement.isNull(24) ? nil : statement.amount(24)
        facts.last.peakMemoryBytes = statement.optionalCount(25)
      }
      facts.openRuns = Int(clamping: statement.key(26))
      facts.identity = statement.anyNumber(27)
      facts.scheduleMark = statement.text(28)
      if !batchRows.contains(id) { statement.noteImpossible() }
      entries.append(TrackedBatch(id: id, facts: facts))
    }
    return (entries, newestRun, haveAttempts)
  }

  private func readRunTables(_ entries: inout [TrackedBatch]) throws(DatabaseError) {
    try sweep(
      """
      SELECT +b.id, +s.name, +s.state, +s.completion, +s.done, +s.total, +s.started_at, +s.ended_at, +s.reason,
        +s.duration, +s.log
      FROM batches b CROSS JOIN run_stages s ON s.run = b.newest_run ORDER BY b.id, s.position
      """, [], &entries, takeStage)
    try sweep(
      """
      SELECT +b.id, +c.resource, +c.currency, total(c.amount)
      FROM batches b CROSS JOIN run_costs c ON c.run = b.newest_run
      GROUP BY b.id, c.resource, c.currency ORDER BY b.id
      """, [], &entries, takeCost)
  }

  /// The same of one run, which costs half as much as asking for its batch.
  private func readRunTables(_ run: Int64, of batch: Int64, _ entries: inout [TrackedBatch]) throws(DatabaseError) {
    try sweep(
      """
      SELECT ?2, +name, +state, +completion, +done, +total, +started_at, +ended_at, +reason, +duration, +log
      FROM run_stages WHERE run = ?1 ORDER BY position
      """, [.integer(run), .integer(batch)], &entries, takeStage)
    try sweep(
      "SELECT ?2, +resource, +currency, total(amount) FROM run_costs WHERE run = ?1 GROUP BY resource, currency",
      [.integer(run), .integer(batch)], &entries, takeCost)
  }

  private func readAttempts(of batch: Int64?, _ entries: inout [TrackedBatch]) throws(DatabaseError) {
    try sweep(
      """
      SELECT +b.id, +a.stage, +a.number, +a.most, +a.started_at, +a.ended_at, +a.duration, +a.next_at, +a.reason,
        +a.exit_status, +a.cpu_seconds, +a.peak_memory
      FROM batches b CROSS JOIN runs r ON r.id = b.newest_run CROSS JOIN run_attempts a ON a.run = r.id
      WHERE r.attempts > 0 \(batch == nil ? "" : "AND b.id = ?1") ORDER BY b.id, a.stage, a.number
      """, batch.map { [.integer($0)] } ?? [], &entries, takeAttempt)
  }

  private func readTotals(_ batch: Int64?, _ entries: inout [TrackedBatch]) throws(DatabaseError) {
    let scope = batch == nil ? "" : "WHERE batch = ?1"
    let values: [Value] = batch.map { [.integer($0)] } ?? []
    try sweep(
      "SELECT +batch, +resource, +currency, +amount FROM cost_totals \(scope) ORDER BY batch, resource, currency",
      values, &entries
    ) { statement, facts in
      if let cost = statement.cost(from: 1) { facts.totals.costs.append(cost) }
    }
    try sweep(
      "SELECT +batch, +upper_bound, +count FROM duration_buckets \(scope) ORDER BY batch, upper_bound", values, &entries
    ) { statement, facts in
      guard let bound = statement.numberOrNull(1, in: Kind.spans) else { return }
      facts.totals.durationBuckets.append(
        DurationBucket(upperBound: TimeSpan(milliseconds: bound), count: statement.count(2)))
    }
  }

  /// Walks rows that come in the order of the entries, whose row each begins with, and hands each to its entry.
  private func sweep(
    _ sql: String, _ values: [Value], _ entries: inout [TrackedBatch],
    _ take: (borrowing Statement, inout BatchFacts) -> Void
  ) throws(DatabaseError) {
    let statement = try database.prepare(sql)
    try statement.bind(values)
    var index = 0
    while try statement.step() {
      let id = statement.key(0)
      while index < entries.count && entries[index].id < id { index += 1 }
      guard index < entries.count else { return }
      if entries[index].id == id { take(statement, &entries[index].facts) }
    }
  }
}

private func takeStage(_ statement: borrowing Statement, _ facts: inout BatchFacts) {
  if let stage = statement.stage(from: 1) { facts.stages.append(stage) }
}

private func takeAttempt(_ statement: borrowing Statement, _ facts: inout BatchFacts) {
  if let attempt = statement.attempt(from: 1) { facts.newestRun?.attempts.append(attempt) }
}

private func takeCost(_ statement: borrowing Statement, _ facts: inout BatchFacts) {
  if let cost = statement.cost(from: 1) { facts.newestRun?.costs.append(cost) }
}
