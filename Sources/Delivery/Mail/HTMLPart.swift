internal import Batches
internal import Presentation

/// The mail as HTML that reads well on a telephone: one column, styles within the elements, since many readers drop the
/// rest, and nothing that is fetched from anywhere.
func htmlPart(_ content: MailContent) -> String {
  var page = HTMLPage(title: content.subject)
  page.addBanner(content)
  for section in content.sections {
    if let title = section.title { page.addTitle(title) }
    page.add(section.body)
  }
  return page.finished
}

extension HTMLPage {
  fileprivate mutating func addBanner(_ content: MailContent) {
    add(
      """
      <table \(Self.table) width="100%"><tr><td bgcolor="\(content.ink.fill)" \
      style="background-color:\(content.ink.fill);color:#ffffff;padding:14px 16px;border-radius:8px">
      <div style="font-size:12px;font-weight:bold;letter-spacing:1px">\(escaped(content.mark))</div>
      <div style="font-size:20px;line-height:26px;font-weight:bold;\(Self.breaking)">\(escaped(content.name))</div>
      <div style="font-size:16px;line-height:22px;\(Self.breaking)">\(escaped(content.headline))</div>
      <div style="font-size:13px;line-height:20px;padding-top:4px;\(Self.breaking)">\
      \(escaped("on \(content.host), \(content.written)"))</div>
      </td></tr></table>
      """)
  }

  fileprivate mutating func addTitle(_ title: String) {
    add(
      """
      <h2 style="font-size:16px;line-height:22px;margin:22px 0 6px;\(Self.breaking)">\(escaped(title))</h2>
      """)
  }

  fileprivate mutating func add(_ body: MailContent.Body) {
    switch body {
    case .alerts(let alerts): for alert in alerts { add(alert) }
    case .paragraphs(let texts):
      for text in texts { add("<p style=\"margin:6px 0;\(Self.breaking)\">\(escaped(text))</p>") }
    case .stages(let stages, let runEnd, let time):
      for stage in stages { add(StageText(stage, runEnd: runEnd, at: time)) }
    case .figures(let figures): add(figures)
    case .commands(let commands): addBlock(commands, size: 13)
    case .output(let lines): addBlock(lines, size: 11)
    case .nights(let nights): add(nights)
    case .foot(let text): add("<p style=\"margin:22px 0 6px;\(Self.small);\(Self.breaking)\">\(escaped(text))</p>")
    }
  }

  private mutating func add(_ alert: MailContent.AlertEntry) {
    let ink = !alert.holds ? Ink.good : alert.severity == "warning" || alert.severity == "info" ? .warning : .bad
    let severity = alert.severity.isEmpty ? "" : " (\(alert.severity))"
    let runbook =
      alert.runbook.isEmpty
      ? "" : "\n<div style=\"font-size:14px;\(Self.breaking)\">Runbook: \(linked(alert.runbook))</div>"
    add(
      """
      <div style="border-left:4px solid \(ink.fill);padding:2px 0 2px 12px;margin:14px 0">
      <div style="\(Self.breaking)"><b>\(escaped(alert.name))</b>\(escaped(severity))</div>
      <div style="\(Self.breaking)">\(escaped(alert.text))</div>
      <div style="\(Self.small)">\(escaped(alert.time))</div>\(runbook)
      </div>
      """)
  }

  private mutating func add(_ figures: [(label: String, text: String)]) {
    if figures.isEmpty { return }
    add("<table \(Self.table) width=\"100%\" style=\"margin:8px 0\">")
    for (label, text) in figures {
      add(
        """
        <tr><td width="76" valign="top" style="padding:2px 10px 2px 0;\(Self.small)">\(escaped(label))</td>\
        <td valign="top" style="padding:2px 0;font-size:15px;line-height:20px;\(Self.breaking)">\
        \(escaped(text))</td></tr>
        """)
    }
    add("</table>")
  }

  /// Lines in the letters of a terminal.
  private mutating func addBlock(_ lines: [String], size: Int) {
    add(
      """
      <div style="background-color:\(Self.shade);border-radius:6px;padding:8px 10px;\
      font-size:\(size)px;line-height:\(size + 5)px;\
      font-family:\(Self.monospace);white-space:pre-wrap;\(Self.breaking)">\
      \(lines.map(escaped).joined(separator: "\n"))</div>
      """)
  }
}
