import Foundation
import Testing

@testable import Batches
@testable import Delivery
@testable import Presentation

/// Whatever batches, hosts, stages, addresses and configurations are called, a mail stays a mail, and what they are
/// called is only ever text in it.
@Suite("Hostile texts in a mail")
struct HostileTests {
  @Test("leave the mail as it is built", arguments: Mails.hostileTexts.map(Hostile.init))
  func structure(hostile: Hostile) throws {
    let (mail, envelope) = Mails.hostile(hostile.text)
    let composed = composeMail(mail, envelope)
    #expect(composed.allSatisfy { $0 == 0x0a || $0 == 0x0d || (0x20...0x7e).contains($0) })
    let lines = String(decoding: composed, as: UTF8.self).components(separatedBy: "\r\n")
    #expect(lines.allSatisfy { !$0.contains("\r") && !$0.contains("\n") })
    let header = try #require(lines.firstIndex(of: ""))
    #expect(lines[..<header].allSatisfy { $0.utf8.count <= 998 && $0.contains { $0 != " " } })
    #expect(lines[header...].allSatisfy { $0.utf8.count <= 76 && $0 != "." && !$0.hasPrefix("From ") })
    #expect(lines.filter { $0.hasPrefix("--=_batchwatch") }.count == 3)
    // A mail is no place for 100 kB of reason.
    #expect(composed.count < 200_000)
    let names = lines[..<header].filter { $0.first != " " }.map { $0.prefix { $0 != ":" } }
    #expect(
      names == [
        "Date", "From", "To", "Subject", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Content-Type",
        "Auto-Submitted", "X-Auto-Response-Suppress", "X-Batchwatch-Occasion", "X-Batchwatch-Batch",
        "X-Batchwatch-Alert", "X-Batchwatch-Severity",
      ])
  }

  @Test("are read as text by another implementation", arguments: Mails.hostileTexts.indices)
  func parsed(index: Int) throws {
    let parsed = try Self.parsed.get()[index]
    #expect(parsed.defects.isEmpty)
    #expect(parsed.parts.map(\.type) == ["text/plain", "text/html"])
    #expect(parsed.field("Subject") == subject(of: Mails.hostile(Mails.hostileTexts[index]).mail))
    #expect(parsed.field("To") == "oncall@example.com")
    #expect(parsed.field("From")?.hasSuffix(" <batchwatch@localhost>") == true)
    for part in [parsed.text, parsed.html] + parsed.fields.map({ $0[1] }) {
      #expect(part.unicodeScalars.allSatisfy { $0 == "\n" || isHarmless($0) })
    }
    let lines = parsed.text.split(separator: "\n").filter { !$0.hasPrefix("  runbook: ") }
    #expect(lines.allSatisfy { displayWidth(String($0)) <= 76 })
  }

  @Test("make no element and no attribute of the HTML", arguments: Mails.hostileTexts.indices)
  func elements(index: Int) throws {
    let html = try Self.parsed.get()[index].html
    let ours = htmlPart(MailContent(Mails.failedNight, zone: Mails.zone))
    #expect(shape(of: html).isSubset(of: shape(of: ours)))
    #expect(!html.contains("href=\"javascript"))
  }

  private static let parsed = Result {
    try Parsed.read(
      Mails.hostileTexts.map { text in
        let (mail, envelope) = Mails.hostile(text)
        return composeMail(mail, envelope)
      })
  }

  @Test("become no command that a shell would obey")
  func commands() throws {
    let (mail, envelope) = Mails.hostile("x; reboot")
    #expect(!(try Parsed(composeMail(mail, envelope)).text).contains("batchwatch status x"))
  }

  private func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "\u{200c}" || scalar == "\u{200d}" { return true }
    return switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: false
    default: true
    }
  }

  /// Each kind of element with the names of its attributes.
  private func shape(of html: String) -> Set<String> {
    Set(
      html.matches(of: /<([^<>]*)>/).map { match in
        let names = String(match.1).replacing(/="[^"]*"/, with: "")
        return names.split(separator: " ").joined(separator: " ")
      })
  }
}

/// A hostile text, which a report of the tests shows in short.
struct Hostile: CustomTestStringConvertible {
  let text: String
  var testDescription: String { text.unicodeScalars.prefix(40).map { $0.escaped(asASCII: true) }.joined() }
}
