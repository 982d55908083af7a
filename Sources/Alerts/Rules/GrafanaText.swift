extension AlertText {
  /// The text as a template of Grafana: the value has another name there, and nothing else can be asked for.
  var grafana: String { parts.map(\.grafana).joined() }
}

extension AlertText.Part {
  fileprivate var grafana: String {
    switch self {
    case .text(let text): text
    case .label(let name): "{{ $labels.\(name) }}"
    case .value(let figure): "{{ \(figure.template(of: "$values.A.Value")) }}"
    case .metric, .openStages, .hosts, .overHosts: ""
    case .rulesFingerprint: Alerts.rulesFingerprint
    }
  }
}
