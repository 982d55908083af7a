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
  @Test("gets the time of the server's clock, or none")
  func serverTime() throws {
    for (header, time) in [
      ("dAtE: Tue, 24 Nov 2026 09:57:47 GMT", 1_795_514_267), ("Date: yesterday-ish", nil), ("X: 1", nil),
      ("Date: Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Date: Fri, 31 Dec 9998 23:59:59 GMT", 253_370_764_799),
      ("Date: Sat, 01 Jan 9999 00:00:00 GMT", nil),
      ("Date: Fri, 31 Dec 292277026596 23:59:59 GMT", nil), ("Date: 99999999999999999999", nil), ("Date:", nil),
    ] as [(String, Int64?)] {
      let server = try LoopbackServer { connection in
        _ = connection.request()
        connection.write("HTTP/1.1 200 OK\r\n\(header)\r\nContent-Length: 2\r\n\r\nok")
      }
      let request = HTTPRequest("http://127.0.0.1:\(server.port)/")
      #expect(ask(request) == .success(HTTPAnswer(status: 200, body: Array("ok".utf8), serverTime: time)))
    }
  }

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

  @Test("keeps only the wanted lines of a long answer, in however small pieces they come")
  func wantedLines() throws {
    let page = String(repeating: "other_total 1\nwanted 2\nwanted_too{a=\"b\"} 3\n", count: 20)
    let noise = String(repeating: "# noise\n", count: 100_000)
    let server = try LoopbackServer { connection in
      _ = connection.request()
      connection.write("HTTP/1.1 200 OK\r\n\r\n")
      for piece in [noise] + page.map(String.init) + ["wanted 4"] where !connection.write(piece) { return }
    }
    var request = HTTPRequest("http://127.0.0.1:\(server.port)/")
    request.limit = 1 << 20
    request.wantedLines = ["wanted"]
    let kept = String(repeating: "wanted 2\nwanted_too{a=\"b\"} 3\n", count: 20) + "wanted 4\n"
    #expect(ask(request) == .success(HTTPAnswer(status: 200, body: Array(kept.utf8))))
    request.limit = 700_000
    #expect(failure(ask(request))?.kind == .tooLong)
  }

  @Test("passes over lines that are too long, and stops where too much would be kept")
  func longLines() {
    var filter = LineFilter(["a"])
    func take(_ text: String) { Array(text.utf8).withUnsafeBytes { filter.take($0) } }
    take("a 1\na")
    for _ in 0..<20 { take(String(repeating: "x", count: 1000)) }
    take("\na 2\n" + "a" + String(repeating: "y", count: LineFilter.longestLine) + "\nb\na 3")
    filter.endLine()
    #expect(filter.kept == Array("a 1\na 2\na 3\n".utf8) && !filter.isTooLong)
    for _ in 0...(LineFilter.longest / 1000) { take("a" + String(repeating: "z", count: 1000) + "\n") }
    #expect(filter.isTooLong && filter.kept.count <= LineFilter.longest)
  }

  @Test("takes no header without end")
  func endlessHeader() throws {
    let server = try LoopbackServer { connection in
      _ = connection.request()
      connection.write("HTTP/1.1 200 OK\r\n")
      while connection.write("X: " + String(repeating: "y", count: 1000) + "\r\n") {}
    }
    let started = Date()
    #expect(failure(ask(HTTPRequest("http://127.0.0.1:\(server.port)/"), timeout: 10_000)) != nil)
    #expect(Date().timeIntervalSince(started) < 8)
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
