/// Cells in columns. Columns without any text are left out.
package struct Table {
  package struct Column {
    package var title: String
    package var isRight: Bool
    /// Where the column is wider than this, its cells are cut.
    package var limit: Int

    package init(title: String, isRight: Bool = false, limit: Int = .max) {
      self.title = title
      self.isRight = isRight
      self.limit = limit
    }
  }

  package var columns: [Column]
  private var rows: [[Line]] = []
  private static let gap = 2

  package init(_ columns: [Column]) { self.columns = columns }

  package mutating func add(_ row: [Line]) { rows.append(row) }

  /// The rows, with the titles above them where `titled`.
  package func lines(indent: Int, titled: Bool, unicode: Bool) -> [Line] {
    let shown = columns.indices.filter { column in rows.contains { $0[column].width > 0 } }
    let widths = shown.map { column in
      let title = titled ? displayWidth(columns[column].title) : 0
      return min(rows.reduce(title) { max($0, $1[column].width) }, columns[column].limit)
    }
    var lines: [Line] = []
    if titled { lines.append(line(columns.map { Line($0.title, .faint) }, shown, widths, indent, unicode)) }
    for row in rows { lines.append(line(row, shown, widths, indent, unicode)) }
    return lines
  }

  private func line(_ row: [Line], _ shown: [Int], _ widths: [Int], _ indent: Int, _ unicode: Bool) -> Line {
    var line = Line(String(repeating: " ", count: indent))
    var end = indent
    for (column, width) in zip(shown, widths) {
      let cell = row[column].cut(to: width, unicode: unicode)
      if cell.width > 0 { line.pad(to: columns[column].isRight ? end + width - cell.width : end) }
      line.append(cell)
      end += width + Self.gap
    }
    return line
  }
}
