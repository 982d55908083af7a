import Foundation
import Testing

@testable import Transport

/// Collects what a server was told, from its threads.
final class Notes: @unchecked Sendable {
  private let lock = NSLock()
  private var kept: [String] = []

  func append(_ text: String) { lock.withLock { kept.append(text) } }

  var all: [String] { lock.withLock { kept } }
}

private func ask(_ request: HTTPRequest, timeout: Int = 3000) -> Result<HTTPAnswer, TransportError> {
  ask([request], timeout: timeout)[0]
}

private func failure(_ result: Result<HTTPAnswer, TransportError>) -> TransportError? {
  if case .failure(let error) = result { error } else { nil }
}

@Suite("Asking over HTTP")
struct AskTests {
  @Test("gets status and body, posts JSON, and says who asks")
  func answers() throws {
    let notes = Notes()
    let server = try LoopbackServer { connection in
      let request = connection.request()
      notes.append(request.header.joined(separator: "|") + "|" + request.body)
      connection.write("HTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\nno")
    }
    var request = HTTPRequest("http://127.0.0.1:\(server.port)/a?b=c", json: Array("[1]".utf8))
    request.credentials = .basic(username: "me", password: "p:w")
    #expect(ask(request) == .success(HTTPAnswer(status: 503, body: Array("no".utf8))))
    request = HTTPRequest("http://127.0.0.1:\(server.port)/")
    request.credentials = .token(type: "Bearer", token: "t0ken")
    _ = ask(request)
    #expect(notes.all[0].hasPrefix("POST /a?b=c HTTP/1.1|"))
    #expect(notes.all[0].contains("|Authorization: Basic \(Data("me:p:w".utf8).base64EncodedString())|"))
    #expect(notes.all[0].contains("|Content-Type: application/json|") && notes.all[0].hasSuffix("|[1]"))
    #expect(notes.all[1].hasPrefix("GET / ") && notes.all[1].contains("|Authorization: Bearer t0ken"))
  }

  @Test("of many servers at once, each its own way of failing, takes no longer than the time it has")
  func faults() throws {
    let silent = try LoopbackServer { $0.hang() }
    let drops = try LoopbackServer { _ = $0.line() }
    let garbage = try LoopbackServer { connection in
      _ = connection.request()
      connection.write("220 hello, I am no web server\r\n")
    }
    let endless = try LoopbackServer { connection in
      _ = connection.request()
      connection.write("HTTP/1.1 200 OK\r\n\r\n")
      while connection.write([UInt8](repeating: 0x61, count: 65_536)) {}
    }
    let trickle = try LoopbackServer { connection in
      _ = connection.request()
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
      while connection.write("a") { Thread.sleep(forTimeInterval: 0.05) }
    }
    let gone = try LoopbackServer { $0.hang() }
    gone.stop()
    let servers = [silent, drops, garbage, endless, trickle, gone]
    var requests = servers.map { HTTPRequest("http://127.0.0.1:\($0.port)/secret/path") }
    requests.append(HTTPRequest("http://no-such-host.invalid/"))
    let started = Date()
    let outcomes = Transport.ask(requests, timeout: 700)
    #expect(Date().timeIntervalSince(started) < 3)
    let kinds = outcomes.map { failure($0)?.kind }
    #expect(kinds == [.timeout, .answer, .answer, .tooLong, .timeout, .connection, .name])
    for outcome in outcomes { #expect(failure(outcome).map { !$0.description.contains("secret") } ?? false) }
    #expect(failure(outcomes[0])?.description == "http://127.0.0.1:\(silent.port): no answer within 700 ms")
  }

  @Test("follows no redirection, and no proxy of the environment")
  func redirection() throws {
    let server = try LoopbackServer { connection in
      _ = connection.request()
      connection.write("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
    }
    #expect(ask(HTTPRequest("http://127.0.0.1:\(server.port)/")) == .success(HTTPAnswer(status: 302, body: [])))
    #expect(failure(ask(HTTPRequest("file:///etc/passwd")))?.kind == .answer)
  }

  @Test(
    "finds scheme, host and port, never a path",
    arguments: [
      ("http://a:9093/b?c", "http://a:9093"), ("https://[::1]:9", "https://[::1]:9"), ("smtp://relay", "smtp://relay"),
    ])
  func peers(url: String, expected: String) { #expect(peer(of: url) == expected) }
}
