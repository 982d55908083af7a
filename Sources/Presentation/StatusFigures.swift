package import Batches

extension Page {
  /// The labelled lines below a batch's stages. Texts are safe to print.
  package func figures(of batch: ShownBatch, at now: Timestamp) -> [(label: String, text: String)] {
    let report = batch.report
    let moments = MomentText(now: now, zone: batch.zone)
    var figures: [(label: String, text: String)] = []
    func add(_ label: String, _ text: String?) {
      if let text { figures.append((label, text)) }
    }
    add("slot", slotText(report, moments))
    add(report.runIsCurrent ? "run" : "last run", runText(report, moments))
    if report.openRuns > 0 {
      add("expected", report.runIsCurrent ? report.expectedEnd.map(moments.clockAndDistance) : nil)
    }
    for attempt in latestAttempts(report) { add("attempt", attemptText(attempt, of: report, moments)) }
    add("deadline", deadlineText(report, moments))
    add("leads", leadsText(report))
    add("cost", costText(report))
    add("per lead", perLeadText(report))
    add("used", usedText(report))
    add(Self.logLabel, report.run?.log.map(safe))
    for stage in report.stages { add(Self.logLabel, stage.log.map { "\(safe(stage.name)): \(safe($0))" }) }
    if report.openRuns == 0 { add("next", report.nextSlot.map { moments.clockAndDistance($0.start) }) }
    return figures
  }

  /// The label of the lines that name a file with a whole output.
  package static let logLabel = "log"

  /// Of each command that is tried again, the last attempt that failed, while its run is open.
  private func latestAttempts(_ report: BatchReport) -> [AttemptReport] {
    guard let run = report.run, run.outcome == .running else { return [] }
    let attempts = run.attempts
    return attempts.indices.filter { place in
      place + 1 == attempts.endIndex || attempts[place + 1].stage != attempts[place].stage
    }.map { attempts[$0] }.filter { attempt in
      // What a stage's end says is newer.
      attempt.stage == nil || report.stages.contains { $0.name == attempt.stage && $0.state == .running }
    }
  }

  /// `1 of 3 failed: exit status 1 at 01:13 EST; next at 01:18 EST, in 5m 00s`.
  private func attemptText(_ attempt: AttemptReport, of report: BatchReport, _ moments: MomentText) -> String {
    let stage = attempt.stage.map { "\(safe($0)): " } ?? ""
    let reason = safe(attempt.reason ?? "exit status \(attempt.exitStatus)")
    var text = "\(stage)\(attempt.number) of \(attempt.most) failed: \(reason) at \(moments.clock(attempt.end))"
    if let next = attempt.next {
      text +=
        next > moments.now
        ? "; next at \(moments.clockAndDistance(next))" : "; the next began at \(moments.clock(next))"
    }
    return text
  }

  private func slotText(_ report: BatchReport, _ moments: MomentText) -> String? {
    guard let slot = report.slot else { return nil }
    var text = moments.clock(slot.start)
    if let run = report.run, report.runIsCurrent {
      let delay = elapsed(from: slot.start, to: run.start)
      if delay.milliseconds < 0 {
        text += ", started \(elapsed(from: run.start, to: slot.start).shortText) early"
      } else if delay >= .minutes(1) {
        text += ", started \(delay.shortText) after it"
        if let due = slot.startDeadline, run.start > due { text += ", too late" }
      }
    } else if let due = slot.startDeadline {
      text += ", start due by \(moments.clock(due))"
    }
    return text
  }

  private func runText(_ report: BatchReport, _ moments: MomentText) -> String? {
    guard let run = report.run else { return nil }
    var text = "\(safe(run.name)), "
    text += run.end.map { "\(moments.clock(run.start)) to \(moments.clock($0))" } ?? "since \(moments.clock(run.start))"
    if !report.runIsCurrent { text += ", \(run.outcome.rawValue)" }
    // A failure's reason stands among the problems, unless fewer failed than are worth a problem.
    if let reason = run.reason, !reason.isEmpty,
      report.totals.consecutiveFailures < report.definition.failuresBeforeAlert
    {
      text += ": \(safe(reason))"
    }
    return text
  }

  private func deadlineText(_ report: BatchReport, _ moments: MomentText) -> String? {
    guard let deadline = report.slot?.deadline else { return nil }
    guard report.slotIsComplete else { return moments.clockAndDistance(deadline) }
    guard let end = report.last.success else { return moments.clock(deadline) }
    return end <= deadline
      ? "\(moments.clock(deadline)), met with \(elapsed(from: end, to: deadline).shortText) left"
      : "\(moments.clock(deadline)), missed by \(elapsed(from: deadline, to: end).shortText)"
  }

  private func leadsText(_ report: BatchReport) -> String? {
    guard let run = report.run, run.leads != 0 || report.definition.costPerLeadLimit != nil else { return nil }
    return "\(run.leads)"
  }

  /// `7.80 USD (gpu 7.50, proxy 0.30)`, one sum for each currency.
  private func costText(_ report: BatchReport) -> String? {
    guard let run = report.run, !run.costs.isEmpty else { return nil }
    var currencies: [String] = []
    for cost in run.costs where !currencies.contains(cost.currency) { currencies.append(cost.currency) }
    var text = currencies.map { currency in
      let parts = run.costs.filter { $0.currency == currency }
      let list = parts.map { "\(safe($0.resource)) \(moneyText(roundedMoney($0.amount)))" }.joined(separator: ", ")
      return "\(moneyText(sum(of: run.costs, in: currency))) \(safe(currency)) (\(list))"
    }.joined(separator: ", ")
    if let limit = report.definition.gpuCostLimit { text += ", gpu limit \(moneyText(limit))" }
    return text
  }

  private func perLeadText(_ report: BatchReport) -> String? {
    guard let run = report.run,
      let amount = costPerLead(costs: run.costs, leads: run.leads, in: report.currency),
      amount != 0 || report.definition.costPerLeadLimit != nil
    else { return nil }
    let limit = report.definition.costPerLeadLimit.map { ", limit \(moneyText($0))" } ?? ""
    return "\(moneyText(amount)) \(safe(report.currency))\(limit)"
  }

  private func usedText(_ report: BatchReport) -> String? {
    guard report.openRuns == 0 else { return nil }
    let parts = [
      report.last.cpuSeconds.flatMap(cpuText).map { "\($0) CPU" },
      report.last.peakMemoryBytes.map { "\(memoryText($0)) peak memory" },
    ].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}
