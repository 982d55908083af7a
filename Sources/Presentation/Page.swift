/// Lines on their way to a terminal or a file. No line is wider than the style allows.
package struct Page {
  package let style: OutputStyle
  package private(set) var text = ""

  package init(_ style: OutputStyle) {
    self.style = style
  }

  /// What the style allows, but never so little that nothing would be told.
  package var width: Int { max(style.width, 40) }

  package mutating func add(_ line: Line) {
    text += line.cut(to: width, unicode: style.unicode).text(colour: style.colour) + "\n"
  }

  /// Adds a line as it is, however wide: for an address, which is of use only as a whole.
  package mutating func addWhole(_ line: String) { text += line + "\n" }

  package mutating func addBlank() { text += "\n" }

  /// Adds text that begins after `lead` and continues below its own beginning, broken at blanks.
  package mutating func addWrapped(_ text: String, _ ink: Ink, after lead: Line) {
    let room = max(width - lead.width, 10)
    var line = lead
    for part in wrap(text, columns: room) {
      line.pad(to: lead.width)
      line.append(part, ink)
      add(line)
      line = Line()
    }
  }

  /// Adds the rows of a table, each with its note: beside it where there is room, else below it.
  /// - Parameter notes: one for each of the last rows; a row before them is the titles.
  package mutating func addRows(_ rows: [Line], notes: [Line]) {
    let start = rows.reduce(0) { max($0, $1.width) } + 2
    let titles = rows.count - notes.count
    for (index, row) in rows.enumerated() {
      guard index >= titles, notes[index - titles].width > 0 else {
        add(row)
        continue
      }
      let note = notes[index - titles]
      if start + note.width <= width {
        var line = row
        line.pad(to: start)
        line.append(note)
        add(line)
      } else {
        add(row)
        addWrapped(note.plainText, note.ink, after: Line("      "))
      }
    }
  }

  /// Text from users, safe to print.
  package func safe(_ text: String) -> String { safeText(text, unicode: style.unicode) }
}

/// `text` in lines of at most `columns`, broken at blanks, or within a word that is longer than a line. Blanks at its
/// beginning stay.
package func wrap(_ text: String, columns: Int) -> [String] {
  var lines: [String] = []
  // Nil at the beginning of a line.
  var line: String?
  for word in text.split(separator: " ", omittingEmptySubsequences: false) {
    var word = String(word)
    if let begun = line {
      if displayWidth(begun) + 1 + displayWidth(word) <= columns {
        line = begun + " " + word
        continue
      }
      lines.append(begun)
      line = nil
    }
    while displayWidth(word) > columns {
      var part = prefix(of: word, columns: columns)
      if part.isEmpty { part = word.prefix(1) }
      lines.append(String(part))
      word = String(word.dropFirst(part.count))
    }
    // Of the blanks at which a line was broken, none begins the next.
    if !word.isEmpty || lines.isEmpty { line = word }
  }
  if let line { lines.append(line) }
  return lines
}
