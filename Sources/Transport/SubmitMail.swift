internal import CCurl

/// Hands one mail to a relay, for all its recipients or for none.
/// - Parameter timeout: milliseconds for the whole dialogue. A relay that took the mail and then doesn't part may cost two
///   seconds more.
/// - Returns: the relay's reply to the mail, which often has the mail's number there.
/// - Throws: `TransportError`; with `fateIsUnknown` where the relay has everything and never said whether it took it.
@discardableResult
package func submit(_ mail: Submission, to relay: Relay, timeout: Int) throws(TransportError) -> String {
  guard let handle = Handle(relay, outgoing: mail.message, timeout: timeout) else { throw noMemory(relay) }
  handle.set(CURLOPT_MAIL_FROM, "<\(mail.from)>")
  handle.set(CURLOPT_MAIL_RCPT, mail.to.map { "<\($0)>" })
  handle.set(CURLOPT_UPLOAD, 1)
  let code = try perform(handle, relay)
  // Whatever it says after that is about its parting.
  if code == CURLE_OK { return replies(in: handle.lines, hiding: relay.login).first ?? "" }
  throw mailError(code, handle, relay, timeout)
}

private func mailError(_ code: CURLcode, _ handle: Handle, _ relay: Relay, _ timeout: Int) -> TransportError {
  var error = relayError(code, handle, relay, timeout)
  // After the end of the message only a reply of 400 and more says that it was not taken.
  if handle.sentAll && error.code < 400 {
    error.fateIsUnknown = true
    error.reason = "it got the whole mail and did not say whether it took it (\(error.reason))"
  } else if error.kind == .refused {
    error.reason = "it refuses the mail: \(error.reason)"
  }
  return error
}
