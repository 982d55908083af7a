import Batches

extension Alert {
  static let batchNotStarted = Alert(
    "BatchNotStarted", .batch(.notStarted, find),
    condition: """
      (time() - batch_start_deadline_timestamp_seconds > 0)
      and \(perBatch) (batch_slot_started == 0)
      and \(perBatch) (batch_slot_complete == 0)
      """,
    delay: .minutes(2), severity: .own,
    phrase: AlertPhrase("did not start", figures: figures),
    meaning: "A slot came, and no run started within `start_within` of it.",
    summary: "\(.batch) on \(.host) did not start",
    description: """
      No run of \(.batch) has started. It was due \(.value(.duration)) ago\
      \(.metric("batch_slot_timestamp_seconds", .time, lead: ", for the slot at ", end: "")).\
      \(.metric("batch_last_success_timestamp_seconds", .time, lead: " It last succeeded at ", end: "."))
      """)
}

private func find(_ report: BatchReport, _ now: Timestamp) -> String? {
  guard let due = report.slot?.startDeadline, now > due, !report.runIsCurrent, !report.slotIsComplete else {
    return nil
  }
  let earlier = report.openRuns > 0 ? "; a run of an earlier slot is still open" : ""
  return "no run started; it was due \(elapsed(from: due, to: now).shortText) ago\(earlier)"
}

private func figures(_ report: BatchReport, _ clock: (Timestamp) -> String) -> String {
  report.slot?.startDeadline.map { ", due by \(clock($0))" } ?? ""
}
