internal import CCurl
internal import Platform

/// One of libcurl's easy handles, with the bytes that go through it. All unsafe calls are here.
final class Handle {
  let curl: UnsafeMutableRawPointer
  /// What the peer sent: an answer's body, or nothing for mail.
  private(set) var received: [UInt8] = []
  /// Which lines are kept of the body, where not all are.
  var filter: LineFilter?
  /// The last lines that came before or beside the body: HTTP's header, or SMTP's replies. Once everything is sent, only
  /// those that came after that.
  private(set) var lines: [UInt8] = []
  /// When nothing is waited for any longer, by the monotonic clock in milliseconds; a guard behind libcurl's own limits.
  var end = Int64.max
  private(set) var isTooLong = false
  private let limit: Int
  /// Bytes of the body so far, kept or not.
  private var bodyCount = 0
  /// The longest header to take, in bytes; for peers that have one.
  var headerLimit = Int.max
  private var headerCount = 0
  private let outgoing: [UInt8]
  private(set) var sent = 0
  /// Whether libcurl asked for more when everything was given to it.
  private(set) var sentAll = false
  private var lists: [UnsafeMutablePointer<curl_slist>] = []
  private var failure = CURLE_OK

  /// - Parameters:
  ///   - outgoing: what is uploaded.
  ///   - limit: the longest body to take.
  init?(outgoing: [UInt8] = [], limit: Int) {
    guard let curl = curl_easy_init() else { return nil }
    self.curl = curl
    self.outgoing = outgoing
    self.limit = limit
    let context = Unmanaged.passUnretained(self).toOpaque()
    set(CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      Handle.of(context)?.receive(bytes, size * count) ?? 0
    }
    setPointer(CURLOPT_WRITEDATA, context)
    set(CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
      Handle.of(context)?.receiveLine(bytes, size * count) ?? 0
    }
    setPointer(CURLOPT_HEADERDATA, context)
    set(CURLOPT_READFUNCTION) { bytes, size, count, context in
      Handle.of(context)?.send(bytes, size * count) ?? 0
    }
    setPointer(CURLOPT_READDATA, context)
    note(
      batchwatch_curl_set_progress(curl) { context, _, _, _, _ in
        monotonicMilliseconds() > Handle.of(context)?.end ?? 0 ? 1 : 0
      })
    setPointer(CURLOPT_XFERINFODATA, context)
    set(CURLOPT_NOPROGRESS, 0)
    // No signals, no proxies or passwords from the environment or a home directory, no other host than the one named.
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_PROXY, "")
    set(CURLOPT_NETRC, batchwatch_curl_netrc_ignored)
    set(CURLOPT_FOLLOWLOCATION, 0)
    // A name server that doesn't answer must not hold the end of a pass.
    set(CURLOPT_QUICK_EXIT, 1)
  }

  deinit {
    curl_easy_cleanup(curl)
    for list in lists { curl_slist_free_all(list) }
  }

  func set(_ option: CURLoption, _ number: Int) { note(batchwatch_curl_set_number(curl, option, number)) }

  /// libcurl keeps a copy.
  func set(_ option: CURLoption, _ text: String) { note(batchwatch_curl_set_text(curl, option, text)) }

  /// Sends `body`, of which libcurl keeps a copy, with POST.
  func post(_ body: [UInt8]) {
    set(CURLOPT_POST, 1)
    note(batchwatch_curl_set_size(curl, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
    body.withUnsafeBytes { bytes in
      note(
        batchwatch_curl_set_pointer(
          curl, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress)))
    }
  }

  func set(_ option: CURLoption, _ items: [String]) {
    var list: UnsafeMutablePointer<curl_slist>?
    for item in items {
      guard let longer = curl_slist_append(list, item) else {
        note(CURLE_OUT_OF_MEMORY)
        return
      }
      list = longer
    }
    guard let list else { return }
    lists.append(list)
    note(batchwatch_curl_set_list(curl, option, list))
  }

  /// The first option that libcurl didn't take, in its words; nil if it took all.
  var optionFailure: String? { failure == CURLE_OK ? nil : String(cString: curl_easy_strerror(failure)) }

  var responseCode: Int { batchwatch_curl_number(curl, CURLINFO_RESPONSE_CODE) }

  private func set(_ option: CURLoption, _ function: batchwatch_curl_bytes) {
    note(batchwatch_curl_set_function(curl, option, function))
  }

  private func setPointer(_ option: CURLoption, _ pointer: UnsafeMutableRawPointer) {
    note(batchwatch_curl_set_pointer(curl, option, pointer))
  }

  private func note(_ code: CURLcode) { if failure == CURLE_OK { failure = code } }

  private static func of(_ context: UnsafeMutableRawPointer?) -> Handle? {
    context.map { Unmanaged<Handle>.fromOpaque($0).takeUnretainedValue() }
  }

  private func receive(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    let piece = UnsafeRawBufferPointer(start: bytes, count: count)
    bodyCount += count
    if bodyCount <= limit {
      if filter == nil { received.append(contentsOf: piece) } else { filter?.take(piece) }
      isTooLong = filter?.isTooLong ?? false
    } else {
      isTooLong = true
    }
    return isTooLong ? 0 : count
  }

  /// The body, or what was kept of it, once all of it is there.
  func takeBody() -> [UInt8] {
    filter?.endLine()
    return filter?.kept ?? received
  }

  private func receiveLine(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    headerCount += count
    guard headerCount <= headerLimit else {
      isTooLong = true
      return 0
    }
    // Only the last ones tell why; a peer that never stops is stopped by the time.
    if lines.count > 8192 { lines.removeFirst(4096) }
    let line = UnsafeRawBufferPointer(start: bytes, count: min(count, 2048))
    lines.append(contentsOf: line)
    // The peer's last word on what it got. It is only to part now.
    if sentAll && line.count > 3 && line[3] != UInt8(ascii: "-") { end = min(end, monotonicMilliseconds() + 1000) }
    return count
  }

  private func send(_ bytes: UnsafeMutablePointer<CChar>?, _ room: Int) -> Int {
    let count = min(room, outgoing.count - sent)
    guard count > 0, let bytes else {
      if !sentAll { lines = [] }
      sentAll = true
      return 0
    }
    outgoing.withUnsafeBytes { source in
      UnsafeMutableRawBufferPointer(start: bytes, count: count).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: source[sent..<(sent + count)]))
    }
    sent += count
    return count
  }
}

extension Handle {
  func set(_ encryption: Encryption) {
    if let file = encryption.caFile {
      set(CURLOPT_CAINFO, file)
      // Only these certificates: not those of the host beside them.
      set(CURLOPT_CAPATH, "/nonexistent")
    }
    if let file = encryption.certFile { set(CURLOPT_SSLCERT, file) }
    if let file = encryption.keyFile { set(CURLOPT_SSLKEY, file) }
    if encryption.believesAnyCertificate {
      set(CURLOPT_SSL_VERIFYPEER, 0)
      set(CURLOPT_SSL_VERIFYHOST, 0)
    }
    let versions: [Encryption.Version: Int] = [
      .tls10: batchwatch_curl_tls10, .tls11: batchwatch_curl_tls11, .tls12: batchwatch_curl_tls12,
      .tls13: batchwatch_curl_tls13,
    ]
    if let version = encryption.minVersion, let number = versions[version] { set(CURLOPT_SSLVERSION, number) }
  }
}
