internal import AlertPath
internal import Alerts
internal import BatchTracker
internal import Batches
internal import Delivery
internal import Ledger
internal import Tracker

/// A batch as it stands at a pass.
struct StandingBatch {
  var report: BatchReport
  var problems: [HeldAlert]
}

/// What the alerts' predicates say of the batches at `now`.
/// - Parameter runbooks: where runbooks are read.
func findBatchAlerts(
  _ batches: [(tracked: TrackedBatch, configured: ConfiguredBatch)], runbooks: String, at now: Timestamp
) -> [StandingBatch] {
  batches.map { tracked, configured in
    let report = makeReport(of: tracked.facts, as: configured, at: now)
    var found: [HeldAlert] = []
    for alert in Alert.ofBatches {
      guard case .batch(let kind, let check) = alert.predicate, let text = check(report, now) else { continue }
      let definition = report.definition
      var held = HeldAlert(
        AlertKey(alert.name, batch: definition.name), severity: alert.severity.text(batch: definition.severity),
        team: definition.team, text: text, runbook: alert.runbookURL(for: definition, under: runbooks))
      held.delay = alert.rule?.delay ?? .zero
      held.moment = moment(kind, report)
      found.append(held)
    }
    return StandingBatch(report: report, problems: found)
  }
}

extension Pass {
  /// Works on each batch alone, for nothing but to see whether that ends the pass.
  func lookAtEachBatch(_ exporter: Exporter, runbooks: String, at now: Timestamp) {
    for batch in exporter.readBatches().batches ?? [] {
      notes.step(.batch(batch.tracked.facts.name), without: ()) {
        _ = Publisher.encoded(batch.tracked.facts, batch.configured, now)
        _ = findBatchAlerts([batch], runbooks: runbooks, at: now)
      }
    }
  }
}

/// The moment that passed, of the problems that are about one.
private func moment(_ kind: Problem.Kind, _ report: BatchReport) -> Timestamp? {
  switch kind {
  case .notStarted: report.slot?.startDeadline
  case .incomplete: report.slot?.deadline
  default: nil
  }
}

/// What the predicates say of batchwatch itself and of the alert path, with an alert for each broken link, as Prometheus
/// makes them of `batchwatch_alert_path_up`.
/// - Parameters:
///   - verdict: what was found of the path; nil where no stack is configured.
///   - runbooks: where runbooks are read.
///   - patience: how long a link may be broken before somebody must hear. The heartbeat has waited so long already.
func findToolAlerts(
  _ state: ToolState, _ verdict: PathVerdict?, patience: TimeSpan, runbooks: String, at now: Timestamp
) -> [HeldAlert] {
  var state = state
  var evidence: [String: String] = [:]
  for link in Link.allCases {
    guard case .down(let seen, _)? = verdict?.links[link] else { continue }
    state.brokenLinks.append(link.rawValue)
    evidence[link.rawValue] = seen
  }
  return toolProblems(of: state, at: now).map { problem in
    let alert = problem.alert
    let link = problem.link ?? ""
    let seen = evidence[link].map { ": \($0)" } ?? ""
    var held = HeldAlert(
      AlertKey(alert.name, link: link), severity: alert.severity.text(batch: ""), text: problem.text + seen,
      runbook: alert.runbookURL(under: runbooks))
    held.delay = alert.rule?.delay ?? .zero
    held.patience = link.isEmpty || link == Link.heartbeat.rawValue ? .zero : patience
    held.isOurs = alert.rule == nil
    return held
  }
}

/// The alerts that scripts have raised.
func heldAlerts(_ raised: [RaisedAlert], runbook: (String) -> String) -> [HeldAlert] {
  raised.map { alert in
    var held = HeldAlert(
      AlertKey(alert.name, batch: alert.batch), severity: alert.severity, text: alert.summary,
      runbook: runbook(alert.batch))
    held.since = alert.since
    held.isOurs = true
    return held
  }
}
