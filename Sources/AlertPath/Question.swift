package import Configuration
package import Transport

/// What is asked of the servers on the path. All questions go out at once.
package enum Question: Hashable, Sendable {
  /// A member of the Alertmanager cluster, by its URL: the heartbeats that it has.
  case heartbeats(String)
  /// Its counters of notifications.
  case notifications(String)
  case exporter
  case targets
  case rules
  case prometheus

  /// The questions that the configuration allows.
  package static func all(_ settings: AlertPathSettings) -> [Question] {
    settings.alertmanagers.flatMap { [.heartbeats($0), .notifications($0)] }
      + (settings.nodeExporter == nil ? [] : [.exporter])
      + (settings.prometheus == nil ? [] : [.targets, .rules, .prometheus])
  }

  /// The URL to ask.
  package func url(_ settings: AlertPathSettings) -> String {
    let prometheus = settings.prometheus ?? ""
    return switch self {
    // Silenced and inhibited ones too: suppressed is not broken.
    case .heartbeats(let member): member + "/api/v2/alerts?filter=alertname%3D%22BatchwatchHeartbeat%22"
    case .notifications(let member): member + "/metrics"
    case .exporter: (settings.nodeExporter ?? "") + "/metrics?collect%5B%5D=textfile"
    case .targets: prometheus + "/api/v1/targets?state=active"
    case .rules: prometheus + "/api/v1/rules?type=alert"
    case .prometheus: prometheus + "/metrics"
    }
  }
}

/// The answers, by question.
package typealias Answers = [Question: Result<HTTPAnswer, TransportError>]

extension Result where Success == HTTPAnswer, Failure == TransportError {
  /// The body of a good answer, or why there is none, in one sentence.
  func body(of peer: String) -> Result<[UInt8], Refusal> {
    switch self {
    case .success(let answer) where answer.status == 200: .success(answer.body)
    case .success(let answer) where answer.status == 401 || answer.status == 403:
      .failure(Refusal("\(peer) refuses us with status \(answer.status)", fix: loginFix))
    case .success(let answer):
      .failure(Refusal("\(peer) answers with status \(answer.status)", fix: "look at the log of \(peer)"))
    case .failure(let error): .failure(Refusal(error.description, fix: mend(error)))
    }
  }
}

/// Why a question has no usable answer.
struct Refusal: Error, Equatable {
  var evidence: String
  var fix: String

  init(_ evidence: String, fix: String) {
    self.evidence = evidence
    self.fix = fix
  }

  var state: LinkState { .down(evidence: evidence, fix: fix) }
}

private let loginFix = "check basic_auth or authorization in alert_path"

private func mend(_ error: TransportError) -> String {
  switch error.kind {
  case .name: "correct the URL in alert_path, or the name service"
  case .connection: "start it, or correct the URL in alert_path"
  case .timeout: "restart it, or look for what slows it down"
  case .encryption, .file: "check the certificates and tls_config in alert_path"
  case .login: loginFix
  default: "check that the URL in alert_path is the server's own"
  }
}
