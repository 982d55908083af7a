import Batches

extension Alert {
  /// The longest time that may pass between two exports, in seconds.
  static let longestExportAge: Int64 = 300

  /// The end of a condition about what a host says of itself: only while exports go on. Else its figures stand still, and
  /// what they say may be over long since.
  static let whileExportsGoOn =
    "and on (job, instance) (time() - batchwatch_export_timestamp_seconds <= \(longestExportAge))"

  /// Asks for the last value within a day, so that a file, a node_exporter or a host that is gone altogether fires too:
  /// the plain series would be gone as well. A series that only got other labels is not gone: the host exports.
  static let exportStale = Alert(
    "BatchwatchExportStale",
    .tool { state, now in
      guard let exported = state.exported else { return nil }
      let age = elapsed(from: exported, to: now)
      guard age > TimeSpan(seconds: longestExportAge) else { return nil }
      return "the last export was \(age.shortText) ago; no rule can see what happened since"
    },
    condition: """
      (time() - last_over_time(batchwatch_export_timestamp_seconds[1d]) > \(longestExportAge))
      unless on (job, instance) (time() - batchwatch_export_timestamp_seconds <= \(longestExportAge))
      """,
    delay: .minutes(1), keptFor: .zero, severity: .fixed("critical"),
    phrase: AlertPhrase("the export has stopped"),
    meaning: """
      Prometheus has seen no export of this host for five minutes: nothing that it says of its batches can be trusted. \
      It ends by itself a day after the host was last seen.
      """,
    summary: "\(.host) has not exported its batches for \(.value(.duration))",
    description: """
      The last export of \(.host) that Prometheus has seen is \(.value(.duration)) old. A batch that fails, hangs or \
      never starts there now raises no other alert. The export's cron line or timer, the textfile directory, \
      node_exporter, the scrape or the host itself may be down.
      """)
}
