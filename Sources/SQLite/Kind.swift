/// What is possible in a column.
///
/// Whoever may write to a database can put anything into its rows, and a disk can too. So one table for each database
/// gives every column its kind: reading holds each value within it (`Statement.moment` and so on), and `Table.mend` makes
/// the rows so. Both come to the same value, and behind them all arithmetic is safe. Where a column may be empty, a number
/// that can't be counts as none.
package enum Kind: Sendable {
  /// A whole number as part of a key. A row with anything else is left out, and removed.
  case key(ClosedRange<Int64>)
  /// A whole number. What lies outside counts as the nearest end, or as `otherwise`.
  case number(ClosedRange<Int64>, otherwise: Int64? = nil)
  /// A finite number; what lies outside counts as the nearest end.
  case real(ClosedRange<Double>)
  /// A name by the rule of names. A row without one is left out, and removed.
  case name
  /// The same, or nothing.
  case nameOrEmpty
  /// A name by the rule of names, of a row that must not be lost: it is called `unnamed-` and its id.
  case title
  /// One of some words; anything else counts as `otherwise`.
  case word([String], otherwise: String)
  /// Text of at most so many bytes; what is longer is cut.
  case text(Int)
  /// The same as part of a key: a row with anything else is left out, and removed.
  case keyText(Int)
  /// At most so many bytes; what is longer is cut.
  case bytes(Int)
  /// Anything.
  case any

  /// The key of a row, or of a row of another table.
  package static let key = Kind.key(.min ... .max)
  /// What only orders rows, or is compared.
  package static let anyNumber = Kind.number(.min ... .max)
  /// Milliseconds since the epoch, from 1970 to the end of 9999, the last year that RFC 3339 can write.
  package static let moment = Kind.number(moments)
  /// Milliseconds, up to 292 years, the longest duration that Prometheus knows.
  package static let span = Kind.number(spans)
  /// How many of something.
  package static let count = Kind.number(counts)
  /// A number that grows with every change. One that can't be begins anew.
  package static let revision = Kind.number(revisions, otherwise: 0)
  package static let flag = Kind.number(0...1)
  /// Money, or seconds in all.
  package static let amount = Kind.real(amounts)
  /// How much is done.
  package static let ratio = Kind.real(0...1)
  /// What a person wrote, or reads.
  package static let text = Kind.text(longestText)

  package static let moments: ClosedRange<Int64> = 0...253_402_300_799_999
  package static let spans: ClosedRange<Int64> = 0...9_223_372_036_854
  package static let counts: ClosedRange<Int64> = 0...1_000_000_000_000_000
  package static let revisions: ClosedRange<Int64> = 0...(1 << 62)
  package static let amounts: ClosedRange<Double> = 0...1e15
  package static let longestText = 1 << 16
  /// Beyond this SQLite reads a value no more: the whole row counts as damage.
  package static let longestValue = 8 << 20
}
