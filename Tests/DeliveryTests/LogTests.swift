import Foundation
import Testing

@testable import Batches
@testable import Delivery

@Suite("The log that is kept")
struct LogTests {
  private func text(_ mail: AlertMail) -> String { textPart(MailContent(mail, zone: Mails.zone)) }

  @Test("is named below the end of the output, with the host")
  func whole() {
    var mail = Mails.failedNight
    mail.batch?.report.run?.log = "/var/log/batches/night.log"
    let line = "  The whole output: /var/log/batches/night.log on db1.example.com\n"
    let shown = text(mail)
    #expect(shown.contains(line))
    #expect(shown.components(separatedBy: "/var/log/batches/night.log").count == 2, "it is said once")
    #expect(htmlPart(MailContent(mail, zone: Mails.zone)).contains("/var/log/batches/night.log on db1.example.com"))
  }

  @Test("is named where no output is kept, for stages too")
  func alone() {
    var mail = Mails.failedNight
    mail.batch?.output = []
    mail.batch?.report.stages[1].log = "/log/enrich.log"
    #expect(text(mail).contains("Its output\n  The whole output: /log/enrich.log on db1.example.com\n"))
  }

  @Test("shows nothing that a terminal would obey")
  func hostile() {
    var mail = Mails.failedNight
    mail.batch?.report.run?.log = "/log/\u{1b}[31m\u{202e}x"
    #expect(!text(mail).contains("\u{1b}") && !text(mail).contains("\u{202e}"))
  }
}
