internal import Arguments
internal import BatchTracker
internal import Batches
internal import Configuration
internal import Platform
internal import Tracker

/// `export`: writes every batch's file and batchwatch's own.
///
/// In the usual case nothing has to be written to the tracker, so it is only read, without a lock.
func export(_ invocation: Invocation, _ context: CommandContext) throws -> Int32 {
  let now = Timestamp(milliseconds: context.now())
  let session: Session
  do {
    session = try Session(configuration: invocation.value(.config), log: context.log)
  }
  let exporter = Exporter(session: session, now: now, context: context)
  var status = ExitStatus.done
  var trackerIsUp = true
  do {
    if try !exporter.publishBatches() { status = .inputOutput }
  } catch let error as TrackerError {
    context.log.error(error.description)
    trackerIsUp = false
    status = .inputOutput
  } catch let error as SystemError {
    // What stands beside the tracker can't be used either; batchwatch's own file must still say so.
    context.log.error(error.description)
    trackerIsUp = false
    status = .inputOutput
  }
  for damaged in session.store.damagedTrackers() {
    context.log.warn("a damaged tracker was moved aside; remove it when it is no longer needed", ["file": damaged])
    trackerIsUp = false
  }
  let rejected = session.store.spool.rejected
  if let record = rejected.first {
    context.log.warn(
      "records contradicted the tracker and were put aside; look at them and remove them",
      ["count": String(rejected.count), "first": record])
  }
  if let mistakes = session.mistakes {
    for line in mistakes.lines { context.log.error(line) }
    if status == .done { status = .wrongConfiguration }
  }
  Publisher(session).removeAbandonedDrafts()
  try Publisher(session).publishTool {
    ToolReport(
      time: Timestamp(milliseconds: context.now()), version: batchwatchVersion, trackerIsUp: trackerIsUp,
      configurationIsUp: session.mistakes == nil, spooledRecords: session.store.spool.count)
  }
  return status.rawValue
}

private struct Exporter {
  let session: Session
  let now: Timestamp
  let context: CommandContext

  /// - Returns: whether every file is as it should be.
  /// - Throws: `TrackerError`; where the tracker can only be read, after publishing what it says.
  func publishBatches() throws -> Bool {
    let publisher = Publisher(session)
    var cells = publisher.publishedCells()
    var found = try readOrSalvage()
    var failure: TrackerError?
    if found == nil || found?.needsWriting == true || session.store.spool.count > 0 {
      do {
        try write(found)
      } catch let error as TrackerError {
        failure = error
      }
      cells = publisher.publishedCells()
      found = try read()
    }
    guard let found else {
      if let failure { throw failure }
      return true
    }
    let result = try publisher.publishAll(found.batches, over: cells, at: now) { name in
      try session.store.read { try $0.batch(named: name) } ?? nil
    }
    for failure in result.failures.prefix(3) { context.log.error(failure.description) }
    if result.failures.count > 3 {
      context.log.error("files could not be written", ["count": String(result.failures.count)])
    }
    if let obstacle = result.obstacle {
      context.log.warn(
        "the files are written, but that can't be noted beside the tracker", ["reason": obstacle.description])
    }
    if let failure { throw failure }
    return result.failures.isEmpty
  }

  /// A tracker that turns out to be damaged is salvaged by whoever writes next; for an export that is this very call.
  private func readOrSalvage() throws -> Found? {
    do {
      return try read()
    } catch TrackerError.unavailable(let error) where error.kind == .corrupt {
      try session.store.write(configuration: session.recordingConfiguration) { _ = try $0.snapshot.allBatches() }
      return try read()
    }
  }

  private struct Found {
    var batches: [(tracked: TrackedBatch, configured: ConfiguredBatch)] = []
    /// Configured batches that the tracker doesn't know, or not with this schedule.
    var unknown: [ConfiguredBatch] = []
    /// Open runs whose process is gone.
    var lost: [(batch: String, run: String)] = []
    var configurationIsKept = false

    var needsWriting: Bool { !unknown.isEmpty || !lost.isEmpty || !configurationIsKept }
  }

  private func read() throws -> Found? {
    try session.store.read { snapshot in
      var found = Found()
      try session.prepare(snapshot)
      found.configurationIsKept = try session.isKept(in: snapshot)
      var configured: [String: ConfiguredBatch] = [:]
      for batch in try session.allBatches(in: snapshot) { configured[batch.definition.name] = batch }
      for tracked in try snapshot.allBatches() {
        let name = tracked.facts.name
        let batch = try configured.removeValue(forKey: name) ?? session.batch(name, in: snapshot)
        if batch.scheduleMark != tracked.facts.scheduleMark { found.unknown.append(batch) }
        found.batches.append((tracked, batch))
      }
      found.unknown += configured.values
      found.lost = try snapshot.watchedRuns().filter { !$0.process.isAlive }.map { ($0.batch, $0.run) }
      return found
    }
  }

  private func write(_ found: Found?) throws {
    // Without a tracker there is nothing to write but what is configured.
    if found == nil, try session.readConfiguration().batches.isEmpty, session.store.isMissing { return }
    let unknown = try found?.unknown ?? session.allBatches(in: nil)
    try session.store.write(configuration: session.recordingConfiguration) { transaction in
      for batch in unknown { try transaction.ensure(batch, at: now) }
      for (name, run) in found?.lost ?? [] {
        let record = Record(id: makeRecordID(), batch: name, run: run, time: now, event: .lost)
        try transaction.apply(record, to: session.batch(name, in: transaction.snapshot))
        context.log.warn("a run is lost: its process is gone and it never ended", ["batch": name, "run": run])
      }
    }
  }
}
