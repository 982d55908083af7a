package import Batches

/// Something that is wrong with a batch, in plain words.
package struct Problem: Equatable, Sendable {
  /// What is wrong. The raw values are part of the JSON that `status` prints: never rename one.
  package enum Kind: String, CaseIterable, Sendable {
    case notStarted = "not_started"
    case incomplete, lost, failed, stalled, slow
    case tooFast = "too_fast"
    case overlap
    case costPerLead = "cost_per_lead"
    case gpuCost = "gpu_cost"
  }

  package var kind: Kind
  /// The name of the alert that says so.
  package var alert: String
  /// One sentence without a full stop, with the figures and the limit. It may hold text from users.
  package var text: String
}

/// What is wrong with a batch at `now`, the gravest first; at most one problem of a kind. It is what the alerts' rules
/// say of the batch's file at that time, but for the time that they wait.
package func problems(of report: BatchReport, at now: Timestamp) -> [Problem] {
  Alert.ofBatches.compactMap { alert in
    guard case .batch(let kind, let check) = alert.predicate, let text = check(report, now) else { return nil }
    return Problem(kind: kind, alert: alert.name, text: text)
  }
}

/// What is wrong with batchwatch itself.
package func toolProblems(of state: ToolState, at now: Timestamp) -> [(alert: Alert, text: String)] {
  Alert.ofTool.compactMap { alert in
    guard case .tool(let check) = alert.predicate, let text = check(state, now) else { return nil }
    return (alert, text)
  }
}
