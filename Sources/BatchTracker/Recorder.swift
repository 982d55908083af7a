package import Batches
internal import Platform
package import Tracker

/// Records what a pipeline says, and refreshes its batch's file.
package struct Recorder {
  private let session: Session
  private let now: Timestamp

  /// - Parameter now: the time that counts for what is published.
  package init(_ session: Session, now: Timestamp) {
    self.session = session
    self.now = now
  }

  /// Writes a record durably and publishes the batch.
  ///
  /// A file that can't be published is a warning: the record is safe, and the next export publishes it.
  /// - Parameters:
  ///   - haste: how long to wait for a tracker that is busy, in milliseconds, where somebody waits for us. After that the
  ///     record goes to the spool at once, and from there into the tracker as soon as it is free.
  ///   - acknowledged: called once the record is durable. It says whether to publish now: who has the next record at hand
  ///     publishes that.
  /// - Throws: `RecordRefused`, `SetupError`, `TrackerError`, or `SystemError` where neither the tracker nor the spool
  ///   could take the record.
  package func record(_ record: Record, haste: Int? = nil, acknowledged: () -> Bool = { true }) throws {
    var store = session.store
    try refuseWithoutTracker(record, store)
    if let haste { store.patience = haste }
    let acknowledgement = try store.record(record, configuration: session.recordingConfiguration)
    var isPublished = acknowledged()
    switch acknowledgement {
    case .recorded(let tracked, let batch):
      // Of the first run of a batch, the beginning is what tells a tracker that took the place of another one.
      if Outcome.ended.allSatisfy({ tracked.facts.totals.runs($0) == 0 }) { isPublished = true }
      if isPublished { publish(tracked, as: batch) }
    case .spooled(.busy) where haste != nil && takeInSpool(of: record.batch): break
    case .spooled(let error):
      session.log.warn(
        "the record waits in the spool",
        ["batch": record.batch, "reason": error.description, "spool": session.settings.spool])
    }
    if let mistakes = session.mistakes {
      session.log.error(
        "the configuration has mistakes; its last good state was used", ["first": mistakes.lines.first ?? ""])
    }
  }

  private func publish(_ tracked: TrackedBatch, as batch: ConfiguredBatch) {
    do {
      try Publisher(session).publish(tracked, as: batch, at: now)
    } catch {
      session.log.warn(
        "recorded, but the metrics file could not be refreshed",
        ["batch": tracked.facts.name, "reason": error.description])
    }
  }

  /// - Returns: false if the tracker is still busy, or fails.
  private func takeInSpool(of batch: String) -> Bool {
    let found = try? session.store.write(configuration: session.recordingConfiguration) { transaction in
      let snapshot = transaction.snapshot
      return (try snapshot.batch(named: batch), try session.batch(batch, in: snapshot))
    }
    if case (let tracked?, let configured)? = found { publish(tracked, as: configured) }
    return found != nil
  }

  /// Only a start may make a tracker, also one that didn't come about: a refused record should leave nothing behind.
  private func refuseWithoutTracker(_ record: Record, _ store: TrackerStore) throws {
    switch record.event {
    case .start, .refused: return
    default: break
    }
    guard store.isMissing, store.spool.count == 0 else { return }
    throw RecordRefused("batch '\(record.batch)' has no run; begin one with 'batchwatch start \(record.batch)'")
  }
}

/// An id for a run that starts now: its time, and three random letters for runs of the same millisecond. It sorts by
/// time and says when it was at a glance: `20261123T010000.123Z-k3f`.
package func makeRunID(at time: Timestamp) -> String {
  let stamp = time.rfc3339WithMilliseconds.filter { $0 != "-" && $0 != ":" }
  return stamp + "-" + randomLetters(3)
}

/// An id that no other record has.
package func makeRecordID() -> String { randomLetters(20) }

private func randomLetters(_ count: Int) -> String {
  let letters: StaticString = "0123456789abcdefghjkmnpqrstvwxyz"
  var text = ""
  var bits: UInt64 = 0
  for index in 0..<count {
    // Each number is a system call and has the five bits of twelve letters.
    if index % 12 == 0 { bits = .random(in: 0...UInt64.max) }
    text.unicodeScalars.append(Unicode.Scalar(letters.utf8Start[Int(bits & 31)]))
    bits >>= 5
  }
  return text
}
