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
func findBatchAlerts(
  _ batches: [(tracked: TrackedBatch, configured: ConfiguredBatch)], at now: Timestamp
) -> [StandingBatch] {
  batches.map { tracked, configured in
    let report = makeReport(of: tracked.facts, as: configured, at: now)
    var found: [HeldAlert] = []
    for alert in Alert.ofBatches {
      guard case .batch(_, let check) = alert.predicate, let text = check(report, now) else { continue }
      let definition = report.definition
      var held = HeldAlert(
        AlertKey(alert.name, batch: definition.name), severity: alert.severity.text(batch: definition.severity),
        team: definition.team, text: text, runbook: alert.runbookURL(for: definition))
      held.delay = alert.delay
      held.moment = moment(alert, report)
      found.append(held)
    }
    return StandingBatch(report: report, problems: found)
  }
}

/// The moment that passed, of the alerts that are about one.
private func moment(_ alert: Alert, _ report: BatchReport) -> Timestamp? {
  switch alert.name {
  case Alert.batchNotStarted.name: report.slot?.startDeadline
  case Alert.batchIncomplete.name: report.slot?.deadline
  default: nil
  }
}

/// What the predicates say of batchwatch itself.
func findToolAlerts(_ state: ToolState, at now: Timestamp) -> [HeldAlert] {
  toolProblems(of: state, at: now).map { alert, text in
    var held = HeldAlert(
      AlertKey(alert.name), severity: alert.severity.text(batch: ""), text: text, runbook: alert.runbookURL)
    held.delay = alert.delay
    return held
  }
}

/// An alert for each link that is broken, as Prometheus makes them of `batchwatch_alert_path_up`.
/// - Parameter patience: how long a link may be broken before somebody must hear. The heartbeat has waited so long already.
func findBrokenLinks(_ verdict: PathVerdict, patience: TimeSpan) -> [HeldAlert] {
  Link.allCases.compactMap { link in
    guard case .down(let evidence, _)? = verdict.links[link] else { return nil }
    let alert = Alert.alertPathDown
    var held = HeldAlert(
      AlertKey(alert.name, link: link.rawValue), severity: alert.severity.text(batch: ""),
      text: "the link \(link.rawValue) is broken: \(evidence)", runbook: alert.runbookURL)
    held.delay = alert.delay
    held.patience = link == .heartbeat ? .zero : patience
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
