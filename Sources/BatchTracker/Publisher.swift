package import Batches
package import Metrics
package import Platform
internal import Textfile
package import Tracker

/// Puts batches' states into the textfile directory.
package struct Publisher {
  private let session: Session
  private let directory: String

  package init(_ session: Session) {
    self.session = session
    directory = session.settings.textfileDirectory
  }

  /// The file of a batch.
  package static func fileName(_ batch: String) -> String { "batchwatch_\(batch).prom" }

  /// Publishes a state that was just committed, unless a newer one stands there already.
  /// - Throws: `SystemError`.
  package func publish(_ tracked: TrackedBatch, as batch: ConfiguredBatch, at now: Timestamp) throws(SystemError) {
    let bytes = Self.encoded(tracked.facts, batch, now)
    let log = try PublicationLog(session.settings.tracker + "-published")
    try log.exclusively(tracked.id) { cell throws(SystemError) in
      let scope = scope(of: tracked.facts)
      // The one who published a newer state had seen this record too.
      if let cell, cell.scope == scope, cell.revision >= tracked.facts.revision { return nil }
      noticeLostTracker(tracked.facts, now)
      try write(bytes, tracked.facts.name, by: log.publisher())
      return next(after: cell, scope, tracked.facts.revision)
    }
  }

  /// What `publishAll` did.
  package struct Result: Sendable {
    /// Files that changed.
    package var written = 0
    /// Files that had the right content already.
    package var unchanged = 0
    package var failures: [SystemError] = []
    /// Why what was written could not be noted beside the tracker, if anything was.
    package var obstacle: SystemError?
  }

  /// Publishes many states that were read together.
  /// - Parameters:
  ///   - cells: what was published before the states were read (`publishedCells`).
  ///   - reread: reads one batch again, for those that somebody else published in between.
  package func publishAll(
    _ batches: [(tracked: TrackedBatch, configured: ConfiguredBatch)], over cells: PublishedCells, at now: Timestamp,
    reread: (String) throws -> TrackedBatch?
  ) throws -> Result {
    var result = Result()
    let log = PublicationLog(asFarAsPossible: session.settings.tracker + "-published")
    var buffer: [UInt8] = []
    for (tracked, configured) in batches {
      let name = tracked.facts.name
      buffer.removeAll(keepingCapacity: true)
      encodeBatch(makeReport(of: tracked.facts, as: configured, at: now), into: &buffer)
      if textfileIsUpToDate(Self.fileName(name), in: directory, buffer) {
        result.unchanged += 1
        continue
      }
      guard tracked.hasPlace else {
        result.failures.append(SystemError("publish", Self.fileName(name), code: SystemError.outOfRange))
        continue
      }
      do {
        try log.exclusively(tracked.id) { cell throws(SystemError) in
          let current = cell == cells[tracked.id] ? tracked : ((try? reread(name)) ?? nil)
          guard let current else { return nil }
          noticeLostTracker(current.facts, now)
          let bytes = cell == cells[tracked.id] ? buffer : Self.encoded(current.facts, configured, now)
          try write(bytes, name, by: log.publisher())
          return next(after: cell, scope(of: current.facts), current.facts.revision)
        }
        result.written += 1
      } catch {
        result.failures.append(error)
      }
    }
    if result.written > 0 { result.obstacle = log.obstacle }
    return result
  }

  /// What stands published, by the batches' rows.
  package struct PublishedCells {
    fileprivate var cells: [PublicationLog.Cell?]

    fileprivate subscript(row: Int64) -> PublicationLog.Cell? {
      cells.indices.contains(Int(clamping: row)) ? cells[Int(clamping: row)] : nil
    }
  }

  /// What stands published now; to be asked before the states are read.
  package func publishedCells() -> PublishedCells {
    let path = session.settings.tracker + "-published"
    guard let size = (try? fileInformation(path))??.size, size > 0 else { return PublishedCells(cells: []) }
    return PublishedCells(cells: (try? PublicationLog(asFarAsPossible: path).cells(upTo: size / 24)) ?? [])
  }

  /// Publishes batchwatch's own figures; `figures` is asked when nobody else can publish, so the newest stand.
  /// - Throws: `SystemError`.
  package func publishTool(_ figures: () -> ToolReport) throws(SystemError) {
    func bytes() -> [UInt8] {
      let report = figures()
      var buffer: [UInt8] = []
      encodeTool(
        ToolFigures(
          exported: report.time, version: report.version, trackerIsUp: report.trackerIsUp,
          configIsUp: report.configurationIsUp, spooledRecords: Int64(report.spooledRecords),
          monitor: report.monitor), into: &buffer)
      return buffer
    }
    do {
      let log = try PublicationLog(session.settings.tracker + "-published")
      try log.exclusively(0) { _ throws(SystemError) in
        try write(bytes(), nil, by: log.publisher())
        return nil
      }
    } catch {
      // Where the tracker's directory can't be used, saying so is the very purpose of this file.
      guard error.subject.hasPrefix(session.settings.tracker) else { throw error }
      try write(bytes(), nil, by: .random(in: 1 ... .max))
    }
  }

  /// Removes what killed publishers left in the directory.
  package func removeAbandonedDrafts() { Textfile.removeAbandonedDrafts(in: directory) }

  /// Removes a batch's file.
  /// - Throws: `SystemError`.
  package func withdraw(_ batch: String) throws(SystemError) {
    try removeFile(directory + "/" + Self.fileName(batch))
  }

  /// A tracker that knows nothing of runs of which a file tells took the place of another one: most likely the disk with
  /// that one isn't mounted. A new tracker would look healthy, and all alerts would end; so this is noted beside it.
  private func noticeLostTracker(_ facts: BatchFacts, _ now: Timestamp) {
    guard Outcome.ended.allSatisfy({ facts.totals.runs($0) == 0 }) else { return }
    let path = directory + "/" + Self.fileName(facts.name)
    guard let bytes = try? readFile(path, limit: 1 << 20), tellsOfRuns(bytes) else { return }
    guard let mark = session.store.markAsReplacement(at: now) else { return }
    session.log.error(
      "the tracker is new, but an earlier one had recorded runs: is the disk with that one mounted?",
      ["tracker": session.settings.tracker, "batch": facts.name, "mark": mark])
  }

  /// A batch's file.
  package static func encoded(_ facts: BatchFacts, _ batch: ConfiguredBatch, _ now: Timestamp) -> [UInt8] {
    var buffer: [UInt8] = []
    encodeBatch(makeReport(of: facts, as: batch, at: now), into: &buffer)
    return buffer
  }

  private func write(_ bytes: [UInt8], _ batch: String?, by publisher: UInt64) throws(SystemError) {
    let name = batch.map(Self.fileName) ?? "batchwatch.prom"
    try replaceTextfile(name, in: directory, by: publisher, with: bytes)
  }

  private func scope(of facts: BatchFacts) -> UInt64 { scopeNumber(directory, facts.name, String(facts.identity)) }

  private func next(after cell: PublicationLog.Cell?, _ scope: UInt64, _ revision: Int64) -> PublicationLog.Cell {
    PublicationLog.Cell(scope: scope, revision: revision, sequence: (cell?.sequence ?? 0) + 1)
  }
}

/// How batchwatch itself does.
package struct ToolReport: Sendable {
  package var time: Timestamp
  package var version: String
  package var trackerIsUp: Bool
  package var configurationIsUp: Bool
  package var spooledRecords: Int
  /// What the monitor found out; nil where none has ever run on this tracker.
  package var monitor: MonitorFigures?

  package init(
    time: Timestamp, version: String, trackerIsUp: Bool, configurationIsUp: Bool, spooledRecords: Int,
    monitor: MonitorFigures? = nil
  ) {
    self.time = time
    self.version = version
    self.trackerIsUp = trackerIsUp
    self.configurationIsUp = configurationIsUp
    self.spooledRecords = spooledRecords
    self.monitor = monitor
  }
}
