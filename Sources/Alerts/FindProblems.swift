package import Batches

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
