internal import CSQLite

/// A compiled statement, ended when the value goes.
package struct Statement: ~Copyable {
  let handle: OpaquePointer
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

  borrowing func type(_ column: Int32) -> Int32 { sqlite3_column_type(handle, column) }
  borrowing func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
  borrowing func real(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }

  /// The text; nil where it has more bytes.
  borrowing func text(_ column: Int32, atMost limit: Int) -> String? {
    guard let bytes = sqlite3_column_text(handle, column) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, column))
    guard count <= limit else { return nil }
    return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  /// The bytes of whatever stands there, until the next step.
  borrowing func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
    let bytes = sqlite3_column_blob(handle, column)
    return UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : Int(sqlite3_column_bytes(handle, column)))
  }

  /// Counts that a value was not one that its column can have.
  package borrowing func noteImpossible() { database.impossibleValues += 1 }

  /// A value of whatever type the row has, for copying rows as they are.
  package borrowing func value(_ column: Int32) -> Value {
    switch sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER: .integer(integer(column))
    case SQLITE_FLOAT: .real(real(column))
    // What is too long for any column of ours is not worth the memory.
    case SQLITE_TEXT: text(column, atMost: Kind.longestValue).map { .text($0) } ?? .null
    case SQLITE_BLOB where bytes(column).count <= Kind.longestValue: .blob([UInt8](bytes(column)))
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
