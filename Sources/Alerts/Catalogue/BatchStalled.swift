import Batches

extension Alert {
  static let batchStalled = Alert(
    "BatchStalled", .batch(.stalled, find),
    condition: """
      (time() - batch_last_progress_timestamp_seconds > batch_stall_after_seconds)
      and \(perBatch) (batch_running > 0)
      """,
    delay: .minutes(2), severity: .own,
    phrase: AlertPhrase("makes no progress") { report, _ in standing(report) + missing(report) },
    meaning: "A run is open, and nothing was recorded of it for longer than `stall_after`.",
    summary: "\(.batch) on \(.host) makes no progress",
    description: """
      \(.batch) runs and has reported nothing for \(.value(.duration))\
      \(.metric("batch_stall_after_seconds", .duration, lead: "; the limit is ", end: ""))\
      \(.metric("batch_completion_ratio", .percentage, lead: ", and it stands at ", end: "")).\(.openStages)
      """)
}

private func find(_ report: BatchReport, _ now: Timestamp) -> String? {
  guard let limit = report.definition.stallAfter, report.openRuns > 0, let run = report.run else { return nil }
  let silence = elapsed(from: run.progress, to: now)
  guard silence > limit else { return nil }
  return "no progress for \(silence.shortText), the limit is \(limit)"
}
