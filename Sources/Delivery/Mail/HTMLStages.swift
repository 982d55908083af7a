internal import Batches
internal import Presentation

extension HTMLPage {
  /// A stage: its name and figures above its bar, and what else there is to say below.
  mutating func add(_ stage: StageText) {
    var figures = [stage.items, stage.took].filter { !$0.isEmpty }
    if let completion = stage.completion { figures.insert(percentText(completion), at: 0) }
    var note = shown(stage.note)
    // A word stands beside the figures, a reason below the bar; a skipped stage has no bar.
    if stage.completion == nil || !note.contains(" ") {
      if !note.isEmpty { figures.insert(note, at: 0) }
      note = ""
    }
    add(
      """
      <table \(Self.table) width="100%" style="margin:7px 0"><tr>\
      <td style="font-size:15px;line-height:20px;\(Self.breaking)">\(escaped(shown(stage.name)))</td>\
      <td align="right" style="padding-left:8px;\(Self.small)">\(escaped(figures.joined(separator: " · ")))</td></tr>
      """)
    if let completion = stage.completion {
      add("<tr><td colspan=\"2\">\(bar(completion, stage.ink))</td></tr>")
      if !note.isEmpty {
        add("<tr><td colspan=\"2\" style=\"\(Self.small);\(Self.breaking)\">\(escaped(note))</td></tr>")
      }
    }
    add("</table>")
  }

  /// What is left of a bar: a colour for readers that know no transparency, and one that suits any ground.
  private static let track = (plain: "#c3c8cf", style: "rgba(128,128,128,0.35)")

  /// A bar of two cells, which every reader draws; full only at 1 and empty only at 0.
  private func bar(_ ratio: Double, _ ink: Ink) -> String {
    let filled = ratio >= 1 ? 100 : ratio > 0 ? min(max(Int(clamping: ratio * 100), 1), 99) : 0
    let cells = [(filled, (ink.fill, ink.fill)), (100 - filled, Self.track)].filter { $0.0 > 0 }.map { width, colour in
      """
      <td width="\(width)%" height="8" bgcolor="\(colour.plain)" style="background-color:\(colour.style);height:8px;\
      line-height:8px;font-size:1px">&nbsp;</td>
      """
    }
    return "<table \(Self.table) width=\"100%\"><tr>\(cells.joined())</tr></table>"
  }
}
