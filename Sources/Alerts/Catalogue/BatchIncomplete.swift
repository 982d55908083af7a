import Batches

extension Alert {
  static let batchIncomplete = Alert(
    "BatchIncomplete", .batch(.incomplete, find),
    condition: """
      batch_completion_ratio
      and \(perBatch) (batch_slot_complete == 0)
      and \(perBatch) (batch_deadline_timestamp_seconds < time())
      """,
    delay: .minutes(2), severity: .own,
    phrase: AlertPhrase("missed its deadline") { report, _ in standing(report) + missing(report) },
    meaning: "The deadline passed, and no run that fills the slot has succeeded.",
    summary: "\(.batch) on \(.host) missed its deadline at \(.value(.percentage))",
    description: """
      \(.batch) is \(.value(.percentage)) complete, and its deadline\
      \(.metric("batch_deadline_timestamp_seconds", .time, lead: " at ", end: "")) has passed.\(.openStages)\
      \(.metric("batch_expected_end_timestamp_seconds", .time, lead: " By its own past it should end at ", end: "."))
      """)
}

private func find(_ report: BatchReport, _ now: Timestamp) -> String? {
  guard let deadline = report.slot?.deadline, now > deadline, !report.slotIsComplete else { return nil }
  let passed = "the deadline passed \(elapsed(from: deadline, to: now).shortText) ago"
  let missing = missingStages(of: report.stages).map(\.name)
  if missing.isEmpty { return "\(passed) and the batch is not complete" }
  return "\(passed) at \(percentText(report.completion)), missing: \(missing.joined(separator: ", "))"
}
