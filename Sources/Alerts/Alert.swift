package import Batches

/// One alert, in every form in which it is told: from this come the Prometheus rules, the Grafana-managed rules, the
/// reference page, and what batchwatch itself says of a batch. The predicate and the rule's expression must mean the
/// same; tests hold one against the other.
package struct Alert: Sendable {
  /// Unique, and part of the alert's identity everywhere: never rename one.
  package let name: String
  /// Whether it holds, judged from what is known on this host.
  package let predicate: Predicate
  package let severity: AlertSeverity
  /// What is wrong, in half a sentence.
  package let phrase: AlertPhrase
  /// For the reference page: what it says of the batch, in one sentence.
  package let meaning: String
  /// How Prometheus and Grafana find it; nil where no metric tells of it.
  package let rule: AlertRule?

  /// What the alert is about, and how batchwatch finds it out by itself. The functions return one sentence without a
  /// full stop, with the figures and the limit, or nil where all is well. The sentence may hold text from users.
  package enum Predicate: Sendable {
    case batch(Problem.Kind, @Sendable (_ report: BatchReport, _ now: Timestamp) -> String?)
    case tool(@Sendable (_ state: ToolState, _ now: Timestamp) -> String?)
    /// It holds of each broken link while exports go on, and is one alert for each.
    case brokenLink(@Sendable (_ link: String) -> String)
    /// It always holds.
    case always
    /// It is about a batch that is spread over hosts, of which one host knows only its own part: Prometheus alone finds
    /// it.
    case fleet

    fileprivate var isOfBatch: Bool { if case .batch = self { true } else { false } }
  }

  /// An alert that batchwatch and the stack can both find.
  init(
    _ name: String, _ predicate: Predicate, condition: String, delay: TimeSpan, keptFor: TimeSpan = .minutes(5),
    severity: AlertSeverity, phrase: AlertPhrase, meaning: String, summary: AlertText, description: AlertText,
    annotations: [(name: String, text: AlertText)] = []
  ) {
    self.name = name
    self.predicate = predicate
    self.severity = severity
    self.phrase = phrase
    self.meaning = meaning
    rule = AlertRule(
      condition: condition, isOfBatch: predicate.isOfBatch, delay: delay, keptFor: keptFor, summary: summary,
      description: description, annotations: annotations)
  }

  /// An alert that only batchwatch can find.
  init(localOnly name: String, _ predicate: Predicate, severity: AlertSeverity, phrase: AlertPhrase, meaning: String) {
    self.name = name
    self.predicate = predicate
    self.severity = severity
    self.phrase = phrase
    self.meaning = meaning
    rule = nil
  }

  /// Whether it is about a batch, and so has the labels `batch`, `severity` and `team` of that.
  package var isOfBatch: Bool { predicate.isOfBatch }
}

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
