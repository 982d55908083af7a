/// How a piece of text is drawn. Meaning never hangs on colour alone: the words say the same.
package enum Ink: Sendable {
  case plain, strong, faint, good, bad, warning, active

  /// The parameters of the terminal's SGR sequence.
  fileprivate var code: String {
    switch self {
    case .plain: ""
    case .strong: "1"
    case .faint: "2"
    case .good: "32"
    case .bad: "1;31"
    case .warning: "33"
    case .active: "36"
    }
  }
}

/// One line of a terminal, in pieces of one ink each.
package struct Line: Sendable {
  private var pieces: [(text: String, ink: Ink)] = []
  /// Columns that the line takes.
  package private(set) var width = 0

  package init() {}

  package init(_ text: String, _ ink: Ink = .plain) { append(text, ink) }

  package mutating func append(_ text: String, _ ink: Ink = .plain) {
    if text.isEmpty { return }
    pieces.append((text, ink))
    width += displayWidth(text)
  }

  package mutating func append(_ line: Line) {
    pieces += line.pieces
    width += line.width
  }

  /// Appends blanks until the line is `columns` wide.
  package mutating func pad(to columns: Int) { append(String(repeating: " ", count: max(0, columns - width))) }

  /// The line, cut to `columns` with a mark where it is longer.
  package func cut(to columns: Int, unicode: Bool) -> Line {
    if width <= columns { return self }
    let mark = unicode ? "…" : "..."
    guard columns > displayWidth(mark) else { return Line(String(repeating: ".", count: max(0, columns))) }
    var line = Line()
    for (text, ink) in pieces {
      let room = columns - displayWidth(mark) - line.width
      if displayWidth(text) <= room {
        line.append(text, ink)
      } else {
        line.append(String(prefix(of: text, columns: room)) + mark, ink)
        break
      }
    }
    return line
  }

  /// The words alone.
  package var plainText: String { pieces.reduce("") { $0 + $1.text } }

  /// The ink of the first piece.
  package var ink: Ink { pieces.first?.ink ?? .plain }

  /// The line's text without blanks at its end.
  /// - Parameter colour: whether to add the terminal's sequences.
  package func text(colour: Bool) -> String {
    var text = ""
    let end = pieces.lastIndex { !$0.text.utf8.allSatisfy { $0 == UInt8(ascii: " ") } } ?? -1
    for index in 0..<(end + 1) {
      let piece = pieces[index]
      var shown = piece.text
      if index == end { while shown.last == " " { shown.removeLast() } }
      let code = piece.ink.code
      text += colour && !code.isEmpty && !shown.isEmpty ? "\u{1b}[\(code)m\(shown)\u{1b}[0m" : shown
    }
    return text
  }
}
