/// The links of the way from the tracker to a person, in the order in which an alert passes them. The raw values are
/// label values of `batchwatch_alert_path_up`: never rename one.
package enum Link: String, CaseIterable, Sendable {
  /// batchwatch's own file is where node_exporter should read it.
  case textfile
  /// node_exporter answers, and shows what was written.
  case nodeExporter = "node_exporter"
  /// Prometheus scrapes node_exporter.
  case scrape
  /// Prometheus has the shipped rules, and evaluates them.
  case rules
  /// Prometheus reaches Alertmanager.
  case prometheus
  /// A member of the Alertmanager cluster answers.
  case alertmanager
  /// The heartbeat comes back in time: everything up to here works.
  case heartbeat
  /// Alertmanager reaches people.
  case receivers
  /// The relay or program that takes batchwatch's own mail.
  case mail
}

/// What was found out about a link.
package enum LinkState: Equatable, Sendable {
  /// It works; what proves it.
  case up(evidence: String)
  /// It doesn't; what was seen, and what mends it.
  case down(evidence: String, fix: String)
  /// Nobody knows, and why: it isn't configured, or something before it hides it.
  case unknown(reason: String)

  package var isDown: Bool { if case .down = self { true } else { false } }
  package var isUp: Bool { if case .up = self { true } else { false } }
}
