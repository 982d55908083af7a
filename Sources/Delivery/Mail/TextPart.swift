internal import Presentation

/// The mail as plain text of at most 76 columns, as wide as quoted-printable leaves its lines whole. Only an address
/// that is longer than that stands in a line that is wider, so that it can be followed.
func textPart(_ content: MailContent) -> String {
  var page = Page(OutputStyle(width: 76, unicode: true))
  page.add(Line("[\(content.mark)] \(content.name) on \(content.host)"))
  page.addWrapped(content.headline, .plain, after: Line())
  for section in content.sections {
    page.addBlank()
    if let title = section.title { page.addWrapped(title, .plain, after: Line()) }
    page.add(section.body)
  }
  return page.text
}

extension Page {
  fileprivate mutating func add(_ body: MailContent.Body) {
    switch body {
    case .alerts(let alerts):
      for (index, alert) in alerts.enumerated() {
        if index > 0 { addBlank() }
        add(alert)
      }
    case .paragraphs(let texts):
      for (index, text) in texts.enumerated() {
        if index > 0 { addBlank() }
        addWrapped(text, .plain, after: Line("  "))
      }
    case .stages(let stages, let runEnd, let time): addStages(stages, runEnd: runEnd, at: time)
    case .figures(let figures): add(figures)
    case .commands(let commands):
      for command in commands { addWrapped(command, .plain, after: Line("    ")) }
    case .output(let lines):
      for line in lines { addWrapped(line, .plain, after: Line("  | ")) }
    case .nights(let nights): add(nights)
    case .foot(let text): addWrapped(text, .plain, after: Line())
    }
  }

  private mutating func add(_ alert: MailContent.AlertEntry) {
    let severity = alert.severity.isEmpty ? "" : " (\(alert.severity))"
    addWrapped("\(alert.name)\(severity), \(alert.time)", .plain, after: Line(alert.holds ? "! " : "✓ "))
    if !alert.text.isEmpty { addWrapped(alert.text, .plain, after: Line("  ")) }
    if alert.runbook.isEmpty { return }
    // An address is of use only as a whole.
    if alert.runbook.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) {
      addWhole("  runbook: \(alert.runbook)")
    } else {
      addWrapped("runbook: \(alert.runbook)", .plain, after: Line("  "))
    }
  }

  private mutating func add(_ figures: [(label: String, text: String)]) {
    for (label, text) in figures {
      var lead = Line("  " + label)
      lead.pad(to: 12)
      addWrapped(text, .plain, after: lead)
    }
  }

  private mutating func add(_ nights: Nights) {
    var table = Table(nights.columns.map { Table.Column(title: $0.title, isRight: $0.isRight) })
    for row in nights.rows { table.add(row.cells.map { Line($0) }) }
    addRows(table.lines(indent: 2, titled: true, unicode: true), notes: nights.rows.map { Line($0.note) })
  }
}
