/// The columns of a table, each with its kind, and what mends rows that break them.
package struct Table: Sendable {
  package let name: String
  package let columns: [Column]

  package init(_ name: String, _ columns: Column...) {
    self.name = name
    self.columns = columns
  }

  /// A column and what is possible in it.
  package struct Column: Sendable {
    package let name: String
    package let kind: Kind
    let mayBeNull: Bool

    package init(_ name: String, _ kind: Kind, orNull mayBeNull: Bool = false) {
      self.name = name
      self.kind = kind
      self.mayBeNull = mayBeNull
    }
  }

  /// One line for each row that can't be: what stands there and what becomes of it. Nothing is changed.
  /// - Throws: `DatabaseError`.
  package func impossibleRows(in database: Database, limit: Int) throws(DatabaseError) -> [String] {
    let rows = try database.prepare(
      "SELECT CASE WHEN \(isKept) THEN \(changes) ELSE \(wholeRow) END FROM \(name) WHERE NOT (\(isPossible)) LIMIT ?1")
    try rows.bind([.integer(Int64(clamping: limit))])
    var lines: [String] = []
    while try rows.step() { lines.append(name + rows.text(0, limit: Kind.longestText)) }
    return lines
  }

  /// Makes every row possible, as part of a transaction.
  /// - Throws: `DatabaseError`.
  package func mend(_ database: Database) throws(DatabaseError) {
    try database.execute("DELETE FROM \(name) WHERE NOT (\(isKept))")
    let values = columns.filter { !$0.isKey }.map { "\($0.name) = \($0.mended(in: self))" }.joined(separator: ", ")
    if !values.isEmpty { try database.execute("UPDATE \(name) SET \(values) WHERE NOT (\(isPossible))") }
  }

  /// An expression for what stands in a column, or the possible value that stands for it.
  package func possibleValue(of column: String) -> String {
    columns.first { $0.name == column }.map { $0.mended(in: nil) } ?? column
  }

  /// Whether no row breaks a kind.
  private var isPossible: String { columns.map(\.isPossible).joined(separator: " AND ") }

  /// Whether a row has what it is found by.
  private var isKept: String {
    let keys = columns.filter(\.isKey).map(\.isPossible)
    return keys.isEmpty ? "1" : keys.joined(separator: " AND ")
  }

  private var changes: String {
    let place = columns.prefix(2).map { "' \($0.name)=' || \($0.shown)" }
    let values = columns.filter { !$0.isKey }.map { column in
      "CASE WHEN \(column.isPossible) THEN '' ELSE ' \(column.name) was ' || \(column.shown) || ' and is now ' || "
        + "\(shown(column.mended(in: self))) || ';' END"
    }
    return (place + ["':'"] + values).joined(separator: " || ")
  }

  private var wholeRow: String {
    "': the row was removed:' || " + columns.map { "' \($0.name)=' || \($0.shown)" }.joined(separator: " || ")
  }
}

extension Table.Column {
  /// Whether a row with another value is removed.
  var isKey: Bool {
    switch kind {
    case .name, .nameOrEmpty, .keyText, .key: !mayBeNull
    default: false
    }
  }

  /// The value as text of SQL, not too long.
  var shown: String { SQLite.shown(name) }

  /// An expression that says whether the value is possible.
  var isPossible: String { mayBeNull ? "(\(name) IS NULL OR (\(isOfKind)))" : "(\(isOfKind))" }

  private var isOfKind: String {
    let isName = """
      typeof(\(name)) = 'text' AND length(CAST(\(name) AS BLOB)) BETWEEN 1 AND 64 \
      AND length(CAST(\(name) AS BLOB)) = length(\(name)) AND \(name) GLOB '[A-Za-z0-9]*' \
      AND \(name) NOT GLOB '*[^A-Za-z0-9._-]*'
      """
    return switch kind {
    case .key(let range), .number(let range, _):
      "typeof(\(name)) = 'integer' AND \(name) BETWEEN \(range.lowerBound) AND \(range.upperBound)"
    case .real(let range):
      "typeof(\(name)) IN ('real', 'integer') AND \(name) BETWEEN \(range.lowerBound) AND \(range.upperBound)"
    case .name, .title: isName
    case .nameOrEmpty: "(typeof(\(name)) = 'text' AND \(name) = '') OR (\(isName))"
    case .word(let words, _):
      "typeof(\(name)) = 'text' AND \(name) IN (\(words.map { "'\($0)'" }.joined(separator: ", ")))"
    case .text(let limit), .keyText(let limit):
      "typeof(\(name)) = 'text' AND length(CAST(\(name) AS BLOB)) <= \(limit)"
    case .any: "1"
    case .bytes(let limit): "typeof(\(name)) = 'blob' AND length(\(name)) <= \(limit)"
    }
  }

  /// An expression for the possible value that stands for the one that is there.
  func mended(in table: Table?) -> String {
    let nearest =
      switch kind {
      case .key, .name, .nameOrEmpty, .keyText, .any: name
      case .number where mayBeNull, .real where mayBeNull: "NULL"
      case .number(_, let value?): String(value)
      case .number(let range, nil):
        "max(\(range.lowerBound), min(\(range.upperBound), CAST(coalesce(\(name), 0) AS INTEGER)))"
      case .real(let range): "max(\(range.lowerBound), min(\(range.upperBound), CAST(coalesce(\(name), 0) AS REAL)))"
      case .title: "'unnamed-' || id" + (table.map { titleEnding(in: $0) } ?? "")
      case .word(_, let otherwise): "'\(otherwise)'"
      case .text(let limit):
        // substr makes nothing of empty bytes.
        "coalesce(CAST(substr(CAST(\(name) AS BLOB), 1, \(limit)) AS TEXT), '')"
      case .bytes(let limit): "coalesce(substr(CAST(\(name) AS BLOB), 1, \(limit)), x'')"
      }
    return "CASE WHEN \(isPossible) THEN \(name) ELSE \(nearest) END"
  }
}

extension Table.Column {
  /// Who wrote a wrong name may have given the one that stands for it to another row.
  private func titleEnding(in table: Table) -> String {
    """
     || CASE WHEN EXISTS(SELECT 1 FROM \(table.name) o WHERE o.\(name) = 'unnamed-' || \(table.name).id) \
    THEN '-' || lower(hex(randomblob(8))) ELSE '' END
    """
  }
}

private func shown(_ expression: String) -> String {
  """
  CASE WHEN typeof(\(expression)) IN ('text', 'blob') THEN quote(substr(\(expression), 1, 200)) \
  ELSE quote(\(expression)) END
  """
}
