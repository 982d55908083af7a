package import Batches
package import Platform
internal import SQLite

/// One consistent state of the tracker, for reading.
package struct TrackerSnapshot {
  let database: Database

  /// Whether something was read here that can't be.
  package var isImpossible: Bool { database.impossibleValues > 0 }

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
      SELECT r.name, r.id FROM runs r JOIN batches b ON b.id = r.batch WHERE b.name = ?1 AND r.outcome = 'running'
      ORDER BY r.started_at DESC, r.id DESC LIMIT 1
      """)
    try statement.bind([.text(batch)])
    return try statement.step() ? statement.title(0, of: statement.key(1)) : nil
  }

  /// Names of the batches, sorted.
  package func batchNames() throws -> [String] {
    let statement = try database.prepare("SELECT name, id FROM batches ORDER BY name")
    var names: [String] = []
    while try statement.step() { names.append(statement.title(0, of: statement.key(1))) }
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
      let stored = statement.run(from: 0)
      var run = RunReport(
        name: stored.name, outcome: stored.outcome, start: stored.start,
        progress: statement.moment(5))
      run.end = stored.end
      run.leads = statement.count(6)
      run.reason = statement.optionalText(7, limit: longestKeptReason)
      run.costs = try costs(of: stored.id)
      var past = PastRun(run: run, stages: try StageWriter(database: database).stages(of: stored))
      if !statement.isNull(8) { past.command = statement.command(from: 8) }
      runs.append(past)
    }
    return runs
  }

  /// Open runs whose process is known, with the batch's name.
  package func watchedRuns() throws -> [(batch: String, run: String, process: ProcessIdentity)] {
    let statement = try database.prepare(
      """
      SELECT b.id, b.name, r.id, r.name, r.pid, r.pid_start, r.boot FROM runs r JOIN batches b ON b.id = r.batch
      WHERE r.outcome = 'running' AND r.pid IS NOT NULL
      """)
    var runs: [(batch: String, run: String, process: ProcessIdentity)] = []
    while try statement.step() {
      guard let pid = statement.process(4), let start = statement.numberOrNull(5, in: .min ... .max),
        let boot = statement.optionalText(6)
      else { continue }
      let process = ProcessIdentity(pid: pid, startTicks: start, boot: boot)
      let batch = statement.title(1, of: statement.key(0))
      runs.append((batch, statement.title(3, of: statement.key(2)), process))
    }
    return runs
  }

  private func costs(of run: Int64) throws -> [Cost] {
    let statement = try database.prepare(
      "SELECT resource, currency, total(amount) FROM run_costs WHERE run = ?1 GROUP BY 1, 2 ORDER BY 1, 2")
    try statement.bind([.integer(run)])
    var costs: [Cost] = []
    while try statement.step() {
      if let cost = statement.cost(from: 0) { costs.append(cost) }
    }
    return costs
  }
}

/// One run of the history with its stages, and what `run` saw of its command.
package struct PastRun: Sendable {
  package var run: RunReport
  package var stages: [StageReport]
  package var command: CommandResult?
}
