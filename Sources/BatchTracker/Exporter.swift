package import Batches
internal import Configuration
package import Platform
internal import SQLite
package import Tracker

/// What an export found out.
package struct ExportFindings {
  /// Whether the tracker could be used.
  package var trackerIsUp = true
  /// Whether a damaged tracker was moved aside and still lies there, or this one took the place of one that is gone.
  package var hasDamagedTracker = false
  /// Every batch, recorded or configured, as published; nil where the tracker could not be read.
  package var batches: [(tracked: TrackedBatch, configured: ConfiguredBatch)]?
  /// Why files could not be written, one for each.
  package var unwritten: [SystemError] = []

  /// What `batchwatch_tracker_up` says.
  package var trackerCounts: Bool { trackerIsUp && !hasDamagedTracker }
}

/// Brings the tracker and every batch's file up to now: slots that have passed, runs whose process is gone, changes of
/// the configuration.
///
/// In the usual case nothing has to be written to the tracker, so it is only read, without a lock.
package struct Exporter {
  private let session: Session
  private let now: Timestamp
  private let leftOut: Set<String>

  /// - Parameter leavingOut: batches that are passed over, and whose files stay as they are.
  package init(session: Session, now: Timestamp, leavingOut: Set<String> = []) {
    self.session = session
    self.now = now
    leftOut = leavingOut
  }

  /// What can be found out without publishing anything.
  package func readBatches() -> ExportFindings {
    var findings = ExportFindings()
    do {
      findings.batches = try read()?.batches ?? []
    } catch {
      session.log.error("\(error)")
      findings.trackerIsUp = false
    }
    return findings
  }

  /// Publishes every batch, and logs what stands in the way.
  package func exportBatches() throws -> ExportFindings {
    var findings = ExportFindings()
    do {
      try publishBatches(&findings)
    } catch let error as TrackerError {
      session.log.error(error.description)
      findings.trackerIsUp = false
    } catch let error as SystemError {
      // What stands beside the tracker can't be used either; batchwatch's own file must still say so.
      session.log.error(error.description)
      findings.trackerIsUp = false
    }
    for damaged in session.store.damagedTrackers() {
      let what = isReportOfRows(damaged) ? "rows of the tracker were mended" : "a damaged tracker was moved aside"
      session.log.warn("\(what); remove it when it is no longer needed", ["file": damaged])
      findings.hasDamagedTracker = true
    }
    if let mark = session.store.replacement {
      session.log.warn(
        "this tracker took the place of another one; mount the disk with that one, or remove the mark", ["mark": mark])
      findings.hasDamagedTracker = true
    }
    let rejected = session.store.spool.rejected
    if let record = rejected.first {
      session.log.warn(
        "records contradicted the tracker and were put aside; look at them and remove them",
        ["count": String(rejected.count), "first": record])
    }
    for line in session.mistakes?.lines ?? [] { session.log.error(line) }
    Publisher(session).removeAbandonedDrafts()
    return findings
  }

  /// What batchwatch's own file says after this export.
  /// - Parameter time: when that file is written.
  package func report(_ findings: ExportFindings, version: String, at time: Timestamp) -> ToolReport {
    ToolReport(
      time: time, version: version, trackerIsUp: findings.trackerCounts, configurationIsUp: session.mistakes == nil,
      spooledRecords: session.store.spool.count)
  }

  /// - Throws: `TrackerError`; where the tracker can only be read, after publishing what it says.
  private func publishBatches(_ findings: inout ExportFindings) throws {
    let publisher = Publisher(session)
    var found = try readOrSalvage()
    if found?.isImpossible == true {
      findings.hasDamagedTracker = true
      // Whoever reads them mends them.
      found = try read(mendsRows: false)
    }
    var failure: TrackerError?
    if found == nil || found?.needsWriting == true || session.store.spool.count > 0 {
      do {
        try write(found)
      } catch let error as TrackerError {
        failure = error
      }
      found = try read()
    }
    guard let found else {
      if let failure { throw failure }
      findings.batches = []
      return
    }
    findings.batches = found.batches
    let result = publisher.publishAll(found.batches, at: now)
    for failure in result.failures.prefix(3) { session.log.error(failure.description) }
    if result.failures.count > 3 {
      session.log.error("files could not be written", ["count": String(result.failures.count)])
    }
    if let obstacle = result.obstacle {
      session.log.warn(
        "the files are written, but that can't be noted beside the tracker", ["reason": obstacle.description])
    }
    findings.unwritten = result.failures
    if let failure { throw failure }
  }

  /// A tracker that turns out to be damaged is salvaged by whoever writes next; for an export that is this very call.
  private func readOrSalvage() throws -> Found? {
    do {
      return try read()
    } catch TrackerError.unavailable(let error) where error.kind == .corrupt || session.store.hasPlants {
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
    /// Whether rows hold what can't be.
    var isImpossible = false

    var needsWriting: Bool { !unknown.isEmpty || !lost.isEmpty || !configurationIsKept }
  }

  private func read(mendsRows: Bool = true) throws -> Found? {
    try session.store.read(mendsRows: mendsRows) { snapshot in
      var found = Found()
      try session.prepare(snapshot)
      found.configurationIsKept = try session.isKept(in: snapshot)
      var configured: [String: ConfiguredBatch] = [:]
      for batch in try session.allBatches(in: snapshot) { configured[batch.definition.name] = batch }
      for tracked in try snapshot.allBatches() {
        let name = tracked.facts.name
        let batch = try configured.removeValue(forKey: name) ?? session.batch(name, in: snapshot)
        if leftOut.contains(name) { continue }
        if batch.scheduleMark != tracked.facts.scheduleMark { found.unknown.append(batch) }
        found.batches.append((tracked, batch))
      }
      found.unknown += configured.values
      found.lost = try snapshot.watchedRuns().filter { !$0.process.isAlive }.map { ($0.batch, $0.run) }
      found.isImpossible = snapshot.isImpossible
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
        do {
          try transaction.apply(record, to: session.batch(name, in: transaction.snapshot))
        } catch let refused as RecordRefused {
          session.log.warn("a lost run can't be noted", ["batch": name, "run": run, "reason": refused.description])
          continue
        }
        session.log.warn("a run is lost: its process is gone and it never ended", ["batch": name, "run": run])
      }
    }
  }
}
