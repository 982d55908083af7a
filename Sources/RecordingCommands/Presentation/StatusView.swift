internal import Alerts
package import Batches
package import Ledger
package import Presentation

/// What `status` prints on a terminal: a block for each batch, or one line each where there are more than three and
/// nobody asked for them by name.
/// - Parameters:
///   - named: whether the user named these batches.
///   - monitor: what the last pass of a monitor left; nil where none ever ran.
package func statusView(
  _ batches: [ShownBatch], named: Bool, monitor: MonitorSummary? = nil, at now: Timestamp, style: OutputStyle
) -> String {
  var page = Page(style)
  if batches.isEmpty {
    page.add(Line("No batch is configured and none was recorded. Record one: batchwatch start NAME"))
  } else if batches.count > 3 && !named {
    page.addOverview(batches, at: now)
  } else {
    for (index, batch) in batches.enumerated() {
      if index > 0 { page.addBlank() }
      page.addBlock(batch, at: now)
    }
  }
  if let monitor {
    page.addBlank()
    page.addAlertPath(monitor, at: now)
  }
  return page.text
}

extension Page {
  fileprivate mutating func addBlock(_ batch: ShownBatch, at now: Timestamp) {
    let report = batch.report
    addHeadline(report, at: now)
    if let description = report.definition.description, !description.isEmpty {
      addWrapped(safe(description), .faint, after: Line("  "))
    }
    for problem in shownProblems(report, at: now) {
      addWrapped("\(problem.alert): \(safe(problem.text))", .bad, after: Line("  ! ", .bad))
    }
    if !report.stages.isEmpty {
      addBlank()
      addStages(report.stages, runEnd: report.runIsCurrent ? report.run?.end : nil, at: now)
    }
    let figures = figures(of: batch, at: now)
    if !figures.isEmpty { addBlank() }
    for (label, text) in figures {
      var lead = Line("  " + label, .faint)
      lead.pad(to: 12)
      addWrapped(text, .plain, after: lead)
    }
  }

  private mutating func addHeadline(_ report: BatchReport, at now: Timestamp) {
    let state = BatchState(report, at: now)
    var sentence = state.sentence(report, at: now)
    if !report.stages.isEmpty, report.runIsCurrent { sentence += ", \(percentText(report.completion))" }
    var line = Line(state.sign(unicode: style.unicode) + " ", state.ink)
    // A name may be as long as a line; what is said of it must still be seen.
    let room = max(8, width - displayWidth(sentence) - 4)
    line.append(Line(safe(report.definition.name), .strong).cut(to: room, unicode: style.unicode))
    line.append("  ")
    line.append(sentence, state.ink)
    add(line)
  }
}
