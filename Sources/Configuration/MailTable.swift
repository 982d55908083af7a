import Batches

/// The mail settings while they are read.
struct MailDraft: Sendable {
  var to: [String] = []
  var from: String?
  var relays: [String] = []
  var sendmail: String?
  var startTLS = StartTLS.required
  var username: String?
  var passwordFile: String?
  var tls = TLSSettings()
  var repeatEvery = MailSettings.defaultRepeatEvery
  var sendResolved = true
}

/// The keys of `mail`.
let mailTable = SettingTable<MailDraft>(
  place: "'mail'",
  settings: [
    Setting(
      "to", .list(of: .mailAddress, limit: 100, allowsOne: true), "Who gets the mail.", example: "[oncall@example.com]",
      aliases: ["recipient", "recipients", "email_to", "alert_email_to"], isRequired: true, store: { $0.to = $1 }),
    Setting(
      "from", .mailAddress, "Who it comes from.", example: "batchwatch@example.com",
      aliases: ["sender", "email_from", "smtp_from"], isRequired: true, store: { $0.from = $1 }),
    Setting(
      "smtp", .list(of: .relay, limit: 16, allowsOne: true), "The mail relays, tried in this order.",
      example: "smtp://relay.example.com:587",
      aliases: ["smtp_server", "smtp_smarthost", "smarthost", "relay", "server", "host"], store: { $0.relays = $1 }),
    Setting(
      "sendmail", .absolutePath, "Instead of `smtp`: the program that takes the mail.", example: "/usr/sbin/sendmail",
      aliases: ["sendmail_path", "mailer", "command"], store: { $0.sendmail = $1 }),
    Setting(
      "starttls", .choice,
      "For `smtp://` relays: whether mail waits for encryption. A login needs `required`, except on this host.",
      fallback: "`required`", example: "required", aliases: ["start_tls", "smtp_require_tls", "require_tls"],
      store: { $0.startTLS = $1 }),
    Setting(
      "username", .userName, "The user who logs in at the relay.", fallback: "no login", example: "apikey",
      aliases: ["user", "auth_username", "smtp_username", "smtp_auth_username"], store: { $0.username = $1 }),
    Setting(
      "password_file", .absolutePath, "The file whose first line is the password.",
      example: "/etc/batchwatch/smtp-password", aliases: ["auth_password_file", "smtp_auth_password_file"],
      store: { $0.passwordFile = $1 }),
    Setting(
      "tls_config", .tls, "TLS towards the relay, see [`tls_config`](#tls_config).",
      fallback: "the host's certificates", example: "{ca_file: /etc/ssl/internal-ca.pem}", aliases: ["tls", "ssl"],
      store: { $0.tls = $1 }),
    Setting(
      "repeat_every", .duration(atLeast: .minutes(1)), "While an alert holds, it is mailed again after this long.",
      fallback: "`\(MailSettings.defaultRepeatEvery)`", example: "4h",
      aliases: ["repeat_interval", "reminder", "repeat"],
      store: { $0.repeatEvery = $1 }),
    Setting(
      "send_resolved", .boolean, "Whether the end of an alert is mailed too.", fallback: "`true`", example: "true",
      aliases: ["resolved"], store: { $0.sendResolved = $1 }),
  ],
  secrets: [
    "password": "password_file", "auth_password": "password_file", "smtp_password": "password_file",
    "smtp_auth_password": "password_file", "auth_secret": "password_file",
  ], check: checkMail)

@Sendable
private func checkMail(_ node: YAMLNode, _ draft: inout MailDraft, _ findings: inout Findings) {
  let hasRelay = node.entry("smtp") != nil
  let hasProgram = node.entry("sendmail") != nil
  if hasRelay && hasProgram {
    findings.add(place(ofKey: "sendmail", in: node), "'sendmail' and 'smtp' exclude each other; remove one")
  } else if !hasRelay && !hasProgram {
    findings.add(node.position, "'mail' needs 'smtp' (a relay) or 'sendmail' (a program)")
  } else if hasProgram {
    for key in ["starttls", "username", "password_file", "tls_config"] where node.entry(key) != nil {
      findings.add(place(ofKey: key, in: node), "'\(key)' is for 'smtp'; 'sendmail' has settings of its own")
    }
    return
  }
  for (key, other) in [("username", "password_file"), ("password_file", "username")]
  where node.entry(key) != nil && node.entry(other) == nil {
    findings.add(place(ofKey: key, in: node), "'\(key)' needs '\(other)' beside it")
  }
  let isOpen = draft.relays.contains { $0.hasPrefix("smtp:") && !isLoopback($0) }
  if draft.startTLS != .required, draft.username != nil, isOpen {
    findings.add(
      place(of: "starttls", in: node),
      "'starttls' must be required with a 'username', or the password could cross the network in the clear")
  }
}

extension Kind where Value == MailSettings {
  static var mail: Kind {
    Kind("a mapping") { node, _, findings in
      var draft = MailDraft()
      mailTable.read(node, into: &draft, &findings)
      guard let from = draft.from, !draft.to.isEmpty else { return nil }
      var settings = MailSettings(to: draft.to, from: from, transport: draft.transport)
      settings.repeatEvery = draft.repeatEvery
      settings.sendResolved = draft.sendResolved
      return settings
    }
  }
}

extension MailDraft {
  fileprivate var transport: MailTransport {
    if let sendmail { return .sendmail(sendmail) }
    var smtp = SMTPSettings(relays: relays)
    smtp.startTLS = startTLS
    smtp.tls = tls
    if let username, let passwordFile { smtp.login = SMTPLogin(username: username, passwordFile: passwordFile) }
    return .smtp(smtp)
  }
}
