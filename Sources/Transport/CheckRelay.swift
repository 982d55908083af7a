internal import CCurl

/// Goes to a relay as a mail would, as far as encryption and login, and leaves politely without one.
/// - Parameter timeout: milliseconds for the whole dialogue.
/// - Returns: the relay's greeting, in which it names itself.
/// - Throws: `TransportError`. A relay that asks for no login where one is configured counts as a mistake too: libcurl
///   would go on without it, and the mails be refused one by one, or go the wrong way.
package func checkRelay(_ relay: Relay, timeout: Int) throws(TransportError) -> String {
  guard let handle = Handle(relay, outgoing: [], timeout: timeout) else { throw noMemory(relay) }
  // Not CURLOPT_CONNECT_ONLY: after that libcurl hangs up without a QUIT, which relays log as a fault.
  handle.set(CURLOPT_NOBODY, 1)
  handle.set(CURLOPT_CUSTOMREQUEST, "NOOP")
  let code = try perform(handle, relay)
  guard code == CURLE_OK else { throw relayError(code, handle, relay, timeout) }
  let said = replies(in: handle.lines, hiding: relay.login)
  // RFC 4954, section 6: the reply to a login, and to nothing else.
  guard relay.login == nil || said.contains(where: { $0.hasPrefix("235") }) else {
    throw TransportError(
      .login, peer: peer(of: relay.url), reason: "it offers no login, but a username is configured")
  }
  return said.first ?? ""
}
