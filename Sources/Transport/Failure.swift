internal import CCurl

func noAnswer(_ timeout: Int) -> String { "no answer within \(timeout) ms" }

/// What a failure of libcurl means to who has to mend it.
func transportError(_ code: CURLcode, peer: String, timeout: Int, status: Int) -> TransportError {
  let words = String(cString: curl_easy_strerror(code))
  let (kind, reason): (TransportError.Kind, String) =
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST: (.name, "the host's name is unknown")
    case CURLE_COULDNT_CONNECT: (.connection, "nobody listens there, or the way there is closed")
    case CURLE_OPERATION_TIMEDOUT, CURLE_ABORTED_BY_CALLBACK: (.timeout, noAnswer(timeout))
    case CURLE_SSL_CACERT_BADFILE: (.file, "the file of tls_config's ca_file can't be used")
    case CURLE_SSL_CERTPROBLEM: (.file, "tls_config's cert_file or key_file can't be used")
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR:
      (.encryption, "its certificate is not believed: expired, for another name, or signed by nobody known")
    case CURLE_USE_SSL_FAILED: (.encryption, "it offers no encryption, and starttls is required")
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER: (.encryption, "no encrypted connection: \(words)")
    case CURLE_LOGIN_DENIED: (.login, "it refuses the user or the password")
    case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE:
      (.answer, "it broke off: \(words)")
    // libcurl has so few bytes for each line of a header that it says so of one that is longer.
    case CURLE_OUT_OF_MEMORY: (.answer, "a line of its answer is too long, or memory is short")
    case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_HTTP2:
      (.answer, "it doesn't speak the protocol: \(words)")
    case CURLE_FAILED_INIT, CURLE_UNKNOWN_OPTION, CURLE_NOT_BUILT_IN, CURLE_BAD_FUNCTION_ARGUMENT:
      (.internalError, "libcurl can't do it: \(words)")
    default: (.answer, words)
    }
  return TransportError(kind, peer: peer, reason: reason, code: status)
}

extension Handle {
  /// Connects to the URL's host while the certificate must be for `name`: libcurl takes the name from the URL, so the URL
  /// gets that name and the connection its way.
  func connect(to url: String, as name: String) {
    let there = authority(of: url)
    let (host, port) = split(there, url: url)
    let rest = url.dropFirst(peer(of: url).count)
    let scheme = url.prefix { $0 != ":" }
    set(CURLOPT_URL, "\(scheme)://\(name):\(port)\(rest)")
    set(CURLOPT_CONNECT_TO, ["\(name):\(port):\(host):\(port)"])
  }
}

/// `host:9093` of `http://host:9093/path`.
func authority(of url: String) -> String {
  let whole = peer(of: url)
  guard let scheme = whole.range(of: "://") else { return whole }
  return String(whole[scheme.upperBound...])
}

private func split(_ authority: String, url: String) -> (host: String, port: String) {
  let standard = ["http": "80", "https": "443", "smtp": "25", "smtps": "465"]
  let scheme = String(url.prefix { $0 != ":" })
  let afterBracket = authority.lastIndex(of: "]") ?? authority.startIndex
  guard let colon = authority[afterBracket...].lastIndex(of: ":") else {
    return (authority, standard[scheme] ?? "80")
  }
  return (String(authority[..<colon]), String(authority[authority.index(after: colon)...]))
}
