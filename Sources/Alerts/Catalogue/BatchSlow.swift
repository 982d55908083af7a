import Batches

extension Alert {
  static let batchSlow = Alert(
    "BatchSlow", .batch(.slow, find),
    condition: """
      (
        (time() - batch_last_start_timestamp_seconds > batch_max_duration_seconds)
        and \(perBatch) (batch_run_outcome{outcome="running"} == 1)
      )
      or (
        (batch_last_duration_seconds > batch_max_duration_seconds)
        and \(perBatch) (batch_slot_started == 1)
        unless \(perBatch) (batch_run_outcome{outcome="running"} == 1)
      )
      """,
    delay: .minutes(2), severity: .ownAtMostWarning,
    phrase: AlertPhrase("takes too long", figures: figures),
    meaning: "The newest run takes, or took, longer than `max_duration`.",
    summary: "\(.batch) on \(.host) takes too long",
    description: """
      The newest run of \(.batch) has taken \(.value(.duration))\
      \(.metric("batch_max_duration_seconds", .duration, lead: "; the limit is ", end: ""))\
      \(.metric("batch_completion_ratio", .percentage, lead: ". It stands at ", end: "")).\(.openStages)
      """)
}

private func find(_ report: BatchReport, _ now: Timestamp) -> String? {
  guard let limit = report.definition.maxDuration, let run = report.run else { return nil }
  if run.outcome == .running {
    let duration = run.duration(at: now)
    return duration > limit ? "running for \(duration.shortText), the limit is \(limit)" : nil
  }
  guard report.runIsCurrent, let duration = run.took else { return nil }
  return duration > limit ? "the run took \(duration.shortText), the limit is \(limit)" : nil
}

private func figures(_ report: BatchReport, _ clock: (Timestamp) -> String) -> String {
  standing(report) + (report.definition.maxDuration.map { ", limit \($0)" } ?? "")
}
