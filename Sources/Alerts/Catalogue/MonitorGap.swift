import Batches

extension Alert {
  /// Only who comes back can tell that nobody was there.
  static let monitorGap = Alert(
    localOnly: "BatchwatchMonitorGap",
    .tool { state, _ in
      state.gap.map { gap in
        let span = elapsed(from: gap.start, to: gap.end).shortText
        let (start, end) = (gap.start.localDateTime(in: .utc), gap.end.localDateTime(in: .utc))
        return "batchwatch did not watch this host for \(span), from \(start) to \(end)"
      }
    },
    severity: .fixed("warning"),
    phrase: AlertPhrase("did not watch this host for a while"),
    meaning: """
      For more than five intervals the monitor made no pass: what should have started or been done in that time was not \
      judged, and is not called missed.
      """)
}
