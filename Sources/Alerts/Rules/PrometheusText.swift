extension AlertText {
  /// The text as a template of Prometheus.
  var prometheus: String { parts.map(\.prometheus).joined() }
}

extension AlertText.Part {
  fileprivate var prometheus: String {
    switch self {
    case .text(let text): text
    case .label(let name): "{{ $labels.\(name) }}"
    case .value(let figure): "{{ \(figure.template(of: "$value")) }}"
    case .metric(let name, let figure, let lead, let end):
      // A moment that never came is exported as 0, and then there is nothing to say.
      query(name, figure == .time ? " > 0" : "")
        + "\(lead){{ \(figure.template(of: "(. | first | value)")) }}\(end){{ end }}"
    case .openStages:
      "\(query("batch_stage_completion_ratio", " < 1")) Below 100%: "
        + "{{ range $index, $stage := . }}{{ if $index }}, {{ end }}{{ $stage | label \"stage\" }}{{ end }}.{{ end }}"
    case .hosts(let expression, let lead, let end):
      "\(query(ofBatch: expression))\(lead)"
        + "{{ range $index, $host := sortByLabel \"instance\" . }}"
        + "{{ if $index }}, {{ end }}{{ $host | label \"instance\" }}{{ end }}\(end){{ end }}"
    case .overHosts(let expression, let figure, let lead, let end):
      "\(query(ofBatch: expression))\(lead){{ \(figure.template(of: "(. | first | value)")) }}\(end){{ end }}"
    case .rulesFingerprint: Alerts.rulesFingerprint
    }
  }
}

/// Opens a block in which `.` is what a metric says of the alert's batch on its host. Names of batches need no quoting,
/// and `%q` quotes whatever a host is called.
func query(_ metric: String, _ filter: String = "") -> String {
  "{{ with printf \"\(metric){batch=%q,job=%q,instance=%q}\(filter)\" $labels.batch $labels.job $labels.instance"
    + " | query }}"
}

/// Opens a block in which `.` is what PromQL says of the alert's batch on all hosts; `%q` stands for the batch in it.
private func query(ofBatch expression: String) -> String {
  "{{ with printf \"\(expression)\" $labels.batch | query }}"
}

extension AlertText.Figure {
  /// A template's expression that writes `number`. Prometheus and Grafana have these functions in common.
  func template(of number: String) -> String {
    switch self {
    case .duration: "humanizeDuration \(number)"
    case .percentage: "humanizePercentage \(number)"
    case .count: "printf \"%.0f\" \(number)"
    case .money: "printf \"%.2f\" \(number)"
    case .time: "humanizeTimestamp \(number)"
    case .timestamp: "printf \"%.3f\" \(number)"
    }
  }
}
