// Kinds of values that are URLs. Messages never repeat a URL, because people put passwords into them.

extension Kind where Value == String {
  /// Where an HTTP API answers: `http://host[:port][/path]`, without a final slash in the value.
  static var httpBase: Kind {
    Kind("an HTTP URL") { node, key, findings in
      guard let url = url(node, key, schemes: ["http", "https"], example: "http://localhost:9093", &findings) else {
        return nil
      }
      guard !url.rest.utf8.contains(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) else {
        findings.add(node.position, "'\(key)' must be the URL of the server, without '?' and '#'")
        return nil
      }
      var text = url.text
      while text.hasSuffix("/") { text.removeLast() }
      return text
    }
  }

  /// A link for people.
  static var httpLink: Kind {
    Kind("an HTTP URL") { node, key, findings in
      url(node, key, schemes: ["http", "https"], example: "https://wiki.example.com/page", &findings)?.text
    }
  }

  /// A mail relay: `smtp://host[:port]` or `smtps://host[:port]`.
  static var relay: Kind {
    Kind("an SMTP URL") { node, key, findings in
      let example = "smtp://relay.example.com:587"
      guard let url = url(node, key, schemes: ["smtp", "smtps"], example: example, &findings) else { return nil }
      guard url.rest.isEmpty || url.rest == "/" else {
        findings.add(node.position, "'\(key)' must end after the host and port, such as \(example)")
        return nil
      }
      return url.rest == "/" ? String(url.text.dropLast()) : url.text
    }
  }
}

/// A URL's text, and what stands in it after host and port.
private struct SplitURL {
  var text: String
  var rest: Substring
}

private func url(
  _ node: YAMLNode, _ key: String, schemes: [String], example: String, _ findings: inout Findings
) -> SplitURL? {
  guard let scalar = singleValue(node, key, "a URL such as \(example)", &findings) else { return nil }
  func mistake(_ problem: String) -> SplitURL? {
    findings.add(node.position, "'\(key)' \(problem), such as \(example)")
    return nil
  }
  let text = scalar.text
  guard text.utf8.count <= 2048, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"\"<>\\^`{|}".utf8.contains($0) })
  else { return mistake("must be a URL in ASCII without spaces or quotes") }
  guard let scheme = schemes.first(where: { text.lowercased().hasPrefix($0 + "://") }) else {
    return mistake("must begin with \(schemes.map { $0 + "://" }.joined(separator: " or "))")
  }
  let afterScheme = text.dropFirst(scheme.utf8.count + 3)
  let end = afterScheme.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? afterScheme.endIndex
  let authority = afterScheme[..<end]
  guard !authority.contains("@") else {
    return mistake("must not hold a user or password (they have settings of their own); write only the host")
  }
  guard isAuthority(authority) else { return mistake("must name a host, and a port from 1 to 65535 if any") }
  return SplitURL(text: scheme + "://" + afterScheme, rest: afterScheme[end...])
}

/// Whether this is `host`, `host:port`, `[IPv6]` or `[IPv6]:port`.
private func isAuthority(_ authority: Substring) -> Bool {
  var host = authority
  if authority.hasPrefix("[") {
    guard let bracket = authority.firstIndex(of: "]") else { return false }
    let address = authority[authority.index(after: authority.startIndex)..<bracket]
    guard address.utf8.count >= 2, address.contains(":"),
      address.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." })
    else { return false }
    let port = authority[authority.index(after: bracket)...]
    return port.isEmpty || (port.hasPrefix(":") && isPort(port.dropFirst()))
  }
  if let colon = authority.firstIndex(of: ":") {
    host = authority[..<colon]
    guard isPort(authority[authority.index(after: colon)...]) else { return false }
  }
  return isHostName(host.utf8)
}

private func isPort(_ text: Substring) -> Bool {
  guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let port = Int(text) else {
    return false
  }
  return (1...65_535).contains(port)
}

/// Whether a URL names this host, so that nothing sent to it crosses a network.
func isLoopback(_ url: String) -> Bool {
  let hosts = ["localhost", "127.0.0.1", "[::1]"]
  guard let start = url.firstIndex(of: "/") else { return false }
  let authority = url[start...].drop { $0 == "/" }.prefix { $0 != "/" }.lowercased()
  return hosts.contains { authority == $0 || authority.hasPrefix($0 + ":") }
}
