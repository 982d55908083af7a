package import AlertPath
package import Configuration
package import Transport

/// How to reach the servers of the alert path, with the secrets that this takes: read anew for each pass, so that a new
/// password counts at once.
package struct PathAccess: Sendable {
  package let settings: AlertPathSettings
  private let credentials: Credentials?
  private let encryption: Encryption

  /// - Throws: `SecretFileError` if a secret can't be used.
  package init(_ settings: AlertPathSettings) throws(SecretFileError) {
    self.settings = settings
    credentials =
      switch settings.authentication {
      case .basic(let username, let file): .basic(username: username, password: try readSecret(file))
      case .authorization(let type, let file): .token(type: type, token: try readSecret(file))
      case nil: nil
      }
    encryption = Encryption(settings.tls)
  }

  func request(_ url: String, json: String? = nil) -> HTTPRequest {
    var request = HTTPRequest(url, json: json.map { Array($0.utf8) })
    request.credentials = credentials
    request.encryption = encryption
    return request
  }
}

/// Asks all questions at once.
/// - Parameters:
///   - host: the labels that all alerts of this host have.
///   - timeout: milliseconds for all of them together.
///   - clock: gets what the clock of each server said, in Unix seconds.
package func askPath(
  _ questions: [Question], _ access: PathAccess, host: [String: String], timeout: Int,
  clock: (Question, Int64) -> Void = { _, _ in }
) -> Answers {
  let requests = questions.map { question in
    var request = access.request(question.url(access.settings, host: host))
    request.limit = question.limit(members: access.settings.alertmanagers.count)
    request.wantedLines = question.families
    return request
  }
  let outcomes = ask(requests, timeout: timeout)
  for (question, outcome) in zip(questions, outcomes) {
    if case .success(let answer) = outcome, let time = answer.serverTime { clock(question, time) }
  }
  return Dictionary(
    zip(
      questions, zip(questions, zip(requests, outcomes)).map { body(of: $1.1, from: $1.0.peer, service: $0.service) }),
    uniquingKeysWith: { first, _ in first }
  )
}

/// The body of a good answer, or why there is none.
/// - Parameter service: the server's name among Debian's services.
func body(
  of outcome: Result<HTTPAnswer, TransportError>, from peer: String, service: String = "prometheus-alertmanager"
) -> Result<[UInt8], Refusal> {
  switch outcome {
  case .success(let answer) where answer.status == 200: .success(answer.body)
  case .success(let answer) where answer.status == 401 || answer.status == 403:
    .failure(Refusal("\(peer) refuses us with status \(answer.status)", fix: loginFix))
  case .success(let answer):
    .failure(Refusal("\(peer) answers with status \(answer.status)", fix: "see its log: journalctl -u \(service)"))
  case .failure(let error): .failure(Refusal(error.description, fix: mend(error, service)))
  }
}

private let loginFix = "check basic_auth or authorization in alert_path"

private func mend(_ error: TransportError, _ service: String) -> String {
  switch error.kind {
  case .name: "correct the URL in alert_path, or the name service"
  case .connection: "see whether it runs: systemctl status \(service); or correct the URL in alert_path"
  case .timeout: "see what keeps it: journalctl -u \(service); or restart it: systemctl restart \(service)"
  case .encryption, .file: "check the certificates and tls_config in alert_path"
  case .login: loginFix
  default: "check that the URL in alert_path is the server's own"
  }
}

extension Encryption {
  init(_ settings: TLSSettings) {
    self.init()
    caFile = settings.caFile
    certFile = settings.certFile
    keyFile = settings.keyFile
    serverName = settings.serverName
    believesAnyCertificate = settings.insecureSkipVerify
    minVersion =
      switch settings.minVersion {
      case .tls10: .tls10
      case .tls11: .tls11
      case .tls12: .tls12
      case .tls13: .tls13
      case nil: nil
      }
  }
}

extension Question {
  /// The name of the server's service in Debian.
  fileprivate var service: String {
    switch self {
    case .exporter: "prometheus-node-exporter"
    case .targets, .rules, .prometheus: "prometheus"
    case .heartbeats, .notifications, .alerts, .status, .silences: "prometheus-alertmanager"
    }
  }
}
