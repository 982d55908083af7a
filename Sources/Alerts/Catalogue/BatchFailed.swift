import Batches

extension Alert {
  static let batchFailed = Alert(
    "BatchFailed", .batch(.failed, find),
    condition: "batch_consecutive_failures >= batch_failures_before_alert",
    delay: .zero, severity: .own,
    phrase: AlertPhrase("failed", figures: figures),
    meaning: "`failures_before_alert` runs in a row ended without success: failed, incomplete or lost.",
    summary: "\(.batch) on \(.host) failed",
    description: """
      Runs of \(.batch) that ended without success in a row: \(.value(.count))\
      \(.metric("batch_completion_ratio", .percentage, lead: "; the newest is at ", end: "")).\(.openStages)\
      \(.metric("batch_last_success_timestamp_seconds", .time, lead: " It last succeeded at ", end: "."))
      """)
}

private func find(_ report: BatchReport, _ now: Timestamp) -> String? {
  let count = report.totals.consecutiveFailures
  guard count > 0, count >= report.definition.failuresBeforeAlert else { return nil }
  let lead = count == 1 ? "the last run" : "the last \(count) runs"
  guard let run = report.run, run.outcome != .running else { return "\(lead) ended without success" }
  let last = count == 1 ? lead : "\(lead) ended without success, the newest"
  switch run.outcome {
  case .incomplete where report.runIsCurrent:
    let missing = missingStages(of: report.stages).map(\.name).joined(separator: ", ")
    return "\(last) ended incomplete" + (missing.isEmpty ? "" : ", missing: \(missing)")
  case .incomplete: return "\(last) ended incomplete"
  case .lost: return "\(last) was lost"
  default: return "\(last) failed" + (run.reason.map { ": \($0)" } ?? "")
  }
}

private func figures(_ report: BatchReport, _ clock: (Timestamp) -> String) -> String {
  let count = report.totals.consecutiveFailures
  let times = count > 1 ? " \(count) times in a row" : ""
  guard report.runIsCurrent || report.slot == nil, let run = report.run else { return times }
  switch run.outcome {
  case .failed: return times + (stageFailure(report, run) ?? run.reason.map { ": \($0)" } ?? "")
  case .incomplete: return times + missing(report)
  default: return times
  }
}

/// ` at score: the model is not there`, where all that the run says of it is the exit status that `batchwatch run` gives.
private func stageFailure(_ report: BatchReport, _ run: RunReport) -> String? {
  guard run.reason?.hasPrefix("exit status ") ?? true,
    let stage = report.stages.first(where: { $0.state == .failed && $0.reason != nil })
  else { return nil }
  return " at \(stage.name): \(stage.reason ?? "")"
}
