import Batches

extension Alert {
  static let batchOverlap = Alert(
    "BatchOverlap", .batch(.overlap, find),
    condition: "batch_running > 1",
    delay: .minutes(1), severity: .ownAtMostWarning,
    phrase: AlertPhrase("runs overlap") { report, _ in ", \(report.openRuns) are open" },
    meaning: "More than one run of the batch is open.",
    summary: "\(.value(.count)) runs of \(.batch) on \(.host) overlap",
    description: """
      \(.value(.count)) runs of \(.batch) are open at once: one began before another had ended, or an ended one never \
      said so.\(.metric("batch_last_start_timestamp_seconds", .time, lead: " The newest started at ", end: "."))
      """)
}

private func find(_ report: BatchReport, _ now: Timestamp) -> String? {
  report.openRuns > 1 ? "\(report.openRuns) runs are open at once" : nil
}
