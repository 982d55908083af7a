/// Something that is wrong with a batch, in plain words.
package struct Problem: Equatable, Sendable {
  /// What is wrong. The raw values are part of the JSON that `status` prints: never rename one.
  package enum Kind: String, CaseIterable, Sendable {
    /// A slot came and no run started in time.
    case notStarted = "not_started"
    /// The deadline passed and the slot is not complete.
    case incomplete
    /// The newest run's process is gone and it never ended.
    case lost
    /// As many runs ended without success in a row as the configuration allows, or more.
    case failed
    /// An open run made no progress for too long.
    case stalled
    /// A run takes, or took, too long.
    case slow
    /// A run succeeded suspiciously soon.
    case tooFast = "too_fast"
    /// More than one run is open.
    case overlap
    case costPerLead = "cost_per_lead"
    case gpuCost = "gpu_cost"
  }

  package var kind: Kind
  /// One sentence without a full stop, with the figures and the limit. It may hold text from users.
  package var text: String

  package init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }
}

/// What is wrong with a batch at `now`, the gravest first; at most one problem of a kind.
package func problems(of report: BatchReport, at now: Timestamp) -> [Problem] {
  [
    notStarted(report, now), incomplete(report, now), lost(report, now), failed(report), stalled(report, now),
    slow(report, now), tooFast(report), overlap(report), costPerLead(report), gpuCost(report),
  ].compactMap { $0 }
}

/// How long after `earlier` `later` is, negative if before; as far as a span reaches.
package func elapsed(from earlier: Timestamp, to later: Timestamp) -> TimeSpan {
  let (span, overflow) = later.milliseconds.subtractingReportingOverflow(earlier.milliseconds)
  return TimeSpan(milliseconds: overflow ? (later < earlier ? .min : .max) : span)
}

private func notStarted(_ report: BatchReport, _ now: Timestamp) -> Problem? {
  guard let due = report.slot?.startDeadline, now > due, !report.runIsCurrent, !report.slotIsComplete else {
    return nil
  }
  let earlier = report.openRuns > 0 ? "; a run of an earlier slot is still open" : ""
  return Problem(.notStarted, "no run started; it was due \(elapsed(from: due, to: now).shortText) ago\(earlier)")
}

private func incomplete(_ report: BatchReport, _ now: Timestamp) -> Problem? {
  guard let deadline = report.slot?.deadline, now > deadline, !report.slotIsComplete else { return nil }
  let passed = "the deadline passed \(elapsed(from: deadline, to: now).shortText) ago"
  let missing = missingStages(of: report.stages).map(\.name)
  if missing.isEmpty { return Problem(.incomplete, "\(passed) and the batch is not complete") }
  let list = missing.joined(separator: ", ")
  return Problem(.incomplete, "\(passed) at \(percentText(report.completion)), missing: \(list)")
}

private func lost(_ report: BatchReport, _ now: Timestamp) -> Problem? {
  guard let run = report.run, run.outcome == .lost else { return nil }
  let ago = elapsed(from: run.progress, to: now).shortText
  return Problem(.lost, "the process of the run is gone and never ended it; its last record is \(ago) old")
}

private func failed(_ report: BatchReport) -> Problem? {
  let count = report.totals.consecutiveFailures
  guard count > 0, count >= report.definition.failuresBeforeAlert else { return nil }
  let lead = count == 1 ? "the last run" : "the last \(count) runs"
  guard let run = report.run, run.outcome != .running else { return Problem(.failed, "\(lead) ended without success") }
  let last = count == 1 ? lead : "\(lead) ended without success, the newest"
  switch run.outcome {
  case .incomplete where report.runIsCurrent:
    let missing = missingStages(of: report.stages).map(\.name).joined(separator: ", ")
    return Problem(.failed, "\(last) ended incomplete" + (missing.isEmpty ? "" : ", missing: \(missing)"))
  case .incomplete: return Problem(.failed, "\(last) ended incomplete")
  case .lost: return Problem(.failed, "\(last) was lost")
  default:
    let reason = run.reason.map { ": \($0)" } ?? ""
    return Problem(.failed, "\(last) failed\(reason)")
  }
}

private func stalled(_ report: BatchReport, _ now: Timestamp) -> Problem? {
  guard let limit = report.definition.stallAfter, report.openRuns > 0, let run = report.run else { return nil }
  let silence = elapsed(from: run.progress, to: now)
  guard silence > limit else { return nil }
  return Problem(.stalled, "no progress for \(silence.shortText), the limit is \(limit)")
}

private func slow(_ report: BatchReport, _ now: Timestamp) -> Problem? {
  guard let limit = report.definition.maxDuration, let run = report.run else { return nil }
  if run.outcome == .running {
    let duration = elapsed(from: run.start, to: now)
    return duration > limit ? Problem(.slow, "running for \(duration.shortText), the limit is \(limit)") : nil
  }
  guard report.runIsCurrent, let end = run.end else { return nil }
  let duration = elapsed(from: run.start, to: end)
  return duration > limit ? Problem(.slow, "the run took \(duration.shortText), the limit is \(limit)") : nil
}

private func tooFast(_ report: BatchReport) -> Problem? {
  guard let limit = report.definition.minDuration, report.runIsCurrent, let run = report.run,
    run.outcome == .succeeded, let end = run.end
  else { return nil }
  let duration = elapsed(from: run.start, to: end)
  guard duration < limit else { return nil }
  return Problem(.tooFast, "the run took only \(duration.shortText), the minimum is \(limit)")
}

private func overlap(_ report: BatchReport) -> Problem? {
  report.openRuns > 1 ? Problem(.overlap, "\(report.openRuns) runs are open at once") : nil
}

private func costPerLead(_ report: BatchReport) -> Problem? {
  guard let limit = report.definition.costPerLeadLimit, let run = report.run,
    let amount = costPerLead(costs: run.costs, leads: run.leads, in: report.currency), amount > limit
  else { return nil }
  return Problem(
    .costPerLead, "a lead costs \(moneyText(amount)) \(report.currency), the limit is \(moneyText(limit))")
}

private func gpuCost(_ report: BatchReport) -> Problem? {
  guard let limit = report.definition.gpuCostLimit, let run = report.run else { return nil }
  let amount = sum(of: run.costs.filter { $0.resource == "gpu" }, in: report.currency)
  guard amount > limit else { return nil }
  return Problem(
    .gpuCost, "the run's GPU cost is \(moneyText(amount)) \(report.currency), the limit is \(moneyText(limit))")
}
