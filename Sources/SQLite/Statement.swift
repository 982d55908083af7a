internal import CSQLite

/// A compiled statement, ended when the value goes.
package struct Statement: ~Copyable {
  private let handle: OpaquePointer
  private let database: Database

  init(_ handle: OpaquePointer, of database: Database) {
    self.handle = handle
    self.database = database
  }

  deinit { sqlite3_finalize(handle) }

  /// Binds values to parameters 1, 2, …
  package borrowing func bind(_ values: [Value]) throws(DatabaseError) {
    for (index, value) in values.enumerated() { try bind(value, at: Int32(index + 1)) }
  }

  private borrowing func bind(_ value: Value, at position: Int32) throws(DatabaseError) {
    let code: Int32 =
      switch value {
      case .null: sqlite3_bind_null(handle, position)
      case .integer(let number): sqlite3_bind_int64(handle, position, number)
      case .real(let number): sqlite3_bind_double(handle, position, number)
      case .text(var text):
        text.withUTF8 { bytes in
          bytes.withMemoryRebound(to: CChar.self) {
            // An empty string has no address in Swift, and SQLite would read that as NULL.
            batchwatch_sqlite_bind_text(handle, position, $0.baseAddress ?? emptyText, Int32($0.count))
          }
        }
      case .blob(let bytes):
        bytes.withUnsafeBytes {
          $0.isEmpty
            ? sqlite3_bind_zeroblob(handle, position, 0)
            : batchwatch_sqlite_bind_blob(handle, position, $0.baseAddress, Int32($0.count))
        }
      }
    guard code == SQLITE_OK else { throw database.error(code) }
  }

  /// Goes to the next row.
  /// - Returns: false at the end.
  package borrowing func step() throws(DatabaseError) -> Bool {
    let code = sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    guard code == SQLITE_DONE else { throw database.error(code) }
    return false
  }

  /// Makes the statement ready to run again with other values.
  package borrowing func reset() { sqlite3_reset(handle) }

  package borrowing func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
  package borrowing func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
  package borrowing func real(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }

  package borrowing func text(_ column: Int32) -> String {
    guard let bytes = sqlite3_column_text(handle, column) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, column))
    return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  package borrowing func blob(_ column: Int32) -> [UInt8] {
    guard let bytes = sqlite3_column_blob(handle, column) else { return [] }
    return [UInt8](UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(handle, column))))
  }

  package borrowing func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }
  package borrowing func optionalReal(_ column: Int32) -> Double? { isNull(column) ? nil : real(column) }
  package borrowing func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }
  package borrowing func optionalBlob(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : blob(column) }

  /// A value of whatever type the row has, for copying rows as they are.
  package borrowing func value(_ column: Int32) -> Value {
    switch sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER: .integer(integer(column))
    case SQLITE_FLOAT: .real(real(column))
    case SQLITE_TEXT: .text(text(column))
    case SQLITE_BLOB: .blob(blob(column))
    default: .null
    }
  }

  package borrowing func values() -> [Value] { (0..<sqlite3_column_count(handle)).map { value($0) } }
}

/// The address of an empty C string; it is never written to.
nonisolated(unsafe) private let emptyText: UnsafePointer<CChar> = UnsafePointer(
  UnsafeMutablePointer<CChar>.allocate(capacity: 1).initialized(to: 0))

extension UnsafeMutablePointer {
  fileprivate func initialized(to value: Pointee) -> UnsafeMutablePointer {
    initialize(to: value)
    return self
  }
}
