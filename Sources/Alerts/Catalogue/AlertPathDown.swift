import Batches

extension Alert {
  static let alertPathDown = Alert(
    "BatchwatchAlertPathDown",
    .tool { state, _ in
      state.brokenLinks.isEmpty ? nil : "broken links of the alert path: \(state.brokenLinks.joined(separator: ", "))"
    },
    condition: "batchwatch_alert_path_up == 0",
    delay: .minutes(5), severity: .fixed("critical"),
    meaning: "A link between this host's tracker and the people who get its alerts is broken.",
    summary: "The alert path of \(.host) is broken: \(.label("link"))",
    description: """
      On its way from \(.host) to a person an alert would not pass the link \(.label("link")). While that is so, nobody \
      may hear of its batches: look at them there.
      """)
}
