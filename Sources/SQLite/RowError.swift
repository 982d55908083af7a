internal import CSQLite

extension DatabaseError {
  /// Whether what stands in the rows, or the tables themselves, is to blame: a value of the wrong type that a strict table
  /// doesn't take, one that is too big, a sum out of range, a table or column that isn't there.
  package var isOfRows: Bool {
    [SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_TOOBIG, SQLITE_ERROR].contains(code & 0xFF)
  }
}
