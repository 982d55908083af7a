package import Batches

/// One alert, in every form in which it is told: from this come the Prometheus rules, the Grafana-managed rules, the
/// reference page, and what batchwatch itself says of a batch. The predicate and the expression must mean the same;
/// tests hold one against the other.
package struct Alert: Sendable {
  /// Unique, and part of the alert's identity everywhere: never rename one.
  package let name: String
  /// Whether it holds, judged from what is known on this host.
  package let predicate: Predicate
  /// PromQL over the exported metrics, one series for each alert, without the labels for routing.
  let condition: String
  /// How long the condition must hold first. Time that passes is compared with a state that was scraped earlier, so
  /// what was reported a moment before a limit must have time to arrive.
  package let delay: TimeSpan
  /// How long it still fires after its series went away, so that a lost scrape resolves nothing.
  package let keptFor: TimeSpan
  package let severity: AlertSeverity
  /// One line: what is wrong.
  let summary: AlertText
  /// Sentences with the figures.
  let description: AlertText
  /// For the reference page: what it says of the batch, in one sentence.
  package let meaning: String
  /// Further annotations by name; for machines.
  var annotations: [(name: String, text: AlertText)] = []

  /// What the alert is about, and how batchwatch finds it out by itself. The functions return one sentence without a
  /// full stop, with the figures and the limit, or nil where all is well. The sentence may hold text from users.
  package enum Predicate: Sendable {
    case batch(Problem.Kind, @Sendable (_ report: BatchReport, _ now: Timestamp) -> String?)
    case tool(@Sendable (_ state: ToolState, _ now: Timestamp) -> String?)
    /// It always holds.
    case always
  }

  init(
    _ name: String, _ predicate: Predicate, condition: String, delay: TimeSpan, keptFor: TimeSpan = .minutes(5),
    severity: AlertSeverity, meaning: String, summary: AlertText, description: AlertText
  ) {
    self.name = name
    self.predicate = predicate
    self.condition = condition
    self.delay = delay
    self.keptFor = keptFor
    self.severity = severity
    self.meaning = meaning
    self.summary = summary
    self.description = description
  }

  /// Whether it is about a batch, and so has the labels `batch`, `severity` and `team` of that.
  package var isOfBatch: Bool { if case .batch = predicate { true } else { false } }

  /// The whole expression of the rule. A batch's severity and team come from its `batch_info`.
  package var expression: String {
    guard isOfBatch else { return condition }
    let indented = condition.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
    // Two targets with the same job and instance would otherwise be an error that stops the rule for every host.
    return "(\n\(indented)\n)\n* \(perBatch) group_left (severity, team) topk by (job, instance, batch) (1, batch_info)"
  }
}

/// What identifies one batch on one host among the series of a Prometheus.
let perBatch = "on (job, instance, batch)"

/// How grave an alert is: its label `severity`, by which it is routed.
package enum AlertSeverity: Equatable, Sendable {
  /// The batch's own, as configured: the night is in danger.
  case own
  /// The batch's own, but nothing worse than `warning`: a limit was passed, and that may wait for the morning.
  case ownAtMostWarning
  /// The same for every host.
  case fixed(String)

  /// The label's value.
  package func text(batch: String) -> String {
    switch self {
    case .own: batch
    case .ownAtMostWarning: batch == "critical" ? "warning" : batch
    case .fixed(let severity): severity
    }
  }
}
