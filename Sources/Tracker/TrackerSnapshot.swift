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
        c.exit_status, c.cpu_seconds, c.peak_memory, c.output, r.duration, r.log, r.attempts
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
      run.measured = statement.optionalSpan(12)
      run.log = statement.optionalText(13, limit: longestLogPath)
      if statement.count(14) > 0 { run.attempts = try attempts(of: stored.id) }
      var past = PastRun(run: run, stages: try StageWriter(database: database).stages(of: stored))
      if !statement.isNull(8) { past.command = statement.command(from: 8) }
      runs.append(past)
    }
    return runs
  }

  /// Starts of a batch that were refused, the latest first.
  /// - Parameter since: those before this time are left out; nil for none.
  package func refusedStarts(of name: String, since: Timestamp? = nil, limit: Int) throws -> [RefusedStart] {
    let statement = try database.prepare(
      """
      SELECT f.refused_at, f.waited, f.holder FROM refused_starts f JOIN batches b ON b.id = f.batch
      WHERE b.name = ?1 AND (?2 IS NULL OR f.refused_at >= ?2) ORDER BY f.refused_at DESC LIMIT ?3
      """)
    try statement.bind([.text(name), Value(since?.milliseconds), .integer(Int64(limit))])
    var starts: [RefusedStart] = []
    while try statement.step() {
      guard let time = statement.numberOrNull(0, in: Kind.moments) else { continue }
      starts.append(
        RefusedStart(
          time: Timestamp(milliseconds: time), waited: statement.span(1),
          holder: statement.optionalText(2, limit: longestHolder)))
    }
    return starts
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

  private func attempts(of run: Int64) throws -> [AttemptReport] {
    let statement = try database.prepare(
      """
      SELECT stage, number, most, started_at, ended_at, duration, next_at, reason, exit_status, cpu_seconds, peak_memory,
        output
      FROM run_attempts WHERE run = ?1 ORDER BY stage, number
      """)
    try statement.bind([.integer(run)])
    var attempts: [AttemptReport] = []
    while try statement.step() {
      guard var attempt = statement.attempt(from: 0) else { continue }
      attempt.output = statement.blob(11, limit: longestOutput)
      attempts.append(attempt)
    }
    return attempts
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
