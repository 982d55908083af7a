package import BatchTracker
package import Batches
internal import Platform
internal import Tracker

/// How the named batches stand at `now`; without names, every batch that is configured or was ever recorded, in the
/// order of their first record.
///
/// A configuration with mistakes must not leave an operator blind: what was last good of it is shown, with a warning.
/// - Throws: `InvalidValue` for a name that is neither, `SetupError`, `TrackerError`.
package func gatherReports(of names: [String], _ session: Session, at now: Timestamp) throws -> [BatchReport] {
  let found = try session.store.read { snapshot in
    try session.prepare(snapshot)
    return (
      facts: names.isEmpty ? try snapshot.allBatches() : try names.compactMap { try snapshot.batch(named: $0) },
      configured: try session.allBatches(in: snapshot)
    )
  }
  let configured = try found?.configured ?? session.allBatches(in: nil)
  if let mistakes = session.mistakes {
    session.log.warn("the configuration has mistakes; its last good state is shown", ["first": mistakes.lines[0]])
  }
  let facts = Dictionary((found?.facts ?? []).map { ($0.facts.name, $0.facts) }) { first, _ in first }
  let batches = Dictionary(configured.map { ($0.definition.name, $0) }) { first, _ in first }
  for name in names where facts[name] == nil && batches[name] == nil {
    throw InvalidValue("batch \(quoted(name)) is neither configured nor was it ever recorded")
  }
  let recorded = (found?.facts ?? []).map(\.facts.name)
  let all = names.isEmpty ? recorded + configured.map(\.definition.name).filter { facts[$0] == nil } : names
  return try all.map { name in
    let batch = try batches[name] ?? session.batch(name)
    return makeReport(of: facts[name] ?? unseen(batch, at: now), as: batch, at: now)
  }
}

/// A configured batch that the tracker doesn't know yet: its slots are expected from now on.
private func unseen(_ batch: ConfiguredBatch, at now: Timestamp) -> BatchFacts {
  var facts = BatchFacts(name: batch.definition.name)
  facts.scheduleSince = now
  return facts
}
