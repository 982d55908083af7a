import Batches

extension Alert {
  /// Only while exports go on. A monitor that died may have left a broken link in its file, which would mute for ever that
  /// the host is silent.
  static let alertPathDown = Alert(
    "BatchwatchAlertPathDown",
    .brokenLink { link in "the alert path is broken at the link \(link)" },
    condition: """
      batchwatch_alert_path_up == 0
      \(whileExportsGoOn)
      """,
    delay: .minutes(5), severity: .fixed("critical"),
    phrase: AlertPhrase("the alert path is broken"),
    meaning: "A link between this host's tracker and the people who get its alerts is broken.",
    summary: "The alert path of \(.host) is broken: \(.label("link"))",
    description: """
      On its way from \(.host) to a person an alert would not pass the link \(.label("link")). While that is so, the \
      monitor there tells people itself, if it can. `batchwatch doctor` there says what mends it.
      """)
}
