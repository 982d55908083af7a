import Foundation
import Testing

@testable import Batches
@testable import Delivery

/// The example mails by name.
let examples: [(name: String, mail: AlertMail)] = [
  ("missed-deadline", Mails.missedDeadline), ("failed-night", Mails.failedNight), ("cost", Mails.cost),
  ("not-started", Mails.notStarted), ("path-down", Mails.pathDown), ("resolved", Mails.resolved), ("test", Mails.test),
  ("of-a-script", Mails.ofScript), ("slot-passed", Mails.slotPassed), ("digest", Mails.digest),
  ("digest-resolved", Mails.digestResolved), ("hostile", Mails.hostile),
]

@Suite("Example mails")
struct ExampleTests {
  @Test("read as they should", arguments: examples.map(\.name))
  func golden(name: String) throws {
    let mail = try #require(examples.first { $0.name == name }).mail
    let isFirst = mail.occasion == .firing || mail.occasion == .test
    let composed = composeMail(mail, isFirst ? Mails.envelope(mail.time) : Mails.following(mail.time))
    let parsed = try Parsed(composed)
    #expect(parsed.defects.isEmpty)
    #expect(parsed.parts.map(\.type) == ["text/plain", "text/html"])
    let header = String(decoding: composed, as: UTF8.self).components(separatedBy: "\r\n\r\n")[0]
    try expectGolden(
      Array((header.replacing("\r\n", with: "\n") + "\n\n" + parsed.text).utf8),
      "\(name).txt")
    try expectGolden(Array(parsed.html.utf8), "\(name).html")
  }
}
