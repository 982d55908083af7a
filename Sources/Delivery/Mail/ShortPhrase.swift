internal import Batches
internal import Presentation

/// An alert in half a sentence that goes on after the batch's name:
/// `missed its deadline at 50 %, missing enrich, score`. What isn't in the catalogue says what its sender says.
/// - Parameter report: for the figures; nil where those of now don't matter.
func shortPhrase(for alert: MailedAlert, _ report: BatchReport?, at moments: MomentText) -> String {
  let kind = Phrase(rawValue: alert.name)
  guard let kind else { return alert.text }
  let figures = report.map { kind.figures($0, at: moments) } ?? ""
  return kind.words + figures
}

/// The alerts about batches. The raw values are the alerts' names, which never change.
private enum Phrase: String {
  case notStarted = "BatchNotStarted"
  case incomplete = "BatchIncomplete"
  case lost = "BatchLost"
  case failed = "BatchFailed"
  case stalled = "BatchStalled"
  case slow = "BatchSlow"
  case tooFast = "BatchTooFast"
  case overlap = "BatchOverlap"
  case costPerLead = "BatchCostPerLeadHigh"
  case gpuCost = "BatchGPUCostHigh"

  var words: String {
    switch self {
    case .notStarted: "did not start"
    case .incomplete: "missed its deadline"
    case .lost: "its run is lost"
    case .failed: "failed"
    case .stalled: "makes no progress"
    case .slow: "takes too long"
    case .tooFast: "succeeded suspiciously soon"
    case .overlap: "runs overlap"
    case .costPerLead: "its leads cost too much"
    case .gpuCost: "its GPUs cost too much"
    }
  }

  func figures(_ report: BatchReport, at moments: MomentText) -> String {
    let standing = report.stages.isEmpty ? "" : " at \(percentText(report.completion))"
    switch self {
    case .notStarted: return report.slot?.startDeadline.map { ", due by \(moments.clock($0))" } ?? ""
    case .incomplete, .lost, .stalled: return standing + missing(report)
    case .failed: return failure(report)
    case .slow: return standing + (report.definition.maxDuration.map { ", limit \($0)" } ?? "")
    case .tooFast: return report.last.duration.map { ", after \($0.shortText)" } ?? ""
    case .overlap: return ", \(report.openRuns) are open"
    case .costPerLead: return leadCost(report)
    case .gpuCost: return gpuCost(report)
    }
  }

  private func missing(_ report: BatchReport) -> String {
    let names = missingStages(of: report.stages).prefix(20).map(\.name)
    return names.isEmpty ? "" : ", missing \(names.joined(separator: ", "))"
  }

  private func failure(_ report: BatchReport) -> String {
    let count = report.totals.consecutiveFailures
    let times = count > 1 ? " \(count) times in a row" : ""
    guard report.runIsCurrent || report.slot == nil, let run = report.run else { return times }
    switch run.outcome {
    case .failed: return times + (run.reason.map { ": \($0)" } ?? "")
    case .incomplete: return times + missing(report)
    default: return times
    }
  }

  private func leadCost(_ report: BatchReport) -> String {
    guard let run = report.run, let limit = report.definition.costPerLeadLimit,
      let amount = Batches.costPerLead(costs: run.costs, leads: run.leads, in: report.currency)
    else { return "" }
    return ", \(moneyText(amount)) \(report.currency) each, limit \(moneyText(limit))"
  }

  private func gpuCost(_ report: BatchReport) -> String {
    guard let run = report.run, let limit = gpuCostLimit(of: report) else { return "" }
    let amount = sum(of: run.costs.filter { $0.resource == "gpu" }, in: report.currency)
    return ", \(moneyText(amount)) \(report.currency), limit \(moneyText(limit))"
  }
}
