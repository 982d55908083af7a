package import Batches

extension Alert {
  /// Where the runbooks are read unless a batch has one of its own: where the documents are installed. `make install
  /// RUNBOOKS=…` puts another address in its place.
  package static let runbookBase = "file:///usr/share/doc/batchwatch/docs/runbooks"

  /// The page about this alert, where the documents are installed.
  package var runbookURL: String { runbookURL(under: Self.runbookBase) }

  /// The page about this alert.
  /// - Parameter base: where all runbooks are read.
  package func runbookURL(under base: String) -> String { "\(base)/\(name).md" }

  /// The page to read when the alert is about this batch: the batch's own where it has one.
  package func runbookURL(for batch: BatchDefinition, under base: String = runbookBase) -> String {
    batch.runbookURL ?? runbookURL(under: base)
  }

  /// The annotation's template in Prometheus: the batch's own runbook where it has one.
  var runbookTemplate: String {
    guard isOfBatch else { return runbookURL }
    return "\(query("batch_runbook_info")){{ . | first | label \"runbook_url\" }}{{ else }}\(runbookURL){{ end }}"
  }
}

extension AlertSeverity {
  /// The label's value as a template, which Prometheus and Grafana read alike but for `labels`, the name of the labels;
  /// nil where the expression's own label is the right one.
  func template(labels: String = "$labels") -> String? {
    switch self {
    case .own: nil
    case .ownAtMostWarning:
      "{{ if eq \(labels).severity \"critical\" }}warning{{ else }}{{ \(labels).severity }}{{ end }}"
    case .fixed(let severity): severity
    }
  }
}
