import Batches

extension Alert {
  static let batchTooFast = Alert(
    "BatchTooFast", .batch(.tooFast, find),
    condition: """
      (batch_last_duration_seconds < batch_min_duration_seconds)
      and \(perBatch) (batch_slot_started == 1)
      and \(perBatch) (batch_run_outcome{outcome="succeeded"} == 1)
      """,
    delay: .zero, severity: .ownAtMostWarning,
    phrase: AlertPhrase("succeeded suspiciously soon", figures: figures),
    meaning: "The newest run succeeded sooner than `min_duration`: it may have found nothing to do.",
    summary: "\(.batch) on \(.host) succeeded suspiciously soon",
    description: """
      The newest run of \(.batch) succeeded after \(.value(.duration))\
      \(.metric("batch_min_duration_seconds", .duration, lead: "; the minimum is ", end: ""))\
      \(.metric("batch_leads", .count, lead: ". Leads: ", end: "")).
      """)
}

private func find(_ report: BatchReport, _ now: Timestamp) -> String? {
  guard let limit = report.definition.minDuration, report.runIsCurrent, let run = report.run,
    run.outcome == .succeeded, let duration = run.took
  else { return nil }
  guard duration < limit else { return nil }
  return "the run took only \(duration.shortText), the minimum is \(limit)"
}

private func figures(_ report: BatchReport, _ clock: (Timestamp) -> String) -> String {
  report.last.duration.map { ", after \($0.shortText)" } ?? ""
}
