package import Batches

/// The servers that an alert passes on its way to a person.
package struct AlertPathSettings: Equatable, Sendable {
  /// URLs of every member of the Alertmanager cluster, without a final slash; never empty.
  package var alertmanagers: [String]
  /// URL of Prometheus, to name a broken link more exactly.
  package var prometheus: String?
  /// URL of node_exporter, likewise.
  package var nodeExporter: String?
  /// A heartbeat older than this counts as lost.
  package var heartbeatMaxAge: TimeSpan
  /// How often Prometheus sends an alert again.
  package var resendDelay: TimeSpan
  /// Whether Alertmanager, once it is back, is kept by a silence from repeating what was mailed.
  package var silencesMailed: Bool
  /// How to log in to these servers.
  package var authentication: HTTPAuthentication?
  package var tls: TLSSettings

  package static let defaultHeartbeatMaxAge = TimeSpan.minutes(5)
  /// Prometheus's own.
  package static let defaultResendDelay = TimeSpan.minutes(1)

  package init() {
    alertmanagers = []
    heartbeatMaxAge = Self.defaultHeartbeatMaxAge
    resendDelay = Self.defaultResendDelay
    silencesMailed = true
    tls = TLSSettings()
  }
}

/// How a request says who sends it. Secrets are read from files when they are needed.
package enum HTTPAuthentication: Equatable, Sendable {
  case basic(username: String, passwordFile: String)
  /// `Authorization: TYPE CREDENTIALS`.
  case authorization(type: String, credentialsFile: String)
}

/// TLS as in Prometheus's `tls_config`. Without settings the host's certificates decide.
package struct TLSSettings: Equatable, Sendable {
  package var caFile: String?
  package var certFile: String?
  /// Set exactly where `certFile` is.
  package var keyFile: String?
  /// The name that the server's certificate must have, where it isn't the URL's host.
  package var serverName: String?
  package var insecureSkipVerify: Bool
  package var minVersion: TLSVersion?

  package init() { insecureSkipVerify = false }
}

/// The oldest version of TLS to speak, written as Prometheus writes it.
package enum TLSVersion: String, CaseIterable, Sendable {
  case tls10 = "TLS10"
  case tls11 = "TLS11"
  case tls12 = "TLS12"
  case tls13 = "TLS13"
}
