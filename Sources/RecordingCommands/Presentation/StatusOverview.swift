internal import Alerts
internal import Batches
internal import Presentation

extension Page {
  /// One line for each batch, those with problems first, and a count of all.
  mutating func addOverview(_ batches: [ShownBatch], at now: Timestamp) {
    let entries = batches.map { Entry($0, at: now) }.sorted { $0.rank < $1.rank }
    var table = Table([
      Table.Column(title: "BATCH", limit: max(14, width / 4)), Table.Column(title: "STATE"),
      Table.Column(title: "DONE", isRight: true), Table.Column(title: "DEADLINE", isRight: true),
      Table.Column(title: "NOTE"),
    ])
    // The deadline has a column only where the note keeps enough room.
    let isWide = width >= 100
    for entry in entries {
      let report = entry.batch.report
      var name = Line(entry.state.sign(unicode: style.unicode) + " ", entry.state.ink)
      name.append(safe(report.definition.name))
      let isUnderWay = report.runIsCurrent && !report.stages.isEmpty
      table.add([
        name, Line(entry.state.word, entry.state.ink),
        isUnderWay ? Line(percentText(report.completion)) : Line(),
        Line(isWide ? entry.deadlineText(at: now) : ""), note(entry, at: now),
      ])
    }
    for line in table.lines(indent: 0, titled: true, unicode: style.unicode) { add(line) }
    addBlank()
    add(summary(entries))
  }

  private func note(_ entry: Entry, at now: Timestamp) -> Line {
    if let problem = entry.problems.first {
      return Line(safe(problem.text), .bad)
    }
    let report = entry.batch.report
    let moments = MomentText(now: now, zone: entry.batch.zone)
    if report.slot?.deadline != nil && !report.slotIsComplete, width < 100 {
      return Line("deadline \(entry.deadlineText(at: now))")
    }
    if report.openRuns > 0 { return Line(report.expectedEnd.map { "expected end \(moments.clock($0))" } ?? "") }
    return Line(report.nextSlot.map { "next \(moments.clock($0.start))" } ?? "", .faint)
  }

  private func summary(_ entries: [Entry]) -> Line {
    var line = Line("\(entries.count) batches: ")
    let troubled = entries.count { !$0.problems.isEmpty }
    if troubled > 0 {
      line.append("\(troubled) with problems", .bad)
    } else {
      line.append("no problems", .good)
    }
    for (state, ink) in [(BatchState.running, Ink.active), (.succeeded, .good)] {
      let count = entries.count { $0.state == state }
      if count > 0 {
        line.append(", ")
        line.append("\(count) \(state.word)", ink)
      }
    }
    return line
  }
}

/// A batch with what the overview sorts by.
private struct Entry {
  let batch: ShownBatch
  let state: BatchState
  let problems: [Problem]

  init(_ batch: ShownBatch, at now: Timestamp) {
    self.batch = batch
    state = BatchState(batch.report, at: now)
    problems = shownProblems(batch.report, at: now)
  }

  /// Trouble first, then by state, then by name.
  var rank: (Int, Int, String) {
    (problems.isEmpty ? 1 : 0, BatchState.allCases.firstIndex(of: state) ?? 0, batch.report.definition.name)
  }

  /// What is left until the deadline of a slot that isn't complete.
  func deadlineText(at now: Timestamp) -> String {
    guard let deadline = batch.report.slot?.deadline, !batch.report.slotIsComplete else { return "" }
    return MomentText(now: now, zone: batch.zone).distance(deadline)
  }
}
