import Batches

extension Alert {
  static let batchCostPerLeadHigh = Alert(
    "BatchCostPerLeadHigh", .batch(.costPerLead, find),
    condition: """
      batch_cost_per_lead
      > \(perBatch) group_left ()
        max by (job, instance, batch) (batch_cost_per_lead_limit)
      """,
    delay: .zero, severity: .ownAtMostWarning,
    phrase: AlertPhrase("its leads cost too much", figures: figures),
    meaning: "A lead of the newest run costs more than `cost_per_lead_limit`.",
    summary: "A lead of \(.batch) on \(.host) costs \(.value(.money)) \(.currency)",
    description: """
      A lead of the newest run of \(.batch) costs \(.value(.money)) \(.currency)\
      \(.metric("batch_cost_per_lead_limit", .money, lead: "; the limit is ", end: ""))\
      \(.metric("batch_leads", .count, lead: ". Leads so far: ", end: "")).
      """)
}

private func find(_ report: BatchReport, _ now: Timestamp) -> String? {
  guard let limit = report.definition.costPerLeadLimit, let run = report.run,
    let amount = costPerLead(costs: run.costs, leads: run.leads, in: report.currency), amount > roundedMoney(limit)
  else { return nil }
  return "a lead costs \(moneyText(amount)) \(report.currency), the limit is \(moneyText(limit))"
}

private func figures(_ report: BatchReport, _ clock: (Timestamp) -> String) -> String {
  guard let run = report.run, let limit = report.definition.costPerLeadLimit,
    let amount = costPerLead(costs: run.costs, leads: run.leads, in: report.currency)
  else { return "" }
  return ", \(moneyText(amount)) \(report.currency) each, limit \(moneyText(limit))"
}
