extension Alert {
  /// Where the runbooks are read unless a batch has one of its own: where the documents are installed. `make install
  /// RUNBOOKS=…` puts another address in its place.
  package static let runbookBase = "file:///usr/share/doc/batchwatch/docs/runbooks"

  /// The page about this alert.
  package var runbook: String { "\(Self.runbookBase)/\(name).md" }

  /// The annotation's template in Prometheus: the batch's own runbook where it has one.
  var runbookTemplate: String {
    guard isOfBatch else { return runbook }
    return "\(query("batch_runbook_info")){{ . | first | label \"runbook_url\" }}{{ else }}\(runbook){{ end }}"
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
