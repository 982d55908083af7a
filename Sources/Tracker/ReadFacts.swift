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
    var (results, newestRun) = try readBatches(batch)
    guard !results.isEmpty else { return [] }
    if let batch {
      if let newestRun { try readRunTables(newestRun, of: batch, &results) }
    } else {
      try readRunTables(&results)
    }
    try readTotals(batch, &results)
    return results
  }

  /// - Returns: the batches, and the newest run of the last of them.
  private func readBatches(_ batch: Int64?) throws(DatabaseError) -> ([TrackedBatch], newestRun: Int64?) {
    let statement = try database.prepare(
      """
      SELECT +b.id, +b.name, +b.revision, +b.schedule_since, +b.last_success, +b.succeeded_start, +b.typical_duration,
        +b.consecutive_failures, +b.succeeded, +b.failed, +b.incomplete, +b.lost, +b.leads, +b.duration_sum,
        +n.name, +n.outcome, +n.started_at, +n.ended_at, +n.progress_at, +n.leads, +n.reason,
        +l.outcome, +l.started_at, +l.ended_at, +c.cpu_seconds, +c.peak_memory,
        (SELECT count(*) FROM runs o WHERE o.batch = b.id AND o.outcome = 'running'),
        +b.identity, +b.schedule, +b.newest_run
      FROM batches b
        LEFT JOIN runs n ON n.id = b.newest_run
        LEFT JOIN runs l ON l.id = b.last_run
        LEFT JOIN run_commands c ON c.run = b.last_run AND c.stage = ''
      \(batch == nil ? "ORDER BY b.id" : "WHERE b.id = ?1")
      """)
    try statement.bind(batch.map { [.integer($0)] } ?? [])
    var entries: [TrackedBatch] = []
    var newestRun: Int64?
    while try statement.step() {
      var facts = BatchFacts(name: statement.text(1))
      facts.revision = statement.integer(2)
      facts.scheduleSince = Timestamp(milliseconds: statement.integer(3))
      facts.last.success = statement.optionalTimestamp(4)
      facts.latestSucceededStart = statement.optionalTimestamp(5)
      facts.typicalDuration = statement.optionalInteger(6).map { TimeSpan(milliseconds: $0) }
      facts.totals.consecutiveFailures = statement.integer(7)
      facts.totals.succeeded = statement.integer(8)
      facts.totals.failed = statement.integer(9)
      facts.totals.incomplete = statement.integer(10)
      facts.totals.lost = statement.integer(11)
      facts.totals.leads = statement.integer(12)
      facts.totals.durationSum = statement.real(13)
      if !statement.isNull(14) {
        var run = RunReport(
          name: statement.text(14), outcome: Outcome(rawValue: statement.text(15)) ?? .lost,
          start: Timestamp(milliseconds: statement.integer(16)),
          progress: Timestamp(milliseconds: statement.integer(18)))
        run.end = statement.optionalTimestamp(17)
        run.leads = statement.integer(19)
        run.reason = statement.optionalText(20)
        facts.newestRun = run
      }
      if !statement.isNull(21) {
        facts.last.succeeded = statement.text(21) == Outcome.succeeded.rawValue
        facts.last.end = statement.optionalTimestamp(23)
        facts.last.duration = TimeSpan(milliseconds: statement.integer(23) - statement.integer(22))
        facts.last.cpuSeconds = statement.optionalReal(24)
        facts.last.peakMemoryBytes = statement.optionalInteger(25)
      }
      facts.openRuns = Int(statement.integer(26))
      facts.identity = statement.integer(27)
      facts.scheduleMark = statement.text(28)
      newestRun = statement.optionalInteger(29)
      entries.append(TrackedBatch(id: statement.integer(0), facts: facts))
    }
    return (entries, newestRun)
  }

  private func readRunTables(_ entries: inout [TrackedBatch]) throws(DatabaseError) {
    try sweep(
      """
      SELECT +b.id, +s.name, +s.state, +s.completion, +s.done, +s.total, +s.started_at, +s.ended_at, +s.reason
      FROM batches b CROSS JOIN run_stages s ON s.run = b.newest_run ORDER BY b.id, s.position
      """, [], &entries, takeStage)
    try sweep(
      """
      SELECT +b.id, +c.resource, +c.currency, sum(c.amount)
      FROM batches b CROSS JOIN run_costs c ON c.run = b.newest_run
      GROUP BY b.id, c.resource, c.currency ORDER BY b.id
      """, [], &entries, takeCost)
  }

  /// The same of one run, which costs half as much as asking for its batch.
  private func readRunTables(_ run: Int64, of batch: Int64, _ entries: inout [TrackedBatch]) throws(DatabaseError) {
    try sweep(
      """
      SELECT ?2, +name, +state, +completion, +done, +total, +started_at, +ended_at, +reason
      FROM run_stages WHERE run = ?1 ORDER BY position
      """, [.integer(run), .integer(batch)], &entries, takeStage)
    try sweep(
      "SELECT ?2, +resource, +currency, sum(amount) FROM run_costs WHERE run = ?1 GROUP BY resource, currency",
      [.integer(run), .integer(batch)], &entries, takeCost)
  }

  private func readTotals(_ batch: Int64?, _ entries: inout [TrackedBatch]) throws(DatabaseError) {
    let scope = batch == nil ? "" : "WHERE batch = ?1"
    let values: [Value] = batch.map { [.integer($0)] } ?? []
    try sweep(
      "SELECT +batch, +resource, +currency, +amount FROM cost_totals \(scope) ORDER BY batch, resource, currency",
      values, &entries
    ) { statement, facts in
      facts.totals.costs.append(statement.cost(from: 1))
    }
    try sweep(
      "SELECT +batch, +upper_bound, +count FROM duration_buckets \(scope) ORDER BY batch, upper_bound", values, &entries
    ) { statement, facts in
      facts.totals.durationBuckets.append(
        DurationBucket(upperBound: TimeSpan(milliseconds: statement.integer(1)), count: statement.integer(2)))
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
      let id = statement.integer(0)
      while index < entries.count && entries[index].id < id { index += 1 }
      guard index < entries.count else { return }
      if entries[index].id == id { take(statement, &entries[index].facts) }
    }
  }
}

private func takeStage(_ statement: borrowing Statement, _ facts: inout BatchFacts) {
  facts.stages.append(statement.stage(from: 1))
}

private func takeCost(_ statement: borrowing Statement, _ facts: inout BatchFacts) {
  facts.newestRun?.costs.append(statement.cost(from: 1))
}

extension Statement {
  borrowing func optionalTimestamp(_ column: Int32) -> Timestamp? {
    optionalInteger(column).map { Timestamp(milliseconds: $0) }
  }

  /// A resource, a currency and an amount in three columns.
  borrowing func cost(from column: Int32) -> Cost {
    Cost(resource: text(column), currency: text(column + 1), amount: real(column + 2))
  }
}
