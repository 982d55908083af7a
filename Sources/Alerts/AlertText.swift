/// A text with places for what is known only when the alert fires, written as an interpolated string:
/// `"\(.batch) did not start"`. It is rendered for Prometheus and for Grafana, whose templates differ.
struct AlertText: ExpressibleByStringInterpolation, Sendable {
  /// A place in the text.
  enum Part: Equatable, Sendable {
    case text(String)
    case label(String)
    /// The value of the alert's expression.
    case value(Figure)
    /// `lead`, another metric's value for the same batch and host, `end`; nothing where there is none, and nothing in
    /// Grafana, whose templates can't ask for it.
    case metric(String, Figure, lead: String, end: String)
    /// ` Below 100%: scrape, score.`; optional stages are among them, for no metric tells which they are. Nothing without
    /// such stages, and nothing in Grafana.
    case openStages
    /// `lead`, the hosts of which the PromQL holds, `end`; nothing where there is none. `%q` stands for the batch. Only for
    /// alerts of a batch that is spread over hosts, which Grafana doesn't evaluate.
    case hosts(String, lead: String, end: String)
    /// `lead`, the value of the PromQL, `end`; likewise.
    case overHosts(String, Figure, lead: String, end: String)
    /// What tells these rules from those of another release.
    case rulesFingerprint

    static let batch = Part.label("batch")
    static let host = Part.label("instance")
    static let currency = Part.label("currency")
  }

  /// How a number is written.
  enum Figure: Equatable, Sendable {
    case duration, percentage, count, money, time
    /// Unix time with milliseconds, for machines.
    case timestamp
  }

  let parts: [Part]

  init(stringLiteral text: String) { parts = [.text(text)] }

  init(stringInterpolation interpolation: Interpolation) { parts = interpolation.parts }

  /// Collects the parts.
  struct Interpolation: StringInterpolationProtocol {
    var parts: [Part] = []

    init(literalCapacity: Int, interpolationCount: Int) {}

    mutating func appendLiteral(_ text: String) { if !text.isEmpty { parts.append(.text(text)) } }

    mutating func appendInterpolation(_ part: Part) { parts.append(part) }
  }
}
