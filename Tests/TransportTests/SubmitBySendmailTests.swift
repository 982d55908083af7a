import Foundation
import Platform
import TestSupport
import Testing

@testable import Transport

@Suite("Handing a mail to sendmail")
struct SubmitBySendmailTests {
  private let directory: TemporaryDirectory
  private let program: String

  init() throws {
    directory = try TemporaryDirectory()
    program = directory("sendmail")
  }

  /// The shell writes the script: if this process did, another test's child could hold it open while it is started.
  private func sendmail(_ script: String) throws {
    let text = "#!/bin/sh\ncd \(directory.path)\n\(script)\n"
    let made = try runFilter(
      "/bin/sh", ["-c", "cat >\"$0\" && chmod 755 \"$0\"", program], input: Array(text.utf8), timeout: 5000)
    guard made.status == 0 else { throw Failure(String(decoding: made.output, as: UTF8.self)) }
  }

  private func failure(of script: String, _ mail: Submission = mail, timeout: Int = 5000) throws -> TransportError {
    try sendmail(script)
    return try #require(throws: TransportError.self) {
      try submitBySendmail(mail, program: program, timeout: timeout)
    }
  }

  private func content(_ name: String) throws -> String {
    String(decoding: try readFile(directory(name), limit: 1 << 24), as: UTF8.self)
  }

  /// One that is longer than a pipe.
  private var long: Submission {
    Submission(from: mail.from, to: mail.to, message: Array(repeatElement("line\r\n", count: 100_000).joined().utf8))
  }

  @Test("gives it sender, recipients, and the message with the host's ends of lines")
  func accepted() throws {
    try sendmail(#"printf '%s\n' "$@" >arguments; cat >message"#)
    var mail = mail
    mail.to = ["a@example.com", "-oQ@example.com"]
    mail.message = Array("Subject: x\r\n\r\n.\r\nlone \r and \n stay\r\n".utf8)
    try submitBySendmail(mail, program: program, timeout: 5000)
    #expect(try content("arguments") == "-i\n-f\nbatchwatch@example.com\n--\na@example.com\n-oQ@example.com\n")
    #expect(try content("message") == "Subject: x\n\n.\nlone \r and \n stay\n")
    try submitBySendmail(long, program: program, timeout: 5000)
    #expect(try content("message").count == 500_000)
  }

  @Test("tells what may change from what won't, and quotes it", arguments: [(75, true), (64, false), (1, false)])
  func refused(status: Int, isTemporary: Bool) throws {
    let error = try failure(of: "cat >/dev/null; echo 'queue is\u{1B} full' >&2; echo sorry; exit \(status)")
    #expect(error.kind == .refused && error.isTemporary == isTemporary && !error.fateIsUnknown)
    #expect(error.description == "\(program): it refuses the mail, exit status \(status): queue is? full; sorry")
  }

  @Test("quotes only the end of much output, and isn't held up by it")
  func garrulous() throws {
    let error = try failure(of: "i=0; while [ $i -lt 30000 ]; do echo $i no >&2; i=$((i + 1)); done; exit 69", long)
    #expect(error.code == 69 && error.reason.hasSuffix("; 29998 no; 29999 no") && error.reason.count < 600)
  }

  @Test("that hangs is ended: nobody knows what it did with a mail that it has read", .timeLimit(.minutes(1)))
  func hangs() throws {
    var error = try failure(of: "cat >/dev/null; echo soon; sleep 600", timeout: 1500)
    #expect(error.kind == .timeout && error.fateIsUnknown && error.isTemporary)
    #expect(error.reason == "it did not end within 1500 ms: soon")
    for mail in [mail, long] {
      error = try failure(of: "sleep 600", mail, timeout: 500)
      #expect(error.kind == .timeout && !error.fateIsUnknown, "\(error)")
    }
    error = try failure(of: "head -n 1 >/dev/null; sleep 600", long, timeout: 500)
    #expect(error.kind == .timeout && !error.fateIsUnknown, "\(error)")
  }

  @Test("that crashes may have taken what it has read")
  func crashes() throws {
    var error = try failure(of: "cat >/dev/null; kill -SEGV $$")
    #expect(error.kind == .answer && error.fateIsUnknown && error.reason == "signal 11 ended it")
    error = try failure(of: "kill -KILL $$")
    #expect(error.kind == .answer && !error.fateIsUnknown && error.isTemporary)
  }

  @Test("is not believed when it says yes without reading the mail", arguments: ["exit 0", "exec <&-; sleep 0.2"])
  func unread(script: String) throws {
    for mail in [mail, long] {
      let error = try failure(of: script, mail)
      #expect(error.reason == "it ended without reading the whole mail" && !error.fateIsUnknown && error.isTemporary)
    }
    let error = try failure(of: "exec <&-; exit 64", long)
    #expect(error.kind == .refused)
  }

  @Test("that isn't there is a matter of the file")
  func missing() throws {
    let error = try #require(throws: TransportError.self) {
      try submitBySendmail(mail, program: program, timeout: 1000)
    }
    #expect(error.kind == .file && error.reason == "cannot run \(program): No such file or directory")
  }

  @Test("gets no word that is no address", arguments: ["", "a b@example.com", "a@example.com\n-oQ"])
  func hostile(address: String) throws {
    for mail in [
      Submission(from: address, to: mail.to, message: []), Submission(from: mail.from, to: [address], message: []),
      Submission(from: "-v@example.com", to: mail.to, message: []),
    ] {
      #expect(try failure(of: "cat >/dev/null", mail).kind == .internalError)
    }
  }
}
