internal import Batches
internal import SQLite

/// Writes and reads the stages of a run.
struct StageWriter {
  let database: Database

  /// Applies one report to a stage. A report older than the stage's newest one changes nothing: what came later is the
  /// better knowledge.
  /// - Parameters:
  ///   - command: what `run` knows of the stage's command, where the report comes from that.
  ///   - timeIsGiven: whether the caller named the time. A clock that was merely set back does not make a report old,
  ///     beyond the seconds by which reports that came at once may overtake each other.
  func apply(
    _ update: StageUpdate, by command: StageCommand? = nil, to name: String, of run: StoredRun, at time: Timestamp,
    timeIsGiven: Bool
  ) throws(DatabaseError) {
    var reports: [Timestamp] = []
    let recorded = try read(run, &reports)
    let earlier = recorded.firstIndex { $0.name == name }
    var time = time
    if let earlier, time < reports[earlier] {
      if timeIsGiven || reports[earlier] - time < TimeSpan(seconds: 15) { return }
      time = reports[earlier]
    }
    var stage = StageReport(name: name, isOptional: false, weight: 1)
    if let earlier { stage = recorded[earlier] }
    stage.reason = nil
    stage.end = time
    stage.measured = command?.duration
    if let log = command?.log { stage.log = log }
    switch update {
    case .complete:
      stage.finish()
      if stage.total != nil { stage.done = stage.total }
    case .progress(let ratio): stage.advance(to: ratio)
    case .items(let done, let total):
      stage.done = done
      stage.total = total
      stage.advance(to: Double(done) / Double(total))
    case .count(let done):
      stage.done = done
      stage.total = nil
      stage.advance(to: 0)
    case .skipped:
      stage.state = .skipped
      stage.completion = 0
    case .failed(let reason):
      stage.state = .failed
      stage.reason = reason.map(shortened)
    }
    if stage.start == nil {
      // A stage that is reported while it runs starts then; one that is reported when it is done took the time since
      // the one before it.
      let before = recorded.compactMap(\.end).filter { $0 <= time }.max() ?? run.start
      stage.start = stage.state == .running ? time : before
    }
    try database.run(
      """
      INSERT INTO run_stages(run, name, position, state, completion, done, total, started_at, ended_at, reported_at,
        reason, duration, log)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
      ON CONFLICT DO UPDATE SET state = ?4, completion = ?5, done = ?6, total = ?7, started_at = ?8, ended_at = ?9,
        reported_at = ?10, reason = ?11, duration = ?12, log = ?13
      """, .integer(run.id), .text(name), .integer(Int64(recorded.count)), .text(stage.state.rawValue),
      .real(stage.completion), Value(stage.done), Value(stage.total), Value(stage.start?.milliseconds),
      Value(stage.end?.milliseconds), .integer(time.milliseconds), Value(stage.reason),
      Value(stage.measured?.milliseconds), Value(stage.log))
  }

  func stages(of run: StoredRun) throws(DatabaseError) -> [StageReport] {
    var reports: [Timestamp] = []
    return try read(run, &reports)
  }

  /// - Parameter reports: gets the time of each stage's newest report. An array of pairs would be one more type to make
  ///   for every record.
  private func read(_ run: StoredRun, _ reports: inout [Timestamp]) throws(DatabaseError) -> [StageReport] {
    let statement = try database.prepare(
      """
      SELECT +name, +state, +completion, +done, +total, +started_at, +ended_at, +reason, +duration, +log,
        +reported_at
      FROM run_stages WHERE run = ?1 ORDER BY position
      """)
    try statement.bind([.integer(run.id)])
    var stages: [StageReport] = []
    while try statement.step() {
      guard let stage = statement.stage(from: 0) else { continue }
      stages.append(stage)
      reports.append(statement.moment(10))
    }
    return stages
  }
}

extension StageReport {
  fileprivate mutating func finish() {
    state = .complete
    completion = 1
  }

  fileprivate mutating func advance(to ratio: Double) {
    guard ratio < 1 else { return finish() }
    state = .running
    completion = ratio
    end = nil
    measured = nil
  }
}
