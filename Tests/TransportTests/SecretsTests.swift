import Foundation
import Testing

@testable import Transport

private let secret = "Sesame-0pen"
private let login = Login(username: "user", password: secret)

/// What the password looks like on its way to a relay, and to a web server.
private let forms = [secret, base64(secret), base64("\0user\0\(secret)")]
private let allForms = forms + [base64("user:\(secret)")]

@Suite("A secret stays secret")
struct SecretsTests {
  private func failure(_ relay: Relay, timeout: Int = 5000) throws -> TransportError {
    try #require(throws: TransportError.self) { try submit(mail, to: relay, timeout: timeout) }
  }

  private func failures(_ server: LoopbackServer, timeout: Int = 5000) throws -> [TransportError] {
    let url = "http://127.0.0.1:\(server.port)/hook/\(secret)?key=\(secret)"
    var basic = HTTPRequest(url)
    basic.credentials = .basic(username: "user", password: secret)
    var token = HTTPRequest(url, json: Array(secret.utf8))
    token.credentials = .token(type: "Bearer", token: secret)
    return try ask([basic, token], timeout: timeout).map { result in
      guard case .failure(let error) = result else { throw Failed() }
      return error
    }
  }

  private struct Failed: Error {}

  @Test("in every kind of error")
  func errors() throws {
    let silent = try LoopbackServer { $0.hang() }
    let gone = try LoopbackServer { $0.hang() }
    gone.stop()
    let garbage = try LoopbackServer { connection in
      _ = connection.request()
      connection.write("\(secret)\r\n\r\n")
    }
    let endless = try LoopbackServer { connection in
      _ = connection.request()
      connection.write("HTTP/1.1 200 \(secret)\r\n\r\n")
      while connection.write(Array(repeatElement(secret, count: 1000).joined().utf8)) {}
    }
    var errors = try [gone, garbage, endless].flatMap { try failures($0) } + failures(silent, timeout: 300)
    errors.append(try failure(relay(silent, login: login), timeout: 300))
    var unknown = Relay("smtp://no-such-host.invalid")
    unknown.login = login
    errors.append(try failure(unknown))
    var encrypted = relay(try scriptedRelay(), login: login)
    encrypted.startTLS = .required
    errors.append(try failure(encrypted))
    var file = Relay("smtps://127.0.0.1:\(silent.port)")
    file.login = login
    file.encryption.caFile = "/nonexistent"
    errors.append(try failure(file))
    // Relays that repeat what they were told, whole or cut.
    for form in forms {
      for reply in ["535 5.7.8 no, not \(form)", "535-5.7.8 no:\r\n535 'AUTH PLAIN \(form.prefix(20))", "454 \(form)"] {
        errors.append(try failure(relay(try scriptedRelay(["AUTH": reply]), login: login)))
        errors.append(try failure(relay(try scriptedRelay(["RCPT": reply]), login: login)))
      }
    }
    let endlessSecret = Login(username: "user", password: String(repeating: secret, count: 1_000_000))
    errors.append(try failure(relay(silent, login: endlessSecret)))
    #expect(Set(errors.map(\.kind)) == Set(TransportError.Kind.allCases))
    for error in errors {
      for form in allForms {
        let isTold = "\(error.description) \(String(reflecting: error))".contains(form.prefix(8))
        #expect(!isTold, "\(error) of \(error.kind)")
      }
    }
  }

  @Test("but a reply without it is told")
  func told() throws {
    let error = try failure(relay(try scriptedRelay(["AUTH": "535 5.7.8 wrong: UGFzc3dvcmQ6"]), login: login))
    #expect(error.reason == "it refuses the user or the password: 535 5.7.8 wrong: UGFzc3dvcmQ6")
    let echo = try failure(relay(try scriptedRelay(["AUTH": "535 5.7.8 wrong: \(secret)"]), login: login))
    #expect(echo.reason == "it refuses the user or the password: 535 and words that hold the password")
  }

  @Test("where a value is printed that holds it")
  func values() {
    var relay = Relay("smtp://relay")
    relay.login = login
    var request = HTTPRequest("http://server/")
    var texts: [String] = []
    func print(_ value: Any) {
      texts += ["\(value)", String(reflecting: value)]
      dump(value, to: &texts[texts.count - 1])
    }
    print(relay)
    print(login)
    for credentials in [Credentials.basic(username: "user", password: secret), .token(type: "Bearer", token: secret)] {
      request.credentials = credentials
      print(request)
      print(credentials)
    }
    #expect(texts.count == 12 && texts.allSatisfy { !$0.isEmpty && !$0.contains(secret) }, "\(texts)")
  }

  @Test("base64", arguments: ["", "a", "ab", "abc", "abcd", "\0üñ\u{1F600}~"])
  func encodes(text: String) { #expect(base64(text) == Data(text.utf8).base64EncodedString()) }
}
