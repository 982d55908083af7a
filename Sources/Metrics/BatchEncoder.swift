package import Batches

/// Appends the whole text of one batch's `.prom` file.
///
/// Whatever the report holds, the text is one that node_exporter accepts: each family once and in one piece, no
/// timestamps, no series twice, labels escaped, a last line feed.
package func encodeBatch(_ report: BatchReport, into buffer: inout [UInt8]) {
  var text = ExpositionText(batch: report.definition.name)
  // The buffer moves into the writer and back, so that appending never copies it.
  swap(&text.bytes, &buffer)
  defer { swap(&text.bytes, &buffer) }
  text.writeInfo(report)
  text.writeCompletion(report)
  text.writeState(report)
  text.writeDurations(report)
  text.writeOutput(report)
  text.writeTimes(report)
  text.writeLimits(report)
}

extension ExpositionText {
  fileprivate mutating func writeInfo(_ report: BatchReport) {
    let definition = report.definition
    let schedule =
      switch definition.schedule {
      case .cron(let expression): expression.source
      case .every(let span): "every \(span)"
      case nil: ""
      }
    let timezone = definition.schedule == nil ? "" : report.timezone
    let labels = """
      \(labelText(schedule))",timezone="\(labelText(timezone))",\
      severity="\(labelText(definition.severity))",team="\(labelText(definition.team))
      """
    begin(.info, label: "schedule")
    sample(labels) { $0.append(integer: 1) }
    if let url = definition.runbookURL {
      begin(.runbook, label: "runbook_url")
      sample(labelText(url)) { $0.append(integer: 1) }
    }
  }

  fileprivate mutating func writeCompletion(_ report: BatchReport) {
    single(.completion, report.completion)
    guard !report.stages.isEmpty else { return }
    var labels = DistinctLabels(capacity: report.stages.count)
    // By index throughout: binding a stage would copy all its fields.
    for index in report.stages.indices { labels.append(labelText(report.stages[index].name), from: index) }
    begin(.stageCompletion, label: "stage")
    for (series, place) in labels.places.enumerated() {
      sample(labels.texts[series]) { $0.append(double: report.stages[place].completion) }
    }
    begin(.stageDuration, label: "stage")
    for (series, place) in labels.places.enumerated() {
      let stage = report.stages[place]
      let milliseconds = stage.measured?.milliseconds ?? duration(from: stage.start, to: stage.end)
      sample(labels.texts[series]) { $0.append(milliseconds: milliseconds) }
    }
  }

  fileprivate mutating func writeState(_ report: BatchReport) {
    single(.success, report.last.succeeded)
    single(.slotStarted, report.runIsCurrent)
    if report.definition.schedule != nil { single(.slotComplete, report.slotIsComplete) }
    single(.running, Int64(report.openRuns))
    begin(.runOutcome, label: "outcome")
    for outcome in Outcome.allCases {
      sample(outcome.rawValue) { $0.append(integer: report.run?.outcome == outcome ? 1 : 0) }
    }
    single(.consecutiveFailures, report.totals.consecutiveFailures)
  }

  fileprivate mutating func writeDurations(_ report: BatchReport) {
    writeHistogram(report)
    single(.lastDuration, report.last.duration ?? TimeSpan(milliseconds: 0))
    single(.lastCPU, report.last.cpuSeconds ?? 0)
    single(.lastPeakMemory, report.last.peakMemoryBytes ?? 0)
    begin(.runs, label: "outcome")
    for outcome in Outcome.ended {
      sample(outcome.rawValue) { $0.append(integer: report.totals.runs(outcome)) }
    }
    single(.startsRefused, report.totals.startsRefused)
  }

  fileprivate mutating func writeOutput(_ report: BatchReport) {
    single(.leads, report.runIsCurrent ? report.run?.leads ?? 0 : 0)
    single(.leadsTotal, report.totals.leads)
    if let run = report.run,
      let amount = costPerLead(costs: run.costs, leads: run.leads, in: report.currency)
    {
      begin(.costPerLead, label: "currency")
      sample(labelText(report.currency)) { $0.append(double: amount) }
    }
    writeCosts(.runCost, report.run?.costs ?? [], currency: report.currency)
    writeCosts(.costTotal, report.totals.costs, currency: report.currency)
  }

  /// The costs, and GPU cost in the batch's currency even where there is none, since alerts and rates need its zero.
  private mutating func writeCosts(_ family: MetricFamily, _ costs: [Cost], currency: String) {
    var costs = costs
    costs.append(Cost(resource: "gpu", currency: currency, amount: 0))
    var labels = DistinctLabels(capacity: costs.count)
    for (index, cost) in costs.enumerated() {
      labels.append("\(labelText(cost.resource))\",currency=\"\(labelText(cost.currency))", from: index)
    }
    begin(family, label: "resource")
    for (series, place) in labels.places.enumerated() {
      sample(labels.texts[series]) { $0.append(double: roundedMoney(costs[place].amount)) }
    }
  }

  fileprivate mutating func writeTimes(_ report: BatchReport) {
    single(.lastStart, report.run?.start)
    single(.lastEnd, report.last.end)
    single(.lastSuccess, report.last.success)
    single(.lastProgress, report.run?.progress)
    if report.definition.schedule != nil {
      single(.slot, report.slot?.start)
      if let next = report.nextSlot { single(.nextSlot, next.start) }
      // Before the first slot its own deadlines stand in: a 0 would be a deadline long passed, and fire.
      let slot = report.slot ?? report.nextSlot
      if let startDeadline = slot?.startDeadline { single(.startDeadline, startDeadline) }
      if let deadline = slot?.deadline { single(.deadline, deadline) }
    }
    single(.expectedEnd, report.expectedEnd)
  }

  fileprivate mutating func writeLimits(_ report: BatchReport) {
    let definition = report.definition
    if let limit = definition.costPerLeadLimit { single(.costPerLeadLimit, roundedMoney(limit)) }
    if let limit = gpuCostLimit(of: report) { single(.gpuCostLimit, roundedMoney(limit)) }
    if let limit = definition.maxDuration { single(.maxDuration, limit) }
    if let limit = definition.minDuration { single(.minDuration, limit) }
    if let limit = definition.stallAfter { single(.stallAfter, limit) }
    single(.failuresBeforeAlert, Int64(definition.failuresBeforeAlert))
    if let hosts = definition.hosts { single(.hosts, Int64(hosts)) }
  }
}

/// Milliseconds that an ended stage took; 0 for others, and for times that a wrong clock made senseless.
private func duration(from start: Timestamp?, to end: Timestamp?) -> Int64 {
  guard let start, let end else { return 0 }
  let (span, overflow) = end.milliseconds.subtractingReportingOverflow(start.milliseconds)
  return overflow ? 0 : max(span, 0)
}
