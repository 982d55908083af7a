internal import Alerts
internal import Batches
internal import Delivery
internal import Ledger
internal import Platform

/// A time in which nobody watched.
struct WatchGap {
  var from: Timestamp
  var to: Timestamp

  /// - Returns: nil where the last pass was no longer ago than passes may be late.
  init?(lastPass: Timestamp?, now: Timestamp, interval: TimeSpan) {
    guard let lastPass, now - lastPass > interval * 5 else { return nil }
    from = lastPass
    to = now
  }

  /// The alert that stands for all that a gap explains: what should have started or been complete in it.
  ///
  /// Nobody can say whether a job was missed or only its watching, so that is what people are told, in one alert with all
  /// of it; the excused alerts stay quiet as long as the same slots are meant.
  /// - Returns: the alert, and those that it excuses by the moments that passed; nil where nothing was due in the gap.
  func explain(_ alerts: [HeldAlert], boot: Timestamp, runbooks: String) -> (
    alert: HeldAlert, excused: [AlertKey: Timestamp]
  )? {
    var excused: [AlertKey: Timestamp] = [:]
    for alert in alerts {
      if let moment = alert.moment, moment > from, moment <= to { excused[alert.key] = moment }
    }
    guard !excused.isEmpty else { return nil }
    let names = Set(excused.keys.map(\.batch)).sorted()
    let shown = names.prefix(10).joined(separator: ", ") + (names.count > 10 ? " and \(names.count - 10) more" : "")
    let cause =
      boot > from && boot <= to ? "the host was started at \(boot.localDateTime(in: .utc))" : "the monitor did not run"
    var state = ToolState()
    state.gap = ToolState.Gap(start: from, end: to)
    guard let problem = toolProblems(of: state, at: to).first(where: { $0.alert.rule == nil }) else { return nil }
    var alert = HeldAlert(
      AlertKey(problem.alert.name), severity: problem.alert.severity.text(batch: ""),
      text: "\(problem.text): \(cause); what was due in that time is not recorded: \(shown)",
      runbook: problem.alert.runbookURL(under: runbooks))
    alert.isOurs = true
    return (alert, excused)
  }
}
