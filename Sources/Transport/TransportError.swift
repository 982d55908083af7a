/// Why a request or a mail did not get through, in the terms in which it is mended.
package struct TransportError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What failed.
  package enum Kind: String, CaseIterable, Sendable {
    /// The host's name is unknown.
    case name
    /// Nobody listens there, or the way there is closed.
    case connection
    /// No answer in time.
    case timeout
    /// No encrypted connection: a certificate that isn't believed, or no common version.
    case encryption
    /// The answer is longer than anything sensible.
    case tooLong
    /// The peer breaks the protocol, or breaks off.
    case answer
    /// The peer says no to who we are.
    case login
    /// The mail server, or the program that takes the mail, says no; `code` tells whether later it may say yes.
    case refused
    /// A file that is needed, such as a certificate or a password, can't be used.
    case file
    /// libcurl can't do it.
    case internalError
  }

  package var kind: Kind
  /// Whom it concerns: an URL's scheme, host and port, never its path or a secret; or a program's path.
  package var peer: String
  /// One sentence without a full stop.
  package var reason: String
  /// The last status of the peer: an HTTP status, an SMTP reply, or a program's exit status; 0 where there was none.
  package var code: Int
  /// Only for mail: everything was sent, and no answer came, so nobody knows whether the server took it.
  package var fateIsUnknown: Bool

  package init(_ kind: Kind, peer: String, reason: String, code: Int = 0, fateIsUnknown: Bool = false) {
    self.kind = kind
    self.peer = peer
    self.reason = reason
    self.code = code
    self.fateIsUnknown = fateIsUnknown
  }

  package var description: String { "\(peer): \(reason)" }

  /// Whether the same may go through later without anybody mending anything: SMTP's 4xx replies say so, to a login too,
  /// and so do the exit status EX_TEMPFAIL and all failures below the protocol. RFC 5321, section 4.2.1; RFC 4954,
  /// section 6; sysexits(3).
  package var isTemporary: Bool {
    switch kind {
    case .refused, .login: (400..<500).contains(code) || code == 75
    case .file, .internalError: false
    default: true
    }
  }
}
