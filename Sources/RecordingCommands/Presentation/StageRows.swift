internal import Batches

extension Page {
  /// A row for each stage: name, bar, percentage, items, duration and what else there is to say.
  /// - Parameter runEnd: when the stages' run ended; nil while it is open.
  mutating func addStages(_ stages: [StageReport], runEnd: Timestamp?, at now: Timestamp) {
    let bar = width >= 110 ? 30 : width >= 76 ? 20 : 10
    var table = Table([
      Table.Column(title: "stage", limit: max(12, width / 4)), Table.Column(title: "bar"),
      Table.Column(title: "done", isRight: true), Table.Column(title: "items", isRight: true),
      Table.Column(title: "took", isRight: true),
    ])
    for stage in stages {
      let ink = ink(of: stage, runEnd)
      let isSkipped = stage.state == .skipped
      table.add([
        Line(safe(stage.name), stage.state == .running && runEnd == nil ? .strong : .plain),
        isSkipped ? Line() : barLine(stage.completion, columns: bar, ink: ink),
        isSkipped ? Line() : Line(percentText(stage.completion)),
        Line(itemsText(stage)), Line(durationText(stage, until: runEnd ?? now)),
      ])
    }
    let notes = stages.map { Line(note($0, runEnd), ink(of: $0, runEnd)) }
    addRows(table.lines(indent: 2, titled: false, unicode: style.unicode), notes: notes)
  }

  /// A bar that is full only at 1 and empty only at 0.
  func barLine(_ ratio: Double, columns: Int, ink: Ink) -> Line {
    var filled = 0
    if ratio >= 1 {
      filled = columns
    } else if ratio > 0 {
      filled = min(max(Int(ratio * Double(columns) + 0.001), 1), columns - 1)
    }
    var line = Line(String(repeating: style.unicode ? "█" : "#", count: filled), ink)
    line.append(String(repeating: style.unicode ? "░" : ".", count: columns - filled), .faint)
    return line
  }

  private func itemsText(_ stage: StageReport) -> String {
    guard let done = stage.done else { return stage.total.map { "?/\($0)" } ?? "" }
    return stage.total.map { "\(done)/\($0)" } ?? "\(done)"
  }

  private func durationText(_ stage: StageReport, until last: Timestamp) -> String {
    guard let start = stage.start, let end = stage.end ?? (stage.state == .running ? last : nil) else { return "" }
    return elapsed(from: start, to: end).shortText
  }

  private func note(_ stage: StageReport, _ runEnd: Timestamp?) -> String {
    switch stage.state {
    case .running where runEnd != nil: "not finished"
    case .complete: ""
    case .pending: stage.isOptional ? "optional" : ""
    case .running, .skipped, .failed:
      stage.reason.map { "\(stage.state.rawValue): \(safe($0))" } ?? stage.state.rawValue
    }
  }

  private func ink(of stage: StageReport, _ runEnd: Timestamp?) -> Ink {
    switch stage.state {
    case .pending, .skipped: .faint
    // Nothing goes on in a run that ended.
    case .running: runEnd == nil ? .active : .bad
    case .complete: .good
    case .failed: .bad
    }
  }
}
