package import Batches
package import Platform
internal import SQLite

/// One consistent state of the tracker, for reading.
package struct TrackerSnapshot {
  let database: Database

  /// Every batch, in the order in which they were first seen.
  package func allBatches() throws -> [TrackedBatch] {
    try FactsReader(database: database).read(batch: nil)
  }

  /// One batch; nil if it was never seen.
  package func batch(named name: String) throws -> TrackedBatch? {
    guard let id = try database.integer("SELECT id FROM batches WHERE name = ?1", .text(name)) else { return nil }
    return try FactsReader(database: database).read(batch: id).first
  }

  /// The batch's newest open run, to which records go that name none; nil if none is open.
  package func newestOpenRun(of batch: String) throws -> String? {
    let statement = try database.prepare(
      """
      SELECT r.name FROM runs r JOIN batches b ON b.id = r.batch WHERE b.name = ?1 AND r.outcome = 'running'
      ORDER BY r.started_at DESC, r.id DESC LIMIT 1
      """)
    try statement.bind([.text(batch)])
    return try statement.step() ? statement.text(0) : nil
  }

  /// Names of the batches, sorted.
  package func batchNames() throws -> [String] {
    let statement = try database.prepare("SELECT name FROM batches ORDER BY name")
    var names: [String] = []
    while try statement.step() { names.append(statement.text(0)) }
    return names
  }

  /// Runs of a batch, the latest start first.
  package func history(of name: String, limit: Int) throws -> [PastRun] {
    let statement = try database.prepare(
      """
      SELECT r.id, r.name, r.outcome, r.started_at, r.ended_at, r.progress_at, r.leads, r.reason,
        c.exit_status, c.cpu_seconds, c.peak_memory, c.output
      FROM runs r JOIN batches b ON b.id = r.batch LEFT JOIN run_commands c ON c.run = r.id AND c.stage = ''
      WHERE b.name = ?1 ORDER BY r.started_at DESC, r.id DESC LIMIT ?2
      """)
    try statement.bind([.text(name), .integer(Int64(limit))])
    var runs: [PastRun] = []
    while try statement.step() {
      let stored = StoredRun(
        id: statement.integer(0), name: statement.text(1), outcome: Outcome(rawValue: statement.text(2)) ?? .lost,
        start: Timestamp(milliseconds: statement.integer(3)), end: statement.optionalTimestamp(4))
      var run = RunReport(
        name: stored.name, outcome: stored.outcome, start: stored.start,
        progress: Timestamp(milliseconds: statement.integer(5)))
      run.end = stored.end
      run.leads = statement.integer(6)
      run.reason = statement.optionalText(7)
      run.costs = try costs(of: stored.id)
      var past = PastRun(run: run, stages: try StageWriter(database: database).stages(of: stored))
      if let exitStatus = statement.optionalInteger(8) {
        past.command = CommandResult(
          exitStatus: Int32(truncatingIfNeeded: exitStatus), cpuSeconds: statement.real(9),
          peakMemoryBytes: statement.integer(10), output: statement.blob(11))
      }
      runs.append(past)
    }
    return runs
  }

  /// Open runs whose process is known, with the batch's name.
  package func watchedRuns() throws -> [(batch: String, run: String, process: ProcessIdentity)] {
    let statement = try database.prepare(
      """
      SELECT b.name, r.name, r.pid, r.pid_start, r.boot FROM runs r JOIN batches b ON b.id = r.batch
      WHERE r.outcome = 'running' AND r.pid IS NOT NULL
      """)
    var runs: [(batch: String, run: String, process: ProcessIdentity)] = []
    while try statement.step() {
      let process = ProcessIdentity(
        pid: Int32(truncatingIfNeeded: statement.integer(2)), startTicks: statement.integer(3), boot: statement.text(4))
      runs.append((statement.text(0), statement.text(1), process))
    }
    return runs
  }

  private func costs(of run: Int64) throws -> [Cost] {
    let statement = try database.prepare(
      "SELECT resource, currency, sum(amount) FROM run_costs WHERE run = ?1 GROUP BY 1, 2 ORDER BY 1, 2")
    try statement.bind([.integer(run)])
    var costs: [Cost] = []
    while try statement.step() { costs.append(statement.cost(from: 0)) }
    return costs
  }
}

/// One run of the history with its stages, and what `run` saw of its command.
package struct PastRun: Sendable {
  package var run: RunReport
  package var stages: [StageReport]
  package var command: CommandResult?
}
