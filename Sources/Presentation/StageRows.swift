package import Batches

extension Page {
  /// A row for each stage: name, bar, percentage, items, duration and what else there is to say.
  /// - Parameter runEnd: when the stages' run ended; nil while it is open.
  package mutating func addStages(_ stages: [StageReport], runEnd: Timestamp?, at now: Timestamp) {
    let bar = width >= 110 ? 30 : width >= 76 ? 20 : 10
    var table = Table([
      Table.Column(title: "stage", limit: max(12, width / 4)), Table.Column(title: "bar"),
      Table.Column(title: "done", isRight: true), Table.Column(title: "items", isRight: true),
      Table.Column(title: "took", isRight: true),
    ])
    let texts = stages.map { StageText($0, runEnd: runEnd, at: now) }
    for text in texts {
      table.add([
        Line(safe(text.name), text.ink == .active ? .strong : .plain),
        text.completion.map { barLine($0, columns: bar, ink: text.ink) } ?? Line(),
        Line(text.completion.map(percentText) ?? ""), Line(text.items), Line(text.took),
      ])
    }
    let notes = texts.map { Line(safe($0.note), $0.ink) }
    addRows(table.lines(indent: 2, titled: false, unicode: style.unicode), notes: notes)
  }

  /// A bar that is full only at 1 and empty only at 0.
  package func barLine(_ ratio: Double, columns: Int, ink: Ink) -> Line {
    var filled = 0
    if ratio >= 1 {
      filled = columns
    } else if ratio > 0 {
      filled = min(max(Int(clamping: ratio * Double(columns) + 0.001), 1), columns - 1)
    }
    var line = Line(String(repeating: style.unicode ? "█" : "#", count: filled), ink)
    line.append(String(repeating: style.unicode ? "░" : ".", count: columns - filled), .faint)
    return line
  }
}
