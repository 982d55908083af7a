internal import Batches
internal import Presentation

/// The last runs as the rows of a small table; columns that say nothing are left out. All texts are safe to show.
struct Nights {
  /// A run.
  struct Row {
    var cells: [String]
    /// Why it did not succeed; often empty.
    var note: String
    var ink: Ink
  }

  /// A column.
  struct Column {
    var title: String
    /// Numbers stand on the right.
    var isRight = true
  }

  static let outcome = "OUTCOME"

  var columns: [Column]
  var rows: [Row]

  /// - Parameter history: the newest first; the last seven are shown.
  init(_ history: [HistoryEntry], currency: String, zone: TimeZoneRules) {
    let all = [
      Column(title: "START", isRight: false), Column(title: "TOOK"), Column(title: Self.outcome, isRight: false),
      Column(title: "DONE"), Column(title: "LEADS"), Column(title: oneLine("COST \(currency)", limit: 12)),
      Column(title: "PER LEAD"),
    ]
    let runs = history.prefix(7)
    let cells = runs.map { Self.cells($0, currency: currency, zone: zone) }
    let used = all.indices.filter { column in cells.contains { !$0[column].isEmpty } }
    columns = used.map { all[$0] }
    rows = zip(runs, cells).map { run, cells in
      Row(cells: used.map { cells[$0] }, note: shown(Self.note(run), limit: 120), ink: Self.ink(run))
    }
  }

  private static func cells(_ run: HistoryEntry, currency: String, zone: TimeZoneRules) -> [String] {
    let total = sum(of: run.costs, in: currency)
    let perLead = costPerLead(costs: run.costs, leads: run.leads, in: currency) ?? 0
    return [
      "\(run.start.localDate(in: zone).suffix(5)) \(run.start.localTime(in: zone))",
      run.took?.shortText ?? "",
      run.outcome.rawValue,
      run.completion.map(wholePercent) ?? "",
      run.leads == 0 ? "" : "\(run.leads)",
      total == 0 ? "" : moneyText(total),
      perLead == 0 ? "" : moneyText(perLead),
    ]
  }

  private static func note(_ run: HistoryEntry) -> String {
    var parts: [String] = []
    let reason = oneLine(run.reason ?? "", limit: 100)
    // `run` gives the status itself as the reason.
    if let status = run.exitStatus, status != 0, !reason.hasSuffix(" \(status)") { parts.append("exit \(status)") }
    if !reason.isEmpty { parts.append(reason) }
    parts += run.problems.map { oneLine($0.text, limit: 100) }
    return parts.joined(separator: "; ")
  }

  private static func ink(_ run: HistoryEntry) -> Ink {
    switch run.outcome {
    case .running: .active
    case .succeeded: .good
    case .failed, .incomplete, .lost: .bad
    }
  }
}

/// A ratio in whole percent, which is enough to compare nights. As everywhere only what is complete reads 100 %.
private func wholePercent(_ ratio: Double) -> String {
  ratio > 0 && ratio < 1 ? "\(min(max(Int(clamping: ratio * 100), 1), 99)) %" : percentText(ratio)
}
