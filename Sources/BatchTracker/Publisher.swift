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

  /// Publishes a state that was just committed, unless somebody who has seen it too does.
  /// - Throws: `SystemError`.
  package func publish(_ tracked: TrackedBatch, as batch: ConfiguredBatch, at now: Timestamp) throws(SystemError) {
    let state = State(tracked, at: now, Self.encoded(tracked.facts, batch, now))
    let log = try openLog()
    _ = try publish(
      state, as: batch, by: log, again: BatchReader(session.store), mayLeave: true, flushes: mustFlush(log))
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
  package func publishAll(
    _ batches: [(tracked: TrackedBatch, configured: ConfiguredBatch)], at now: Timestamp
  ) -> Result {
    var result = Result()
    moveAsidePlants()
    let log = PublicationLog(asFarAsPossible: logPath)
    let flushes = mustFlush(log)
    let reader = BatchReader(session.store)
    var buffer: [UInt8] = []
    // Somebody who holds one cell for so long may hold them all; then the others are only tried.
    var patience = 5000
    for (tracked, configured) in batches {
      buffer.removeAll(keepingCapacity: true)
      encodeBatch(makeReport(of: tracked.facts, as: configured, at: now), into: &buffer)
      if textfileIsUpToDate(Self.fileName(tracked.facts.name), in: directory, buffer) {
        result.unchanged += 1
        continue
      }
      do {
        let state = State(tracked, at: now, buffer)
        let isWritten = try publish(
          state, as: configured, by: log, again: reader, mayLeave: false, flushes: flushes, waitingAtMost: patience)
        if isWritten { result.written += 1 }
      } catch {
        if error.code == SystemError.timedOut { patience = 0 }
        result.failures.append(error)
      }
    }
    if result.written > 0 { result.obstacle = log.obstacle }
    return result
  }

  /// What a batch's file is to say.
  private struct State {
    var tracked: TrackedBatch
    var time: Timestamp
    var bytes: [UInt8]

    init(_ tracked: TrackedBatch, at time: Timestamp, _ bytes: [UInt8]) {
      self.tracked = tracked
      self.time = time
      self.bytes = bytes
    }
  }

  /// The steps of `decidePublication`.
  /// - Returns: whether the file is written; else another publisher writes it, or there is no such batch any more.
  private func publish(
    _ own: State, as batch: ConfiguredBatch, by log: borrowing PublicationLog, again reader: BatchReader,
    mayLeave: Bool, flushes: Bool, waitingAtMost patience: Int = 5000
  ) throws(SystemError) -> Bool {
    let row = own.tracked.id
    guard own.tracked.hasPlace else {
      session.log.error(
        "the batch's row in the tracker has a number that no batch can have; it is published, but in no order",
        ["tracker": session.settings.tracker, "batch": own.tracked.facts.name, "row": String(row)])
      try write(own.bytes, own.tracked.facts.name, by: .random(in: 1 ... .max))
      return true
    }
    var isWritten = false
    try log.exclusively(row, waitingAtMost: patience) { cell throws(SystemError) in
      var state = own
      switch decidePublication(of: self.cell(own), over: cell, mayLeave: mayLeave) {
      case .leave: return
      case .write: break
      case .writeAsOfNow: state = renewed(own.tracked, as: batch)
      case .readAgain:
        // What has another row now is published under the lock of that row, by who has begun it.
        guard let tracked = try readAgain(own.tracked.facts.name, reader), tracked.id == row else { return }
        state = renewed(tracked, as: batch)
      }
      try log.note(self.cell(state), for: row)
      noticeLostTracker(state.tracked.facts, state.time)
      try write(state.bytes, state.tracked.facts.name, by: log.publisher(), flushes: flushes)
      isWritten = true
    }
    return isWritten
  }

  private func readAgain(_ batch: String, _ reader: BatchReader) throws(SystemError) -> TrackedBatch? {
    do {
      return try reader.batch(named: batch)
    } catch let error as TrackerError {
      session.log.warn(error.description)
    } catch {}
    throw SystemError("read again", session.settings.tracker, code: SystemError.inputOutput)
  }

  private func cell(_ state: State) -> PublicationLog.Cell {
    let facts = state.tracked.facts
    return PublicationLog.Cell(
      scope: scopeNumber(directory, facts.name, String(facts.identity)), revision: facts.revision,
      time: state.time.milliseconds)
  }

  private func mustFlush(_ log: borrowing PublicationLog) -> Bool {
    mustFlushTextfiles(in: directory, by: log, at: wallClockMilliseconds())
  }

  private var logPath: String { session.settings.tracker + "-published" }

  private func openLog() throws(SystemError) -> PublicationLog {
    do {
      return try PublicationLog(logPath)
    } catch {
      guard moveAsidePlants() else { throw error }
      return try PublicationLog(logPath)
    }
  }

  /// Moves aside what isn't a file in the place of the log. - Returns: whether there was such a thing.
  @discardableResult
  private func moveAsidePlants() -> Bool {
    guard let aside = (try? movePlantAside(logPath)) ?? nil else { return false }
    session.log.error("what stood in the place of a file is moved aside", ["file": logPath, "moved_to": aside])
    return true
  }

  /// Publishes batchwatch's own figures at the end of a pass over all batches; `figures` is asked when nobody else can
  /// publish, so the newest stand.
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
      let log = try openLog()
      let flushes = mustFlush(log)
      try log.exclusively(0) { _ throws(SystemError) in
        try write(bytes(), nil, by: log.publisher(), flushes: flushes)
        // A pass that isn't noted costs flushes, nothing else.
        _ = try? log.notePass(into: directory, at: wallClockMilliseconds())
      }
    } catch {
      // Where the tracker's directory can't be used, saying so is the very purpose of this file.
      guard error.subject.hasPrefix(session.settings.tracker) else { throw error }
      try write(bytes(), nil, by: .random(in: 1 ... .max))
    }
  }

  /// Removes what killed publishers left in the directory.
  package func removeAbandonedDrafts() { Textfile.removeAbandonedDrafts(in: directory) }

  /// Removes a batch's file. No pass knows that it should not be there, so as far as that can be done it doesn't come back
  /// by a power cut.
  /// - Throws: `SystemError`.
  package func withdraw(_ batch: String) throws(SystemError) {
    try removeFile(directory + "/" + Self.fileName(batch))
    _ = try? flushDirectory(directory)
  }

  /// Removes a batch's file and then the batch, while nobody publishes it.
  /// - Parameter forget: deletes the batch from the tracker.
  /// - Throws: `SystemError`, or what `forget` throws.
  package func withdraw(_ tracked: TrackedBatch, _ forget: () throws -> Void) throws {
    guard PublicationLog.rows.contains(tracked.id) else {
      try withdraw(tracked.facts.name)
      return try forget()
    }
    let log = try openLog()
    var failure: (any Error)?
    try log.exclusively(tracked.id) { _ throws(SystemError) in
      try log.note(nil, for: tracked.id)
      try withdraw(tracked.facts.name)
      do { try forget() } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// A tracker that knows nothing of runs of which a file tells took the place of another one: most likely the disk with
  /// that one isn't mounted. A new tracker would look healthy, and all alerts would end; so this is noted beside it.
  private func noticeLostTracker(_ facts: BatchFacts, _ now: Timestamp) {
    guard Outcome.ended.allSatisfy({ facts.totals.runs($0) == 0 }) else { return }
    let path = directory + "/" + Self.fileName(facts.name)
    guard let bytes = try? readFile(path, limit: 1 << 20),
      PublishedRuns(bytes, of: facts.name).areOfAnotherTracker(than: facts)
    else {
      return
    }
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

  private func write(
    _ bytes: [UInt8], _ batch: String?, by publisher: UInt64, flushes: Bool = true
  ) throws(SystemError) {
    let name = batch.map(Self.fileName) ?? "batchwatch.prom"
    try replaceTextfile(name, in: directory, by: publisher, with: bytes, flushes: flushes)
  }

  /// A state as of now.
  private func renewed(_ tracked: TrackedBatch, as batch: ConfiguredBatch) -> State {
    let now = Timestamp(milliseconds: wallClockMilliseconds())
    return State(tracked, at: now, Self.encoded(tracked.facts, batch, now))
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
