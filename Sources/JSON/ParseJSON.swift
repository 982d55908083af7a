internal import CSQLite

extension JSON {
  /// The most brackets, braces and commas of a document: of some 3,000 alerts, or as many targets of Prometheus. What stands
  /// between them are values, and each costs some hundred bytes and a microsecond, which a text of two bytes for each
  /// would multiply.
  package static let mostMarks = 100_000

  /// Parses a document with SQLite's own parser, which is made for hostile text and is here already.
  /// - Throws: `JSONError`.
  package init(parsing text: [UInt8]) throws(JSONError) {
    guard marks(in: text) <= Self.mostMarks else {
      throw JSONError(reason: "the answer has more than some \(Self.mostMarks) values")
    }
    guard String(validating: text, as: UTF8.self) != nil, !text.contains(0) else {
      throw JSONError(reason: "the answer is not text in UTF-8")
    }
    var database: OpaquePointer?
    guard sqlite3_open_v2(":memory:", &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK else {
      throw JSONError(reason: "SQLite has no memory")
    }
    defer { sqlite3_close_v2(database) }
    var statement: OpaquePointer?
    // In the order of the document, a container before what it holds.
    let query = "SELECT id, parent, type, key, atom FROM json_tree(?1)"
    guard sqlite3_prepare_v2(database, query, -1, &statement, nil) == SQLITE_OK else {
      throw JSONError(reason: "this SQLite has no JSON functions")
    }
    defer { sqlite3_finalize(statement) }
    let bound = text.withUnsafeBytes { bytes in
      batchwatch_sqlite_bind_text(
        statement, 1, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: bytes.count))
    }
    guard bound == SQLITE_OK else { throw JSONError(reason: "the answer is too long") }
    var builder = TreeBuilder()
    var step = sqlite3_step(statement)
    while step == SQLITE_ROW {
      builder.add(Row(statement))
      step = sqlite3_step(statement)
    }
    guard step == SQLITE_DONE, let root = builder.finish() else { throw JSONError(reason: "the answer is not JSON") }
    self = root
  }
}

/// Brackets, braces and commas that stand in no string.
private func marks(in text: [UInt8]) -> Int {
  var count = 0
  var isInString = false
  var isEscaped = false
  for byte in text {
    if isEscaped {
      isEscaped = false
    } else if byte == UInt8(ascii: "\"") {
      isInString.toggle()
    } else if isInString {
      isEscaped = byte == UInt8(ascii: "\\")
    } else if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") {
      count += 1
    }
  }
  return count
}

private struct Row {
  let id: Int64
  let parent: Int64?
  let isArray: Bool
  let key: String?
  let value: JSON

  init(_ statement: OpaquePointer?) {
    func text(_ column: Int32) -> String? { sqlite3_column_text(statement, column).map { String(cString: $0) } }
    id = sqlite3_column_int64(statement, 0)
    parent = sqlite3_column_type(statement, 1) == SQLITE_NULL ? nil : sqlite3_column_int64(statement, 1)
    // Of the names of types the first two letters tell which it is: to make texts of them would take half of the time.
    let type = sqlite3_column_text(statement, 2)
    let isTrue = type?[1] == UInt8(ascii: "r")
    isArray = type?[0] == UInt8(ascii: "a")
    key = text(3)
    value =
      switch type?[0] {
      case UInt8(ascii: "t"): isTrue ? .bool(true) : .string(text(4) ?? "")
      case UInt8(ascii: "f"): .bool(false)
      case UInt8(ascii: "i"), UInt8(ascii: "r"): .number(sqlite3_column_double(statement, 4))
      case UInt8(ascii: "a"): .array([])
      case UInt8(ascii: "o"): .object([:])
      default: .null
      }
  }
}

/// Puts the rows together again. Containers that are still open are kept apart, so nothing is copied for each member,
/// and no depth of nesting uses up the stack.
private struct TreeBuilder {
  private struct Open {
    let row: Row
    var elements: [JSON] = []
    var members: [String: JSON] = [:]
  }

  private var open: [Open] = []
  private var root: JSON?

  mutating func add(_ row: Row) {
    while let last = open.last, last.row.id != row.parent { close() }
    switch row.value {
    case .array, .object: open.append(Open(row: row))
    default: put(row.value, row)
    }
  }

  mutating func finish() -> JSON? {
    while !open.isEmpty { close() }
    return root
  }

  private mutating func close() {
    let last = open.removeLast()
    put(last.row.isArray ? .array(last.elements) : .object(last.members), last.row)
  }

  private mutating func put(_ value: JSON, _ row: Row) {
    if open.isEmpty {
      root = value
    } else if open[open.count - 1].row.isArray {
      open[open.count - 1].elements.append(value)
    } else {
      open[open.count - 1].members[row.key ?? ""] = value
    }
  }
}
