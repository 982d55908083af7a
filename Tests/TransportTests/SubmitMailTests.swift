import Foundation
import Testing

@testable import Transport

/// A relay that speaks just enough SMTP; `replies` stand in for its usual ones. An empty reply breaks off.
private func relay(_ replies: [String: String] = [:], _ notes: Notes = Notes()) throws -> LoopbackServer {
  try LoopbackServer { connection in
    func say(_ verb: String, _ usual: String) -> Bool {
      let reply = replies[verb] ?? usual
      return !reply.isEmpty && connection.write(reply + "\r\n")
    }
    guard say("CONNECT", "220 ready") else { return }
    while let line = connection.line() {
      notes.append(line)
      let verb = String(line.prefix { $0 != " " }).uppercased()
      switch verb {
      case "EHLO": guard say(verb, "250-relay\r\n250 AUTH PLAIN") else { return }
      case "AUTH":
        guard say(verb, "334 ") else { return }
        if replies[verb] == nil {
          notes.append(connection.line() ?? "")
          connection.write("235 welcome\r\n")
        }
      case "DATA":
        guard say(verb, "354 go on") else { return }
        while let text = connection.line(), text != "." { notes.append(text) }
        guard say("END", "250 2.0.0 queued as 4711") else { return }
      case "QUIT":
        _ = say(verb, "221 bye")
        return
      default: guard say(verb, "250 ok") else { return }
      }
    }
  }
}

private func mail(_ server: LoopbackServer) -> Submission {
  var mail = Submission(
    relay: "smtp://127.0.0.1:\(server.port)", from: "batchwatch@example.com", to: ["a@example.com", "b@example.com"],
    message: Array("Subject: x\r\n\r\n.dot\r\n".utf8))
  mail.startTLS = .never
  return mail
}

@Suite("Handing a mail to a relay")
struct SubmitMailTests {
  @Test("names sender, every recipient and ourselves, logs in, and doubles leading dots")
  func submits() throws {
    let notes = Notes()
    var letter = mail(try relay([:], notes))
    letter.login = ("user", "secret")
    letter.hostName = "host.example.com"
    #expect(try submit(letter, timeout: 3000).hasPrefix("2"))
    let said = notes.all
    #expect(said.contains("EHLO host.example.com"))
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
    ])
  func refused(step: String, reply: String, isTemporary: Bool) throws {
    let server = try relay([step: reply])
    let error = try #require(throws: TransportError.self) { try submit(mail(server), timeout: 3000) }
    #expect(error.isTemporary == isTemporary && !error.fateIsUnknown, "\(error)")
    #expect(step == "CONNECT" || error.kind == .refused)
    #expect(error.description.contains(reply), "\(error)")
  }

  @Test("knows when nobody knows: everything was sent and no reply came")
  func unknownFate() throws {
    let server = try relay(["END": ""])
    let error = try #require(throws: TransportError.self) { try submit(mail(server), timeout: 3000) }
    #expect(error.fateIsUnknown && error.isTemporary, "\(error)")
    let before = try relay(["DATA": ""])
    #expect(
      try #require(throws: TransportError.self) { try submit(mail(before), timeout: 3000) }.fateIsUnknown == false)
    let silent = try LoopbackServer { connection in connection.hang() }
    let timeout = try #require(throws: TransportError.self) { try submit(mail(silent), timeout: 300) }
    #expect(timeout.kind == .timeout && !timeout.fateIsUnknown)
  }

  @Test("sends nothing in the clear where encryption is required, and no secret is in the error")
  func clear() throws {
    let notes = Notes()
    let server = try relay([:], notes)
    var letter = mail(server)
    letter.startTLS = .required
    letter.login = ("user", "s3cret")
    let error = try #require(throws: TransportError.self) { try submit(letter, timeout: 3000) }
    #expect(error.kind == .encryption, "\(error)")
    #expect(!notes.all.contains { $0.hasPrefix("AUTH") || $0.hasPrefix("MAIL") })
    let refusing = try relay(["AUTH": "535 5.7.8 no"])
    letter = mail(refusing)
    letter.login = ("user", "s3cret")
    let login = try #require(throws: TransportError.self) { try submit(letter, timeout: 3000) }
    #expect(login.kind == .login && !login.isTemporary && !login.description.contains("s3cret"), "\(login)")
  }
}
