internal import CCurl

/// Hands one mail to a relay, for all its recipients or for none.
/// - Parameter timeout: milliseconds for the whole dialogue.
/// - Returns: the relay's last reply, which often has the mail's number there.
/// - Throws: `TransportError`; with `fateIsUnknown` where the relay has everything and never said whether it took it.
@discardableResult
package func submit(_ mail: Submission, timeout: Int) throws(TransportError) -> String {
  let peer = peer(of: mail.relay)
  guard let handle = Handle(outgoing: mail.message, limit: 65_536) else {
    throw TransportError(.internalError, peer: peer, reason: "libcurl has no memory")
  }
  handle.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
  handle.set(CURLOPT_TIMEOUT_MS, max(1, timeout))
  handle.set(CURLOPT_CONNECTTIMEOUT_MS, max(1, timeout))
  let modes: [Submission.StartTLS: curl_usessl] = [
    .required: CURLUSESSL_ALL, .optional: CURLUSESSL_TRY, .never: CURLUSESSL_NONE,
  ]
  handle.set(CURLOPT_USE_SSL, Int((modes[mail.startTLS] ?? CURLUSESSL_ALL).rawValue))
  handle.set(mail.encryption)
  if let login = mail.login {
    handle.set(CURLOPT_USERNAME, login.username)
    handle.set(CURLOPT_PASSWORD, login.password)
  }
  handle.set(CURLOPT_MAIL_FROM, "<\(mail.from)>")
  handle.set(CURLOPT_MAIL_RCPT, mail.to.map { "<\($0)>" })
  handle.set(CURLOPT_UPLOAD, 1)
  // The path of the URL is what we call ourselves.
  let url = mail.relay + "/" + (mail.hostName ?? "")
  if let name = mail.encryption.serverName { handle.connect(to: url, as: name) } else { handle.set(CURLOPT_URL, url) }
  if let reason = handle.optionFailure {
    throw TransportError(.internalError, peer: peer, reason: "libcurl can't do it: \(reason)")
  }
  let code = curl_easy_perform(handle.curl)
  let reply = lastReply(handle.lines)
  if code == CURLE_OK { return reply }
  throw mailError(code, handle, reply: reply, peer: peer, timeout: timeout)
}

private func mailError(
  _ code: CURLcode, _ handle: Handle, reply: String, peer: String, timeout: Int
) -> TransportError {
  var error = transportError(code, peer: peer, timeout: timeout, status: handle.responseCode)
  // After the end of the message only a reply of 400 and more says that it was not taken.
  let isRefused = error.code >= 400
  if handle.sentAll && !isRefused {
    error.fateIsUnknown = true
    error.reason = "it got the whole mail and did not say whether it took it (\(error.reason))"
    return error
  }
  if isRefused && error.kind != .login {
    error.kind = .refused
    error.reason = "it refuses the mail: \(reply)"
  } else if isRefused {
    error.reason += ": \(reply)"
  }
  return error
}

/// The last line in which a relay refused something, or else its last one; printable and not too long, since it may come
/// from anybody.
private func lastReply(_ lines: [UInt8]) -> String {
  let all = lines.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
  let refusals = all.filter { $0.first == UInt8(ascii: "4") || $0.first == UInt8(ascii: "5") }
  let text = String(decoding: (refusals.last ?? all.last ?? []).prefix(300), as: UTF8.self)
  return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? "?" : $0 }))
}
