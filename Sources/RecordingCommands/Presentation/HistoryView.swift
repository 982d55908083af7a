package import Batches
package import Presentation

/// What `history` prints on a terminal: a line for each run in the order given, with why it did not succeed, and below a
/// single run the end of its output.
package func historyView(
  _ runs: [HistoryEntry], of batch: String, currency: String, zone: TimeZoneRules, style: OutputStyle
) -> String {
  var page = Page(style)
  if runs.isEmpty {
    page.add(Line("No run of \(page.safe(batch)) is recorded."))
    return page.text
  }
  let isWide = page.width >= 110
  var table = Table([
    Table.Column(title: "STARTED"), Table.Column(title: "TOOK", isRight: true), Table.Column(title: "OUTCOME"),
    Table.Column(title: "DONE", isRight: true), Table.Column(title: "LEADS", isRight: true),
    Table.Column(title: "COST", isRight: true), Table.Column(title: "PER LEAD", isRight: true),
    Table.Column(title: "CPU", isRight: true), Table.Column(title: "MEMORY", isRight: true),
    Table.Column(title: "RUN", limit: 24),
  ])
  for run in runs {
    let total = sum(of: run.costs, in: currency)
    table.add([
      Line(run.start.localDateTime(in: zone)),
      Line(run.end.map { elapsed(from: run.start, to: $0).shortText } ?? ""),
      Line(run.outcome.rawValue, run.outcome.ink),
      Line(run.completion.map(percentText) ?? ""),
      Line(run.leads == 0 ? "" : "\(run.leads)"),
      Line(total == 0 ? "" : "\(moneyText(total)) \(page.safe(currency))"),
      Line(
        costPerLead(costs: run.costs, leads: run.leads, in: currency).flatMap { $0 == 0 ? nil : moneyText($0) } ?? ""),
      Line(isWide ? run.cpuSeconds.flatMap(cpuText) ?? "" : ""),
      Line(isWide ? run.peakMemoryBytes.map(memoryText) ?? "" : ""),
      Line(isWide ? page.safe(run.name) : ""),
    ])
  }
  page.addRows(
    table.lines(indent: 0, titled: true, unicode: style.unicode), notes: runs.map { Line(page.safe(note($0)), .faint) })
  if runs.count == 1, let run = runs.first { page.addOutput(of: run) }
  return page.text
}

private func note(_ run: HistoryEntry) -> String {
  var parts: [String] = []
  let reason = run.reason ?? ""
  // `run` gives the status itself as the reason.
  if let status = run.exitStatus, status != 0, reason != "exit status \(status)" { parts.append("exit \(status)") }
  if !reason.isEmpty { parts.append(reason) }
  let outcome = parts.joined(separator: ", ")
  let problems = run.problems.map { "\($0.alert): \($0.text)" }
  return ([outcome].filter { !$0.isEmpty } + problems).joined(separator: "; ")
}

extension Page {
  fileprivate mutating func addOutput(of run: HistoryEntry) {
    guard let output = run.output, !output.isEmpty else { return }
    addBlank()
    add(Line("The end of its output:", .faint))
    let text = String(decoding: output, as: UTF8.self)
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    for line in text.last?.isNewline == true ? lines.dropLast() : lines[...] {
      addWrapped(safe(String(line)), .plain, after: Line("  "))
    }
  }
}

extension Outcome {
  var ink: Ink {
    switch self {
    case .running: .active
    case .succeeded: .good
    case .failed, .incomplete, .lost: .bad
    }
  }
}
