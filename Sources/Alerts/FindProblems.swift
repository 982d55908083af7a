package import Batches

/// What is wrong with a batch at `now`, the gravest first; at most one problem of a kind. It is what the alerts' rules
/// say of the batch's file at that time, but for the time that they wait.
package func problems(of report: BatchReport, at now: Timestamp) -> [Problem] {
  Alert.ofBatches.compactMap { alert in
    guard case .batch(let kind, let check) = alert.predicate, let text = check(report, now) else { return nil }
    return Problem(kind: kind, alert: alert.name, text: text)
  }
}

/// Something that is wrong with batchwatch itself.
package struct ToolProblem: Sendable {
  package var alert: Alert
  /// The broken link of the alert path that it is about: its label `link`.
  package var link: String?
  /// One sentence without a full stop.
  package var text: String
}

/// What is wrong with batchwatch itself, and with the path that its alerts take.
package func toolProblems(of state: ToolState, at now: Timestamp) -> [ToolProblem] {
  (Alert.ofTool + Alert.localOnly).flatMap { alert -> [ToolProblem] in
    switch alert.predicate {
    case .tool(let check): check(state, now).map { [ToolProblem(alert: alert, text: $0)] } ?? []
    case .brokenLink(let text):
      state.exportsGoOn(at: now)
        ? state.brokenLinks.map { ToolProblem(alert: alert, link: $0, text: text($0)) } : []
    case .batch, .always, .fleet: []
    }
  }
}
