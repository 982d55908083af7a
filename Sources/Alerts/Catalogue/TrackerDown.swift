import Batches

extension Alert {
  static let trackerDown = Alert(
    "BatchwatchTrackerDown",
    .tool { state, _ in state.trackerIsUp ? nil : "the tracker can't be read, or a damaged or lost one waits for you" },
    condition: "batchwatch_tracker_up == 0",
    delay: .minutes(2), severity: .fixed("critical"),
    phrase: AlertPhrase("the tracker is down"),
    meaning: """
      The last export could not read the tracker, or a damaged one was moved aside and still lies there, or the tracker is a \
      new one where another should be.
      """,
    summary: "The tracker on \(.host) is down",
    description: """
      The last export on \(.host) could not read batchwatch's tracker, or found that a damaged one was moved aside. \
      Records of batches wait in the spool, and what is exported may be old. `batchwatch export` there says what is \
      wrong.
      """)
}
