/// One mail on its way to a relay.
package struct Submission: Equatable, Sendable {
  /// Whether it waits for a relay that encrypts.
  package enum StartTLS: Sendable { case required, optional, never }

  /// `smtp://host[:port]`, or `smtps://` which is encrypted from the start.
  package var relay: String
  package var startTLS = StartTLS.required
  /// The plain address of the envelope.
  package var from: String
  /// Plain addresses of the envelope.
  package var to: [String]
  /// Header and body with CRLF at the end of each line. libcurl doubles leading dots.
  package var message: [UInt8]
  package var login: (username: String, password: String)?
  package var encryption = Encryption()
  /// How we call ourselves in EHLO.
  package var hostName: String?

  package init(relay: String, from: String, to: [String], message: [UInt8]) {
    self.relay = relay
    self.from = from
    self.to = to
    self.message = message
  }

  package static func == (left: Submission, right: Submission) -> Bool {
    left.relay == right.relay && left.startTLS == right.startTLS && left.from == right.from && left.to == right.to
      && left.message == right.message && left.login?.username == right.login?.username
      && left.encryption == right.encryption && left.hostName == right.hostName
  }
}
