package import Batches

/// How Prometheus and Grafana find an alert, and what they say of it.
package struct AlertRule: Sendable {
  /// PromQL over the exported metrics, one series for each alert, without the labels for routing.
  let condition: String
  let isOfBatch: Bool
  /// How long the condition must hold first. Time that passes is compared with a state that was scraped earlier, so
  /// what was reported a moment before a limit must have time to arrive.
  package let delay: TimeSpan
  /// How long it still fires after its series went away, so that a lost scrape resolves nothing.
  package let keptFor: TimeSpan
  /// One line: what is wrong.
  let summary: AlertText
  /// Sentences with the figures.
  let description: AlertText
  /// Further annotations by name; for machines.
  let annotations: [(name: String, text: AlertText)]

  /// The whole expression. A batch's severity and team come from its `batch_info`.
  var expression: String {
    guard isOfBatch else { return condition }
    let indented = condition.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
    // Two targets with the same job and instance would otherwise be an error that stops the rule for every host.
    return "(\n\(indented)\n)\n* \(perBatch) group_left (severity, team) topk by (job, instance, batch) (1, batch_info)"
  }
}

/// What identifies one batch on one host among the series of a Prometheus.
let perBatch = "on (job, instance, batch)"
