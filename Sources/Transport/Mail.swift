/// One mail with its envelope, as it is handed to whoever carries it.
package struct Submission: Equatable, Sendable {
  /// The plain address of the envelope.
  package var from: String
  /// Plain addresses of the envelope.
  package var to: [String]
  /// Header and body with CRLF at the end of each line, and no dots doubled.
  package var message: [UInt8]

  package init(from: String, to: [String], message: [UInt8]) {
    self.from = from
    self.to = to
    self.message = message
  }
}
