import Batches

extension Alert {
  static let configInvalid = Alert(
    "BatchwatchConfigInvalid",
    .tool { state, _ in state.configIsUp ? nil : "the configuration has mistakes; its last good state is in use" },
    condition: "batchwatch_config_up == 0",
    delay: .minutes(5), severity: .fixed("warning"),
    phrase: AlertPhrase("the configuration has mistakes"),
    meaning: "The configuration has mistakes, so its last good state stays in use.",
    summary: "The configuration of batchwatch on \(.host) has mistakes",
    description: """
      The configuration of batchwatch on \(.host) has mistakes. Its last good state stays in use, so what was changed \
      is not watched yet. `batchwatch check-config` there lists them all with their lines.
      """)
}
