internal import Presentation

extension HTMLPage {
  /// The last runs, one line each that fits on a telephone, and below it what was wrong.
  mutating func add(_ nights: Nights) {
    add(
      """
      <table cellpadding="0" cellspacing="0" border="0" width="100%" style="font-size:11px;line-height:16px">
      """)
    addRow("th", nights.columns.map { escaped($0.title) }, nights, style: "font-weight:normal;opacity:0.75")
    for row in nights.rows {
      var cells = row.cells.map(escaped)
      if row.ink == .bad, let outcome = nights.columns.firstIndex(where: { $0.title == Nights.outcome }) {
        cells[outcome] = "<b style=\"color:\(row.ink.fill)\">\(cells[outcome])</b>"
      }
      addRow("td", cells, nights, style: "border-top:1px solid \(Self.shade)")
      if row.note.isEmpty { continue }
      add(
        """
        <tr><td colspan="\(cells.count)" style="padding:0 0 4px;opacity:0.75;\(Self.breaking)">\
        \(escaped(row.note))</td></tr>
        """)
    }
    add("</table>")
  }

  private mutating func addRow(_ element: String, _ cells: [String], _ nights: Nights, style: String) {
    let row = zip(nights.columns, cells).enumerated().map { index, pair in
      let (column, cell) = pair
      let isOutcome = column.title == Nights.outcome
      // The outcome, on the left of its column, keeps away from the time to its left.
      let padding = "4px \(index == nights.columns.count - 1 ? 0 : 5)px 4px \(isOutcome ? 8 : 0)px"
      // On the narrowest telephones the time goes below the date; on others the titles make room for it.
      let wrap = element == "td" && index > 0 ? "white-space:nowrap;" : ""
      let width = element == "th" && index == 0 ? " width=\"76\"" : ""
      return """
        <\(element) align="\(column.isRight ? "right" : "left")" valign="top"\(width) \
        style="padding:\(padding);\(wrap)\(style)">\(cell)</\(element)>
        """
    }
    add("<tr>\(row.joined())</tr>")
  }
}
