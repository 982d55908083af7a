/// How a connection is encrypted, as in Prometheus's `tls_config`. Without settings the host's certificates decide.
package struct Encryption: Equatable, Sendable {
  /// Oldest version of TLS to speak.
  package enum Version: Sendable { case tls10, tls11, tls12, tls13 }

  /// Files in PEM form, by absolute path.
  package var caFile: String?
  package var certFile: String?
  package var keyFile: String?
  /// The name that the server's certificate must have, where it isn't the URL's host.
  package var serverName: String?
  package var believesAnyCertificate = false
  package var minVersion: Version?

  package init() {}
}

/// How a request says who sends it. The values are secrets: they are given to libcurl and to nobody else.
package enum Credentials: Equatable, Sendable {
  case basic(username: String, password: String)
  /// `Authorization: TYPE TOKEN`.
  case token(type: String, token: String)
}

// Swift prints all that a value holds, and all that is in there: a request in a log line or in a failed test would bring
// its secret along.

extension Credentials: CustomStringConvertible, CustomReflectable {
  package var description: String {
    switch self {
    case .basic(let username, _): "user \(username)"
    case .token(let type, _): "a \(type) token"
    }
  }

  package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Login: CustomStringConvertible, CustomReflectable {
  package var description: String { "user \(username)" }

  package var customMirror: Mirror { Mirror(self, children: []) }
}
