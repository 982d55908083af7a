import Batches

extension Alert {
  static let batchLost = Alert(
    "BatchLost", .batch(.lost, find),
    condition: """
      (time() - batch_last_progress_timestamp_seconds)
      and \(perBatch) (batch_run_outcome{outcome="lost"} == 1)
      """,
    delay: .zero, severity: .own,
    phrase: AlertPhrase("its run is lost") { report, _ in standing(report) + missing(report) },
    meaning: "The newest run's process is gone, and it never reported its end: killed, or the host restarted.",
    summary: "A run of \(.batch) on \(.host) is lost",
    description: """
      The process of the newest run of \(.batch) is gone, and it never ended. Its last record is \(.value(.duration)) \
      old\(.metric("batch_completion_ratio", .percentage, lead: ", at ", end: "")).\(.openStages)
      """)
}

private func find(_ report: BatchReport, _ now: Timestamp) -> String? {
  guard let run = report.run, run.outcome == .lost else { return nil }
  let ago = elapsed(from: run.progress, to: now).shortText
  return "the process of the run is gone and never ended it; its last record is \(ago) old"
}
