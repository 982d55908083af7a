package import Batches

/// How batchwatch mails people itself.
package struct MailSettings: Equatable, Sendable {
  /// Plain addresses; never empty.
  package var to: [String]
  /// A plain address.
  package var from: String
  package var transport: MailTransport
  /// While an alert holds, it is mailed again after this long.
  package var repeatEvery: TimeSpan
  /// Whether people are told when an alert no longer holds.
  package var sendResolved: Bool

  package static let defaultRepeatEvery = TimeSpan.hours(4)

  package init(to: [String], from: String, transport: MailTransport) {
    self.to = to
    self.from = from
    self.transport = transport
    repeatEvery = Self.defaultRepeatEvery
    sendResolved = true
  }
}

/// Who takes a mail.
package enum MailTransport: Equatable, Sendable {
  case smtp(SMTPSettings)
  /// Absolute path of a program that takes a mail as `sendmail -t` does.
  case sendmail(String)
}

/// Relays and how to talk to them.
package struct SMTPSettings: Equatable, Sendable {
  /// `smtp://` or `smtps://` URLs, tried in this order; never empty.
  package var relays: [String]
  /// For `smtp://` relays; `smtps://` is encrypted from the start.
  package var startTLS: StartTLS
  package var login: SMTPLogin?
  package var tls: TLSSettings

  package init(relays: [String]) {
    self.relays = relays
    startTLS = .required
    tls = TLSSettings()
  }
}

/// A user name, and the file that holds the password.
package struct SMTPLogin: Equatable, Sendable {
  package var username: String
  package var passwordFile: String

  package init(username: String, passwordFile: String) {
    self.username = username
    self.passwordFile = passwordFile
  }
}

/// Whether a mail waits for a relay that offers no encryption.
package enum StartTLS: String, CaseIterable, Sendable {
  /// Never send in the clear.
  case required
  /// Encrypt where the relay offers it.
  case optional
  /// Always send in the clear.
  case never
}
