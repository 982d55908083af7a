import Foundation
import Testing

@testable import Transport

let mail = Submission(
  from: "batchwatch@example.com", to: ["a@example.com", "b@example.com"],
  message: Array("Subject: x\r\n\r\n.dot\r\n".utf8))

private func failure(_ server: LoopbackServer, _ login: Login? = nil, timeout: Int = 3000) throws -> TransportError {
  try #require(throws: TransportError.self) { try submit(mail, to: relay(server, login: login), timeout: timeout) }
}

@Suite("Handing a mail to a relay")
struct SubmitMailTests {
  @Test("names sender, every recipient and ourselves, logs in, doubles leading dots, and parts")
  func submits() throws {
    let notes = Notes()
    var relay = relay(try scriptedRelay([:], notes), login: Login(username: "user", password: "secret"))
    relay.hostName = "host.example.com"
    #expect(try submit(mail, to: relay, timeout: 3000) == "250 2.0.0 queued as 4711")
    let said = notes.all
    #expect(said.first == "EHLO host.example.com" && said.last == "QUIT")
    #expect(said.contains("MAIL FROM:<batchwatch@example.com>"))
    #expect(said.contains("RCPT TO:<a@example.com>") && said.contains("RCPT TO:<b@example.com>"))
    #expect(said.contains("AUTH PLAIN") && said.contains(Data("\0user\0secret".utf8).base64EncodedString()))
    #expect(said.contains("..dot"))
  }

  @Test(
    "tells a reply that may change from one that won't, and quotes it",
    arguments: [
      ("RCPT", "451 4.7.1 greylisted, try later", true), ("RCPT", "550 5.1.1 no such user", false),
      ("END", "452 4.3.1 disk full", true), ("END", "554 5.7.1 spam", false), ("CONNECT", "421 too busy", true),
      ("AUTH", "454 4.7.0 no directory", true), ("AUTH", "535 5.7.8 no", false),
    ])
  func refused(step: String, reply: String, isTemporary: Bool) throws {
    let error = try failure(try scriptedRelay([step: reply]), Login(username: "user", password: "secret"))
    #expect(error.isTemporary == isTemporary && !error.fateIsUnknown, "\(error)")
    #expect(step == "CONNECT" || error.kind == (step == "AUTH" ? .login : .refused))
    #expect(error.description.contains(reply), "\(error)")
  }

  @Test("quotes all lines of a reply: the last one alone rarely says why")
  func manyLines() throws {
    let server = try scriptedRelay(["END": "550-5.7.26 unauthenticated,\r\n550-5.7.26 so no.\r\n550 5.7.26 Read on"])
    let told = "it refuses the mail: 550-5.7.26 unauthenticated, 5.7.26 so no. 5.7.26 Read on"
    #expect(try failure(server).reason == told)
  }

  @Test("knows when nobody knows: everything was sent and no reply came", arguments: ["", "hang"])
  func unknownFate(end: String) throws {
    let error = try failure(try scriptedRelay(["END": end]), timeout: 1500)
    #expect(error.fateIsUnknown && error.isTemporary, "\(error)")
    #expect(try failure(try scriptedRelay(["DATA": end]), timeout: 1500).fateIsUnknown == false)
  }

  @Test("takes no longer than its time with a relay that is silent")
  func silence() throws {
    let error = try failure(try LoopbackServer { $0.hang() }, timeout: 300)
    #expect(error.kind == .timeout && !error.fateIsUnknown)
  }

  @Test("soon parts from a relay that took the mail and doesn't answer to that", .timeLimit(.minutes(1)))
  func parting() throws {
    let server = try scriptedRelay(["QUIT": "hang"])
    let started = Date()
    #expect(try submit(mail, to: relay(server), timeout: 20_000) == "250 2.0.0 queued as 4711")
    #expect(Date().timeIntervalSince(started) < 10)
  }

  @Test("sends nothing in the clear where encryption is required")
  func clear() throws {
    let notes = Notes()
    var relay = relay(try scriptedRelay([:], notes), login: Login(username: "user", password: "secret"))
    relay.startTLS = .required
    let error = try #require(throws: TransportError.self) { try submit(mail, to: relay, timeout: 3000) }
    #expect(error.kind == .encryption, "\(error)")
    #expect(!notes.all.contains { $0.hasPrefix("AUTH") || $0.hasPrefix("MAIL") })
  }
}
