import Configuration
import Testing
import Transport

@testable import MonitorCommands

@Suite("What the doctor says of mail")
struct CheckMailTests {
  private func check(program: String, waiting trouble: String? = nil) -> Check {
    var configuration = Configuration()
    configuration.mail = MailSettings(to: ["a@example.com"], from: "b@example.com", transport: .sendmail(program))
    return checkMail(configuration, waiting: trouble, timeout: 100)
  }

  @Test("A program that refuses what waits is broken, though it is there")
  func refusing() {
    #expect(check(program: "/bin/true") == Check("mail", .ok, "/bin/true is there"))
    let refused = check(program: "/bin/true", waiting: "/bin/true: it refuses the mail, exit status 75")
    #expect(refused.state == .broken)
    #expect(refused.evidence == "/bin/true is there; a mail waits: /bin/true: it refuses the mail, exit status 75")
    #expect(refused.fix.contains("smtp://localhost:25") && refused.fix.contains("node_exporter/systemd/sendmail.conf"))
    #expect(refused.fix.contains("install the drop-in /etc/systemd/system/batchwatch-.service.d/sendmail.conf"))
    #expect(check(program: "/nowhere").state == .broken)
  }

  @Test("Nobody knows of it without a configuration, and it is not configured where that doesn't name it")
  func unknown() {
    #expect(checkMail(nil, waiting: nil, timeout: 100) == Check("mail", .unknown, unusableConfiguration))
    #expect(checkMail(Configuration(), waiting: nil, timeout: 100).state == .notConfigured)
  }

  @Test("What mends a relay depends on whether encryption is the trouble")
  func relays() {
    let closed = TransportError(.connection, peer: "smtp://a:25", reason: "nobody listens there")
    let strange = TransportError(.encryption, peer: "smtp://localhost:25", reason: "its certificate is not believed")
    #expect(fixOfRelays([closed]) == "mend the relay, or 'smtp', 'starttls', 'username' in mail")
    let fix = fixOfRelays([closed, strange])
    #expect(fix.contains("on this host only: 'starttls: never'") && fix.contains("'tls_config: {ca_file: FILE}'"))
  }
}
