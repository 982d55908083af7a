import Batches

extension Alert {
  static let recordsSpooled = Alert(
    "BatchwatchRecordsSpooled",
    .tool { state, _ in
      state.spooledRecords > 0 ? "\(state.spooledRecords) records wait in the spool for the tracker" : nil
    },
    condition: "batchwatch_spooled_records > 0",
    delay: .minutes(15), severity: .fixed("warning"),
    phrase: AlertPhrase("records wait in the spool"),
    meaning: "Records wait in the spool: for a quarter of an hour the tracker could not take them in.",
    summary: "Records of batches on \(.host) wait in the spool",
    description: """
      \(.value(.count)) records of batches on \(.host) wait in the spool, because the tracker is locked, full or not \
      writable. They are safe, but what is shown and exported lacks them. `batchwatch export` there says what is wrong.
      """)
}
