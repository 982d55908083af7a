internal import CCurl
internal import Platform

extension Handle {
  /// For one dialogue with a relay; nil where there is no memory.
  /// - Parameter timeout: milliseconds.
  convenience init?(_ relay: Relay, outgoing: [UInt8], timeout: Int) {
    self.init(outgoing: outgoing, limit: 65_536)
    let timeout = max(1, timeout)
    set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
    set(CURLOPT_TIMEOUT_MS, timeout)
    set(CURLOPT_CONNECTTIMEOUT_MS, timeout)
    // libcurl's limits end the dialogue, but not the wait for the reply to QUIT: two minutes, in which no pass of a
    // monitor ends. So it parts at once, not when the handle goes, and then no later than this.
    set(CURLOPT_FORBID_REUSE, 1)
    end = monotonicMilliseconds() + Int64(timeout) + 500
    let mode =
      switch relay.startTLS {
      case .required: batchwatch_curl_encryption_all
      case .optional: batchwatch_curl_encryption_try
      case .never: batchwatch_curl_encryption_none
      }
    set(CURLOPT_USE_SSL, mode)
    set(relay.encryption)
    if let login = relay.login {
      set(CURLOPT_USERNAME, login.username)
      set(CURLOPT_PASSWORD, login.password)
    }
    // The path of the URL is what we call ourselves.
    let url = relay.url + "/" + (relay.hostName ?? "")
    if let name = relay.encryption.serverName { connect(to: url, as: name) } else { set(CURLOPT_URL, url) }
  }
}

func noMemory(_ relay: Relay) -> TransportError {
  TransportError(.internalError, peer: peer(of: relay.url), reason: "libcurl has no memory")
}

/// - Throws: `TransportError` where libcurl didn't take an option.
func perform(_ handle: Handle, _ relay: Relay) throws(TransportError) -> CURLcode {
  if let reason = handle.optionFailure {
    throw TransportError(.internalError, peer: peer(of: relay.url), reason: "libcurl can't do it: \(reason)")
  }
  return curl_easy_perform(handle.curl)
}

/// What a failure of a dialogue means; `.refused` with the relay's own words where it said no.
func relayError(_ code: CURLcode, _ handle: Handle, _ relay: Relay, _ timeout: Int) -> TransportError {
  var error = transportError(code, peer: peer(of: relay.url), timeout: timeout, status: handle.responseCode)
  if error.code < 400 {
    if error.kind == .login { error.reason = "it offers no way to log in that libcurl has" }
    return error
  }
  let refusals = replies(in: handle.lines, hiding: relay.login).filter { $0.hasPrefix("4") || $0.hasPrefix("5") }
  let reply = refusals.last ?? String(error.code)
  if error.kind == .login {
    error.reason += ": \(reply)"
  } else {
    error.kind = .refused
    error.reason = reply
  }
  return error
}
