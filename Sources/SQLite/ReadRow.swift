package import Batches
internal import CSQLite

/// The one way to what stands in a row: each value as its column's kind has it. What can't be counts as what `Table.mend`
/// would make of it, and the connection counts it.
extension Statement {
  /// A key of any value, or what SQLite itself has counted.
  package borrowing func key(_ column: Int32) -> Int64 {
    if type(column) != SQLITE_INTEGER { noteImpossible() }
    return integer(column)
  }

  package borrowing func optionalKey(_ column: Int32) -> Int64? { isNull(column) ? nil : key(column) }

  package borrowing func number(
    _ column: Int32, in range: ClosedRange<Int64>, otherwise: Int64? = nil
  ) -> Int64 {
    let isNumber = type(column) == SQLITE_INTEGER
    let number = integer(column)
    if isNumber, range.contains(number) { return number }
    noteImpossible()
    return otherwise ?? min(max(number, range.lowerBound), range.upperBound)
  }

  /// A whole number; nil for anything else.
  package borrowing func numberOrNull(_ column: Int32, in range: ClosedRange<Int64>) -> Int64? {
    let isNumber = type(column) == SQLITE_INTEGER
    let number = integer(column)
    if isNumber, range.contains(number) { return number }
    if !isNull(column) { noteImpossible() }
    return nil
  }

  package borrowing func anyNumber(_ column: Int32) -> Int64 { number(column, in: .min ... .max) }

  package borrowing func moment(_ column: Int32) -> Timestamp {
    Timestamp(milliseconds: number(column, in: Kind.moments))
  }

  package borrowing func optionalMoment(_ column: Int32) -> Timestamp? {
    numberOrNull(column, in: Kind.moments).map { Timestamp(milliseconds: $0) }
  }

  package borrowing func span(_ column: Int32) -> TimeSpan {
    TimeSpan(milliseconds: number(column, in: Kind.spans))
  }

  package borrowing func optionalSpan(_ column: Int32) -> TimeSpan? {
    numberOrNull(column, in: Kind.spans).map { TimeSpan(milliseconds: $0) }
  }

  package borrowing func count(_ column: Int32) -> Int64 { number(column, in: Kind.counts) }

  package borrowing func optionalCount(_ column: Int32) -> Int64? { numberOrNull(column, in: Kind.counts) }

  package borrowing func revision(_ column: Int32) -> Int64 { number(column, in: Kind.revisions, otherwise: 0) }

  package borrowing func flag(_ column: Int32) -> Bool { number(column, in: 0...1) != 0 }

  package borrowing func real(_ column: Int32, in range: ClosedRange<Double>) -> Double {
    let type = type(column)
    let number = real(column)
    if type == SQLITE_FLOAT || type == SQLITE_INTEGER, range.contains(number) { return number }
    noteImpossible()
    return min(max(number, range.lowerBound), range.upperBound)
  }

  /// A number of the range; nil for anything else.
  package borrowing func realOrNull(_ column: Int32, in range: ClosedRange<Double>) -> Double? {
    let type = type(column)
    let number = real(column)
    if type == SQLITE_FLOAT || type == SQLITE_INTEGER, range.contains(number) { return number }
    if type != SQLITE_NULL { noteImpossible() }
    return nil
  }

  package borrowing func amount(_ column: Int32) -> Double { real(column, in: Kind.amounts) }

  package borrowing func ratio(_ column: Int32) -> Double { real(column, in: 0...1) }

  /// A name by the rule of names; nil for anything else.
  package borrowing func name(_ column: Int32) -> String? {
    if type(column) == SQLITE_TEXT, let name = text(column, atMost: 64), isValidName(name) { return name }
    noteImpossible()
    return nil
  }

  /// The same, or nothing.
  package borrowing func nameOrEmpty(_ column: Int32) -> String? {
    if type(column) == SQLITE_TEXT, sqlite3_column_bytes(handle, column) == 0 { return "" }
    return name(column)
  }

  /// The name of a row, or what stands for it.
  package borrowing func title(_ column: Int32, of id: Int64) -> String { name(column) ?? "unnamed-\(id)" }

  package borrowing func word<Word: RawRepresentable<String>>(_ column: Int32, otherwise: Word) -> Word {
    if type(column) == SQLITE_TEXT, let word = text(column, atMost: 64).flatMap(Word.init) { return word }
    noteImpossible()
    return otherwise
  }

  /// Text of at most `limit` bytes, the rest cut away. Bytes that are no UTF-8 become U+FFFD.
  package borrowing func text(_ column: Int32, limit: Int = Kind.longestText) -> String {
    if type(column) == SQLITE_TEXT, let text = text(column, atMost: limit) { return text }
    noteImpossible()
    return String(decoding: bytes(column).prefix(limit), as: UTF8.self)
  }

  package borrowing func optionalText(_ column: Int32, limit: Int = Kind.longestText) -> String? {
    isNull(column) ? nil : text(column, limit: limit)
  }

  /// Text by which a row is found; nil for anything else.
  package borrowing func keyText(_ column: Int32, limit: Int) -> String? {
    if type(column) == SQLITE_TEXT, let text = text(column, atMost: limit) { return text }
    noteImpossible()
    return nil
  }

  package borrowing func blob(_ column: Int32, limit: Int) -> [UInt8] {
    let bytes = bytes(column)
    if type(column) == SQLITE_BLOB, bytes.count <= limit { return [UInt8](bytes) }
    noteImpossible()
    return [UInt8](bytes.prefix(limit))
  }

  package borrowing func isNull(_ column: Int32) -> Bool { type(column) == SQLITE_NULL }
}
