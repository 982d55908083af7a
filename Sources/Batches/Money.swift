/// `amount` to 12 significant digits, so that a sum of fifteen times 0.1 reads 1.5 and not 1.5000000000000002.
///
/// Amounts too small or too large for exact powers of ten, and those that aren't finite, come back as they are.
package func roundedMoney(_ amount: Double) -> Double {
  guard amount.isFinite, amount != 0 else { return amount }
  let magnitude = amount.magnitude
  // Scaled by a power of ten to 12 digits before the point. Powers, and whole numbers of 12 digits, are exact, so
  // scaling back rounds once and gives the double nearest to those 12 digits.
  if let power = powersOfTen.first(where: { magnitude * $0 >= 1e11 }), power > 1 {
    return Double(nearestInteger(amount * power)) / power
  }
  if magnitude >= 1e11, let power = powersOfTen.first(where: { magnitude / $0 < 1e12 }) {
    return Double(nearestInteger(amount / power)) * power
  }
  return amount
}

/// Halves go away from zero. `value` has at most 12 digits before the point. Double's own `rounded` would be a call
/// into the C library's mathematics, which nothing else here links.
private func nearestInteger(_ value: Double) -> Int64 { Int64(clamping: value < 0 ? value - 0.5 : value + 0.5) }

/// The powers of ten that a double holds exactly: 1 to 10 to the 22nd.
private let powersOfTen: [Double] = (0...22).map { exponent in (0..<exponent).reduce(1.0) { power, _ in power * 10 } }

/// The sum of `costs` in `currency`, rounded. Amounts in other currencies are left out: nothing here knows a rate.
package func sum(of costs: [Cost], in currency: String) -> Double {
  roundedMoney(costs.reduce(0) { sum, cost in cost.currency == currency ? sum + cost.amount : sum })
}

/// What a lead cost, over all resources, in `currency`, rounded; nil while there is no lead.
package func costPerLead(costs: [Cost], leads: Int64, in currency: String) -> Double? {
  leads > 0 ? roundedMoney(sum(of: costs, in: currency) / Double(leads)) : nil
}

/// The limit that the newest run's GPU cost is held against: the configured one, but none for a run with GPU costs in
/// another currency than the batch's, as after a change of the configuration. Nothing here knows a rate, and a rule could
/// not tell which of two sums the limit is for.
package func gpuCostLimit(of report: BatchReport) -> Double? {
  let costs = report.run?.costs ?? []
  let isComparable = costs.allSatisfy { $0.resource != "gpu" || $0.currency == report.currency || $0.amount == 0 }
  return isComparable ? report.definition.gpuCostLimit : nil
}
