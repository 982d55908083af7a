import Batches

extension Alert {
  /// It is asked for where alerts end up: what comes back proves every link on its way, and its age how fast they are.
  static let heartbeat = Alert(
    "BatchwatchHeartbeat", .always,
    condition: "batchwatch_export_timestamp_seconds > 0",
    delay: .zero, keptFor: .zero, severity: .fixed("none"),
    phrase: AlertPhrase("the alert path works"),
    meaning: "Always fires, and tells nobody. That it arrives proves that others would.",
    summary: "The alert path of \(.host) works",
    description: """
      This alert always fires. Route it to nobody, or to a service that tells you when it stops. It carries the time \
      of the last export of \(.host) that came this far.
      """,
    annotations: [("timestamp", "\(.value(.timestamp))"), ("rules", "\(.rulesFingerprint)")])
}
