package import Configuration
package import Transport

/// How to hand mail over, with the secrets that this takes.
package struct MailAccess: Sendable {
  package let settings: MailSettings
  /// How we call ourselves to a relay.
  package let hostName: String
  private let password: String?

  /// - Throws: `SecretFileError` if a secret can't be used.
  package init(_ settings: MailSettings, hostName: String) throws(SecretFileError) {
    self.settings = settings
    self.hostName = hostName
    if case .smtp(let smtp) = settings.transport, let login = smtp.login {
      password = try readSecret(login.passwordFile)
    } else {
      password = nil
    }
  }

  /// The relays in the order in which they are tried; none where a program takes the mail.
  package var relays: [Relay] {
    guard case .smtp(let smtp) = settings.transport else { return [] }
    return smtp.relays.map { url in
      var relay = Relay(url)
      relay.startTLS =
        switch smtp.startTLS {
        case .required: .required
        case .optional: .optional
        case .never: .never
        }
      if let login = smtp.login, let password {
        relay.login = Login(username: login.username, password: password)
      }
      relay.encryption = Encryption(smtp.tls)
      relay.hostName = hostName
      return relay
    }
  }
}

/// What became of one attempt to hand a mail over.
package enum HandOver: Equatable, Sendable {
  /// Somebody took it, with this reply.
  case taken(reply: String)
  /// Nobody took it. `isAboutTheMail` tells a refusal of this mail from a way that is closed for all mail.
  case refused(reason: String, isAboutTheMail: Bool)
  /// Somebody may have taken it.
  case unknown(reason: String)
}

/// Hands a mail to the first relay that takes it, or to the program.
/// - Parameter timeout: milliseconds for all of it.
package func handOver(_ message: [UInt8], _ access: MailAccess, timeout: Int) -> HandOver {
  let mail = Submission(from: access.settings.from, to: access.settings.to, message: message)
  if case .sendmail(let program) = access.settings.transport {
    do throws(TransportError) {
      try submitBySendmail(mail, program: program, timeout: timeout)
      return .taken(reply: "\(program) took it")
    } catch {
      if error.fateIsUnknown { return .unknown(reason: error.description) }
      return .refused(reason: error.description, isAboutTheMail: error.kind == .refused)
    }
  }
  let relays = access.relays
  var reasons: [String] = []
  var isUnknown = false
  var isAboutTheMail = false
  for (index, relay) in relays.enumerated() {
    // A relay that doesn't answer must leave time for the others.
    let share = timeout / (relays.count - index)
    do throws(TransportError) {
      return .taken(reply: try submit(mail, to: relay, timeout: share))
    } catch {
      reasons.append(error.description)
      isUnknown = isUnknown || error.fateIsUnknown
      isAboutTheMail = isAboutTheMail || error.kind == .refused
    }
  }
  let reason = reasons.joined(separator: "; ")
  return isUnknown ? .unknown(reason: reason) : .refused(reason: reason, isAboutTheMail: isAboutTheMail)
}
