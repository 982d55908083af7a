import Batches

extension Alert {
  static let batchGPUCostHigh = Alert(
    "BatchGPUCostHigh", .batch(.gpuCost, find),
    condition: """
      batch_run_cost{resource="gpu"}
      > \(perBatch) group_left ()
        max by (job, instance, batch) (batch_gpu_cost_limit)
      """,
    delay: .zero, severity: .ownAtMostWarning,
    phrase: AlertPhrase("its GPUs cost too much", figures: figures),
    meaning: "The newest run's GPUs cost more than `gpu_cost_limit`.",
    summary: "The GPUs of \(.batch) on \(.host) cost \(.value(.money)) \(.currency)",
    description: """
      The GPUs of the newest run of \(.batch) cost \(.value(.money)) \(.currency)\
      \(.metric("batch_gpu_cost_limit", .money, lead: "; the limit of a run is ", end: ""))\
      \(.metric("batch_completion_ratio", .percentage, lead: ". The run stands at ", end: "")).
      """)
}

private func find(_ report: BatchReport, _ now: Timestamp) -> String? {
  guard let limit = gpuCostLimit(of: report), let run = report.run else { return nil }
  let amount = sum(of: run.costs.filter { $0.resource == "gpu" }, in: report.currency)
  guard amount > roundedMoney(limit) else { return nil }
  return "the run's GPU cost is \(moneyText(amount)) \(report.currency), the limit is \(moneyText(limit))"
}

private func figures(_ report: BatchReport, _ clock: (Timestamp) -> String) -> String {
  guard let run = report.run, let limit = gpuCostLimit(of: report) else { return "" }
  let amount = sum(of: run.costs.filter { $0.resource == "gpu" }, in: report.currency)
  return ", \(moneyText(amount)) \(report.currency), limit \(moneyText(limit))"
}
