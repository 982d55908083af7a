internal import CCurl
internal import Platform

/// Sends all requests at once, and waits until each has its answer or the time is over: many servers that don't answer
/// cost no more time than one.
/// - Parameter timeout: milliseconds for all of them together.
/// - Returns: an answer or an error for each request, in their order. Any HTTP status is an answer.
package func ask(_ requests: [HTTPRequest], timeout: Int) -> [Result<HTTPAnswer, TransportError>] {
  var outcomes: [Result<HTTPAnswer, TransportError>?] = Array(repeating: nil, count: requests.count)
  guard let multi = curl_multi_init() else {
    return requests.map { .failure(TransportError(.internalError, peer: $0.peer, reason: "libcurl has no memory")) }
  }
  var handles: [Handle?] = requests.map { handle(for: $0, timeout: timeout) }
  defer {
    for handle in handles { if let handle { curl_multi_remove_handle(multi, handle.curl) } }
    handles.removeAll()
    curl_multi_cleanup(multi)
  }
  for (index, handle) in handles.enumerated() {
    guard let handle, handle.optionFailure == nil else {
      let reason = handle?.optionFailure ?? "out of memory"
      outcomes[index] = .failure(
        TransportError(.internalError, peer: requests[index].peer, reason: "libcurl can't do it: \(reason)"))
      continue
    }
    curl_multi_add_handle(multi, handle.curl)
  }
  // libcurl's own limits end each request; this one only guards against their failing.
  let end = monotonicMilliseconds() + Int64(timeout) + 1000
  var running: Int32 = 0
  repeat {
    guard curl_multi_perform(multi, &running) == CURLM_OK else { break }
    if running > 0 { curl_multi_poll(multi, nil, 0, 100, nil) }
  } while running > 0 && monotonicMilliseconds() < end
  var left: Int32 = 0
  while let message = curl_multi_info_read(multi, &left) {
    guard let index = handles.firstIndex(where: { $0?.curl == batchwatch_curl_message_handle(message) }),
      let handle = handles[index]
    else { continue }
    outcomes[index] = outcome(of: handle, batchwatch_curl_message_result(message), requests[index], timeout)
  }
  return zip(outcomes, requests).map { outcome, request in
    outcome ?? .failure(TransportError(.timeout, peer: request.peer, reason: noAnswer(timeout)))
  }
}

private func handle(for request: HTTPRequest, timeout: Int) -> Handle? {
  guard let handle = Handle(limit: request.limit) else { return nil }
  handle.headerLimit = 256 << 10
  handle.filter = request.wantedLines.map(LineFilter.init)
  handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
  handle.set(CURLOPT_TIMEOUT_MS, max(1, timeout))
  handle.set(CURLOPT_CONNECTTIMEOUT_MS, max(1, timeout))
  handle.set(CURLOPT_USERAGENT, "batchwatch")
  var headers = ["Accept: application/json"]
  if let json = request.json {
    headers.append("Content-Type: application/json")
    // Without it libcurl would wait a second for a server's permission to send a longer body.
    headers.append("Expect:")
    handle.post(json)
  }
  if request.deletes { handle.set(CURLOPT_CUSTOMREQUEST, "DELETE") }
  switch request.credentials {
  case .basic(let username, let password):
    handle.set(CURLOPT_HTTPAUTH, 1)
    handle.set(CURLOPT_USERNAME, username)
    handle.set(CURLOPT_PASSWORD, password)
  case .token(let type, let token): headers.append("Authorization: \(type) \(token)")
  case nil: break
  }
  handle.set(request.encryption)
  if let name = request.encryption.serverName {
    headers.append("Host: \(authority(of: request.url))")
    handle.connect(to: request.url, as: name)
  } else {
    handle.set(CURLOPT_URL, request.url)
  }
  handle.set(CURLOPT_HTTPHEADER, headers)
  return handle
}

private func outcome(
  of handle: Handle, _ code: CURLcode, _ request: HTTPRequest, _ timeout: Int
) -> Result<HTTPAnswer, TransportError> {
  let status = handle.responseCode
  guard code != CURLE_OK else {
    return .success(HTTPAnswer(status: status, body: handle.takeBody(), serverTime: date(in: handle.lines)))
  }
  if handle.isTooLong {
    let reason = "the answer is longer than \(request.limit >> 10) KiB, or its header than 256 KiB"
    return .failure(TransportError(.tooLong, peer: request.peer, reason: reason, code: status))
  }
  return .failure(transportError(code, peer: request.peer, timeout: timeout, status: status))
}

/// The last `Date` among the lines of a header; nil for one that is none, or not of the years 1970 to 9998, from which
/// a pass reckons a little into both directions.
private func date(in lines: [UInt8]) -> Int64? {
  let name = Array("date:".utf8)
  for line in lines.split(separator: UInt8(ascii: "\n")).reversed() {
    // A letter's case is the bit 0x20.
    guard line.count > name.count, line.prefix(name.count).map({ $0 | 0x20 }).elementsEqual(name.map { $0 | 0x20 })
    else { continue }
    let seconds = curl_getdate(String(decoding: line.dropFirst(name.count), as: UTF8.self), nil)
    return (0..<253_370_764_800).contains(seconds) ? Int64(seconds) : nil
  }
  return nil
}
