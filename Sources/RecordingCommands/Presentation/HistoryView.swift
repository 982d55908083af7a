package import Batches
package import Presentation

/// What `history` prints on a terminal: a line for each run in the order given, with why it did not succeed, and below a
/// single run its attempts and the end of its output. Starts that were refused stand between the runs, by their times.
package func historyView(
  _ runs: [HistoryEntry], refused: [RefusedStart] = [], of batch: String, currency: String, zone: TimeZoneRules,
  style: OutputStyle
) -> String {
  var page = Page(style)
  if runs.isEmpty && refused.isEmpty {
    page.add(Line("No run of \(page.safe(batch)) is recorded."))
    return page.text
  }
  var table = Table([
    Table.Column(title: "STARTED"), Table.Column(title: "TOOK", isRight: true), Table.Column(title: "OUTCOME"),
    Table.Column(title: "DONE", isRight: true), Table.Column(title: "LEADS", isRight: true),
    Table.Column(title: "COST", isRight: true), Table.Column(title: "PER LEAD", isRight: true),
    Table.Column(title: "CPU", isRight: true), Table.Column(title: "MEMORY", isRight: true),
    Table.Column(title: "RUN", limit: 24),
  ])
  var notes: [Line] = []
  var waiting = refused[...]
  func addRefused(after time: Timestamp?) {
    while let start = waiting.first, time.map({ start.time >= $0 }) ?? true {
      waiting.removeFirst()
      let cells = [Line(start.time.localDateTime(in: zone)), Line(), Line("refused", .warning)]
      table.add(cells + Array(repeating: Line(), count: table.columns.count - cells.count))
      notes.append(Line(page.safe(note(start)), .faint))
    }
  }
  for run in runs {
    addRefused(after: run.start)
    table.add(cells(of: run, currency: currency, zone: zone, page))
    notes.append(Line(page.safe(note(run)), .faint))
  }
  addRefused(after: nil)
  page.addRows(table.lines(indent: 0, titled: true, unicode: style.unicode), notes: notes)
  if runs.count == 1, let run = runs.first {
    page.addAttempts(of: run, zone)
    page.addOutput(run.output ?? [], title: "The end of its output:")
    if let log = run.log {
      page.addBlank()
      page.addWrapped(page.safe(log), .plain, after: Line("The whole output: ", .faint))
    }
  }
  return page.text
}

private func cells(of run: HistoryEntry, currency: String, zone: TimeZoneRules, _ page: Page) -> [Line] {
  let isWide = page.width >= 110
  let total = sum(of: run.costs, in: currency)
  return [
    Line(run.start.localDateTime(in: zone)),
    Line(run.took?.shortText ?? ""),
    Line(run.outcome.rawValue + (acceptedStatus(run).map { " (exit status \($0))" } ?? ""), run.outcome.ink),
    Line(run.completion.map(percentText) ?? ""),
    Line(run.leads == 0 ? "" : "\(run.leads)"),
    Line(total == 0 ? "" : "\(moneyText(total)) \(page.safe(currency))"),
    Line(
      costPerLead(costs: run.costs, leads: run.leads, in: currency).flatMap { $0 == 0 ? nil : moneyText($0) } ?? ""),
    Line(isWide ? run.cpuSeconds.flatMap(cpuText) ?? "" : ""),
    Line(isWide ? run.peakMemoryBytes.map(memoryText) ?? "" : ""),
    Line(isWide ? page.safe(run.name) : ""),
  ]
}

/// The exit status of a run that succeeded all the same.
private func acceptedStatus(_ run: HistoryEntry) -> Int32? {
  run.outcome == .succeeded ? run.exitStatus.flatMap { $0 == 0 ? nil : $0 } : nil
}

private func note(_ run: HistoryEntry) -> String {
  var parts: [String] = []
  let reason = run.reason ?? ""
  // `run` gives the status itself as the reason.
  if let status = run.exitStatus, status != 0, reason != "exit status \(status)", acceptedStatus(run) == nil {
    parts.append("exit \(status)")
  }
  if !reason.isEmpty { parts.append(reason) }
  let outcome = parts.joined(separator: ", ")
  let problems = run.problems.map { "\($0.alert): \($0.text)" }
  return ([outcome, attemptsNote(run)].filter { !$0.isEmpty } + problems).joined(separator: "; ")
}

/// `after 2 failed attempts: exit status 1, killed by SIGKILL`.
private func attemptsNote(_ run: HistoryEntry) -> String {
  let own = run.attempts.filter { $0.stage == nil }
  guard let last = own.last else { return "" }
  // Of many, the last few tell enough.
  let reasons = own.suffix(3).map { $0.reason ?? "exit status \($0.exitStatus)" }
  let count = "after \(last.number) failed attempt\(last.number == 1 ? "" : "s"): "
  return count + (own.count > reasons.count ? "…, " : "") + reasons.joined(separator: ", ")
}

private func note(_ start: RefusedStart) -> String {
  let run = start.holder.map { "run \($0) went on" } ?? "an earlier run went on"
  return start.waited == .zero ? run : "\(run), waited \(start.waited.shortText)"
}

extension Page {
  fileprivate mutating func addAttempts(of run: HistoryEntry, _ zone: TimeZoneRules) {
    for attempt in run.attempts {
      addBlank()
      let stage = attempt.stage.map { " of stage \(safe($0))" } ?? ""
      let reason = safe(attempt.reason ?? "exit status \(attempt.exitStatus)")
      addWrapped(
        "\(attempt.start.localDateTime(in: zone)), took \(attempt.duration.shortText): \(reason)", .plain,
        after: Line("Attempt \(attempt.number) of \(attempt.most)\(stage): ", .faint))
      addOutput(attempt.output, title: nil)
    }
  }

  fileprivate mutating func addOutput(_ output: [UInt8], title: String?) {
    guard !output.isEmpty else { return }
    if let title {
      addBlank()
      add(Line(title, .faint))
    }
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
