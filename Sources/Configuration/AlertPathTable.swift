import Batches

/// The keys of `alert_path`.
let alertPathTable = SettingTable<AlertPathSettings>(
  place: "'alert_path'",
  settings: [
    Setting(
      "alertmanager", .list(of: .httpBase, limit: 16, allowsOne: true), "Every member of the Alertmanager cluster.",
      example: "http://localhost:9093", aliases: ["alertmanagers", "alertmanager_url", "url"], isRequired: true,
      store: { $0.alertmanagers = $1 }),
    Setting(
      "prometheus", .httpBase, "Where Prometheus answers; names the broken link more exactly.",
      example: "http://localhost:9090", aliases: ["prometheus_url"], store: { $0.prometheus = $1 }),
    Setting(
      "node_exporter", .httpBase, "Where node_exporter answers; likewise.", example: "http://localhost:9100",
      aliases: ["node_exporter_url", "exporter"], store: { $0.nodeExporter = $1 }),
    Setting(
      "heartbeat_max_age", .duration(atLeast: TimeSpan(seconds: 5)),
      "A heartbeat older than this means that alerts don't get through. At least twice `resend_delay`.",
      fallback: "`\(AlertPathSettings.defaultHeartbeatMaxAge)`", example: "5m",
      aliases: ["heartbeat_age", "heartbeat_timeout", "max_age"], store: { $0.heartbeatMaxAge = $1 }),
    Setting(
      "resend_delay", .duration(atLeast: TimeSpan(seconds: 1)),
      "How often Prometheus sends an alert again, as its flag `--rules.alert.resend-delay` says.",
      fallback: "`\(AlertPathSettings.defaultResendDelay)`", example: "1m", store: { $0.resendDelay = $1 }),
    Setting(
      "silence_mailed", .boolean,
      "Whether a silence keeps Alertmanager, once it is back, from repeating what was mailed, until a reminder is due.",
      fallback: "`true`", example: "true", aliases: ["silence"], store: { $0.silencesMailed = $1 }),
    Setting(
      "basic_auth", .basicAuth,
      "User and password for these servers, see [`basic_auth`](#basic_auth). Their URLs are then `https://`, except on this host.",
      example: "{username: batchwatch, password_file: /etc/batchwatch/password}", store: { $0.authentication = $1 }),
    Setting(
      "authorization", .authorization, "Instead of `basic_auth`: a token, see [`authorization`](#authorization).",
      example: "{credentials_file: /etc/batchwatch/token}",
      aliases: ["bearer_token_file", "bearer", "token_file"], store: { $0.authentication = $1 }),
    Setting(
      "tls_config", .tls, "TLS towards these servers, see [`tls_config`](#tls_config).",
      fallback: "the host's certificates", example: "{ca_file: /etc/ssl/internal-ca.pem}", aliases: ["tls", "ssl"],
      store: { $0.tls = $1 }),
  ],
  secrets: [
    "password": "basic_auth: password_file", "bearer_token": "authorization: credentials_file",
    "token": "authorization: credentials_file", "credentials": "authorization: credentials_file",
  ],
  check: { node, draft, findings in
    if node.entry("basic_auth") != nil, node.entry("authorization") != nil {
      findings.add(
        place(ofKey: "authorization", in: node), "'authorization' and 'basic_auth' exclude each other; remove one")
    }
    if draft.authentication != nil {
      for (key, urls) in [
        ("alertmanager", draft.alertmanagers), ("prometheus", [draft.prometheus].compactMap(\.self)),
        ("node_exporter", [draft.nodeExporter].compactMap(\.self)),
      ] where urls.contains(where: { $0.hasPrefix("http:") && !isLoopback($0) }) {
        let login = node.entry("basic_auth") != nil ? "basic_auth" : "authorization"
        findings.add(
          place(of: key, in: node),
          "'\(key)' must be https:// with '\(login)', or the secret could cross the network in the clear")
      }
    }
    if node.entry("heartbeat_max_age") != nil || node.entry("resend_delay") != nil,
      draft.heartbeatMaxAge.milliseconds < 2 * draft.resendDelay.milliseconds
    {
      let least = TimeSpan(milliseconds: 2 * draft.resendDelay.milliseconds)
      let key = node.entry("heartbeat_max_age") != nil ? "heartbeat_max_age" : "resend_delay"
      findings.add(
        place(of: key, in: node),
        "'heartbeat_max_age' must be at least \(least), not \(draft.heartbeatMaxAge): Prometheus sends every \(draft.resendDelay)"
      )
    }
    var seen: Set<String> = []
    for url in draft.alertmanagers where !seen.insert(url).inserted {
      findings.add(place(of: "alertmanager", in: node), "'alertmanager' has a URL twice; name each member once")
    }
  })

/// A login while it is read; both are set once its table found no mistake.
struct LoginDraft: Sendable {
  var username: String?
  var type = "Bearer"
  var file: String?
}

/// The keys of `basic_auth`, as in Prometheus's `http_config`.
let basicAuthTable = SettingTable<LoginDraft>(
  place: "'basic_auth'",
  settings: [
    Setting(
      "username", .userName, "The user.", example: "batchwatch", aliases: ["user"], isRequired: true,
      store: { $0.username = $1 }),
    Setting(
      "password_file", .absolutePath, "The file whose first line is the password.", example: "/etc/batchwatch/password",
      isRequired: true, store: { $0.file = $1 }),
  ], secrets: ["password": "password_file"])

/// The keys of `authorization`, as in Prometheus's `http_config`.
let authorizationTable = SettingTable<LoginDraft>(
  place: "'authorization'",
  settings: [
    Setting(
      "type", .token, "The scheme that stands before the credentials.", fallback: "`Bearer`", example: "Bearer",
      aliases: ["scheme"], store: { $0.type = $1 }),
    Setting(
      "credentials_file", .absolutePath, "The file whose first line is the token.", example: "/etc/batchwatch/token",
      aliases: ["token_file", "bearer_token_file"], isRequired: true, store: { $0.file = $1 }),
  ],
  secrets: ["credentials": "credentials_file", "token": "credentials_file", "bearer_token": "credentials_file"],
  check: { node, draft, findings in
    guard draft.type.lowercased() == "basic" else { return }
    findings.add(place(of: "type", in: node), "'type' must not be Basic; use 'basic_auth' for a user and password")
  })

extension Kind where Value == HTTPAuthentication {
  static var basicAuth: Kind {
    Kind("a mapping") { node, _, findings in
      var draft = LoginDraft()
      basicAuthTable.read(node, into: &draft, &findings)
      guard let username = draft.username, let file = draft.file else { return nil }
      return .basic(username: username, passwordFile: file)
    }
  }

  static var authorization: Kind {
    Kind("a mapping") { node, _, findings in
      var draft = LoginDraft()
      authorizationTable.read(node, into: &draft, &findings)
      return draft.file.map { .authorization(type: draft.type, credentialsFile: $0) }
    }
  }
}
