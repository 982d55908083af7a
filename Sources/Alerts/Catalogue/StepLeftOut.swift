extension Alert {
  /// Who knows that something ends the monitor can tell while that is left out.
  static let stepLeftOut = Alert(
    localOnly: "BatchwatchStepLeftOut",
    .tool { state, _ in
      guard let first = state.leftOut.first else { return nil }
      let more = state.leftOut.count > 1 ? "; and \(state.leftOut.count - 1) more" : ""
      return "the monitor dies or hangs \(first)\(more)"
    },
    severity: .fixed("critical"),
    phrase: AlertPhrase("can't do all of its work"),
    meaning: """
      Two passes of the monitor in a row have died or hung at the same step. It leaves that step out for an hour, and \
      watches the rest.
      """)
}
