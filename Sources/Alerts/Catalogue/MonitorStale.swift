import Batches

extension Alert {
  /// The longest time that may pass between the ends of two of the monitor's passes, in seconds.
  private static let longestPassAge: Int64 = 600

  /// Only while exports go on: where they have stopped too, all figures of the host stand still, and that is what has to
  /// be said. The delay spans the time from a host's start to the end of the first pass.
  static let monitorStale = Alert(
    "BatchwatchMonitorStale",
    .tool { state, now in
      guard let monitored = state.monitored, state.exportsGoOn(at: now) else { return nil }
      let age = elapsed(from: monitored, to: now)
      guard age > TimeSpan(seconds: longestPassAge) else { return nil }
      return "the monitor's last pass ended \(age.shortText) ago; nothing tests the alert path or mails directly"
    },
    condition: """
      (time() - batchwatch_monitor_timestamp_seconds > \(longestPassAge))
      \(whileExportsGoOn)
      """,
    delay: .minutes(2), severity: .fixed("critical"),
    phrase: AlertPhrase("the monitor has stopped"),
    meaning: """
      A monitor ran on this host, and none of its passes has ended for ten minutes, though exports go on: nothing tests \
      the alert path, and nothing would be mailed if it broke.
      """,
    summary: "The monitor on \(.host) has not run for \(.value(.duration))",
    description: """
      The last pass of batchwatch's monitor on \(.host) ended \(.value(.duration)) ago, and exports go on without it. \
      Prometheus still sees the batches; but nothing tests now whether an alert would reach a person, and nothing would \
      be mailed if it didn't.
      """)
}
