import Foundation
import Testing

@testable import Transport

private func failure(_ relay: Relay, timeout: Int = 3000) throws -> TransportError {
  try #require(throws: TransportError.self) { try checkRelay(relay, timeout: timeout) }
}

@Suite("Checking a relay")
struct CheckRelayTests {
  private let login = Login(username: "user", password: "secret")

  @Test("goes as far as a mail would, without one, and parts; it tells how the relay greets")
  func checks() throws {
    let notes = Notes()
    var relay = relay(try scriptedRelay([:], notes), login: login)
    relay.hostName = "host.example.com"
    #expect(try checkRelay(relay, timeout: 3000) == "220-relay.test is ready")
    #expect(notes.all == ["EHLO host.example.com", "AUTH PLAIN", base64("\0user\0secret"), "NOOP", "QUIT"])
  }

  @Test("finds that nobody is let in, and why")
  func refusals() throws {
    var error = try failure(relay(try scriptedRelay(["AUTH": "535 5.7.8 bad"]), login: login))
    #expect(error.kind == .login && error.reason == "it refuses the user or the password: 535 5.7.8 bad")
    error = try failure(relay(try scriptedRelay(["EHLO": "250 relay"]), login: login))
    #expect(error.kind == .login && error.reason == "it offers no login, but a username is configured")
    error = try failure(relay(try scriptedRelay(["EHLO": "250-relay\r\n250 AUTH SIGNS"]), login: login))
    #expect(error.kind == .login && error.reason == "it offers no way to log in that libcurl has")
    error = try failure(relay(try scriptedRelay(["CONNECT": "554 5.3.2 not today"])))
    #expect(error.description.contains("554 5.3.2 not today"))
    error = try failure(relay(try scriptedRelay(["NOOP": "421 4.3.2 shutting down"])))
    #expect(error.kind == .refused && error.isTemporary && error.reason == "421 4.3.2 shutting down")
    var clear = relay(try scriptedRelay())
    clear.startTLS = .required
    #expect(try failure(clear).kind == .encryption)
  }

  @Test(
    "takes no longer than its time, whenever the relay falls silent", arguments: ["CONNECT", "AUTH", "NOOP", "QUIT"])
  func silence(step: String) throws {
    let server = try scriptedRelay([step: "hang"])
    let started = Date()
    if step == "QUIT" {
      #expect(try checkRelay(relay(server, login: login), timeout: 500).hasPrefix("220"))
    } else {
      #expect(try failure(relay(server, login: login), timeout: 500).kind == .timeout)
    }
    #expect(Date().timeIntervalSince(started) < 5)
  }
}

@Suite("A real relay, with encryption and login")
struct RealRelayTests {
  private let server: RealRelay

  init() throws { server = try RealRelay() }

  @Test("is checked after STARTTLS")
  func startTLS() throws {
    #expect(try checkRelay(server.relay(), timeout: 5000).hasPrefix("220 relay.test"))
    #expect(
      server.steps == [
        "EHLO host.example.com in the clear", "EHLO host.example.com encrypted", "PLAIN accepted", "NOOP", "QUIT",
      ])
  }

  @Test("is checked where it is encrypted from the start")
  func encrypted() throws {
    #expect(try checkRelay(server.relay(isEncrypted: true), timeout: 5000).hasPrefix("220 relay.test"))
    #expect(server.steps == ["EHLO host.example.com encrypted", "PLAIN accepted", "NOOP", "QUIT"])
  }

  @Test("takes a mail")
  func submits() throws {
    #expect(try submit(mail, to: server.relay(), timeout: 5000) == "250 2.0.0 queued as 4711")
    #expect(
      server.steps.suffix(2) == [
        "mail from batchwatch@example.com to a@example.com b@example.com: b'Subject: x\\r\\n\\r\\n.dot\\r\\n'", "QUIT",
      ])
  }

  @Test("refuses another password")
  func password() throws {
    let error = try failure(server.relay(password: "guess"), timeout: 5000)
    #expect(error.kind == .login && error.code == 535 && !error.isTemporary, "\(error)")
    #expect(server.steps.last == "PLAIN refused")
  }

  @Test("is left before the login if its certificate isn't believed, or is for another name", arguments: [true, false])
  func certificates(isEncrypted: Bool) throws {
    var relay = server.relay(isEncrypted: isEncrypted)
    relay.encryption.serverName = "relay.test"
    #expect(try checkRelay(relay, timeout: 5000).hasPrefix("220"))
    relay.encryption.serverName = "other.test"
    #expect(try failure(relay, timeout: 5000).kind == .encryption)
    relay = server.relay(isEncrypted: isEncrypted)
    relay.encryption.caFile = nil
    #expect(try failure(relay, timeout: 5000).kind == .encryption)
    #expect(server.steps.filter { $0 == "PLAIN accepted" }.count == 1)
  }
}
