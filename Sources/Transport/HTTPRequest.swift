/// One question to an HTTP server.
package struct HTTPRequest: Equatable, Sendable {
  /// An http or https URL without user, password and fragment.
  package var url: String
  /// A JSON document to post; nil asks with GET.
  package var json: [UInt8]?
  /// Asks with DELETE.
  package var deletes = false
  package var credentials: Credentials?
  package var encryption = Encryption()
  /// The longest body to read, in bytes; a longer answer is an error, and is not read to its end. What answers a request
  /// that changes something is short.
  package var limit = 64 << 10
  /// Where set, only lines that begin with one of these are kept of the body.
  package var wantedLines: [String]?

  package init(_ url: String, json: [UInt8]? = nil) {
    self.url = url
    self.json = json
  }
}

/// What a server answered.
package struct HTTPAnswer: Equatable, Sendable {
  /// The HTTP status.
  package var status: Int
  package var body: [UInt8]
  /// What the server's clock said, Unix seconds, by its header `Date`; nil where it has none.
  package var serverTime: Int64?

  package init(status: Int, body: [UInt8], serverTime: Int64? = nil) {
    self.status = status
    self.body = body
    self.serverTime = serverTime
  }
}

extension HTTPRequest {
  /// Scheme, host and port, for messages: paths and queries may hold what not everybody should read.
  package var peer: String { Transport.peer(of: url) }
}

/// `http://host:9093` of `http://host:9093/path?query`.
func peer(of url: String) -> String {
  guard let scheme = url.range(of: "://") else { return url }
  let rest = url[scheme.upperBound...]
  return String(url[..<scheme.upperBound]) + rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
}

extension String {
  /// The first place of `text`, byte by byte.
  func range(of text: String) -> Range<String.Index>? {
    let (hay, needle) = (Array(utf8), Array(text.utf8))
    guard !needle.isEmpty, hay.count >= needle.count else { return nil }
    for start in 0...(hay.count - needle.count) where hay[start..<(start + needle.count)].elementsEqual(needle) {
      let lower = utf8.index(utf8.startIndex, offsetBy: start)
      return lower..<utf8.index(lower, offsetBy: needle.count)
    }
    return nil
  }
}
