/// A mail server that takes mails for others, and how it lets us in.
package struct Relay: Equatable, Sendable {
  /// Whether it must encrypt.
  package enum StartTLS: Sendable { case required, optional, never }

  /// `smtp://host[:port]`, or `smtps://` which is encrypted from the start.
  package var url: String
  package var startTLS = StartTLS.required
  package var login: Login?
  package var encryption = Encryption()
  /// How we call ourselves in EHLO: letters, digits, dots and hyphens. nil leaves it to libcurl, which takes the host's
  /// name.
  package var hostName: String?

  package init(_ url: String) { self.url = url }
}

/// Who we are to a relay. The password is a secret: it is given to libcurl and to nobody else.
package struct Login: Equatable, Sendable {
  package var username: String
  package var password: String

  package init(username: String, password: String) {
    self.username = username
    self.password = password
  }
}
