import Delivery

@testable import Batches

extension Mails {
  /// Texts with which somebody might want to end a header, a part, an element or a line, or to hide something.
  static let hostileTexts = [
    "\r\nBcc: victim@example.com", "\nX-Evil: 1\n\nbody", "a\r\n\r\n--=_batchwatch\r\nContent-Type: text/html\r\n\r\nx",
    "\u{2028}U+2028\u{2029}\u{85}\u{0b}\u{0c}", "\u{202e}gnp.exe\u{2066}\u{200f}", "\0\u{1}\u{1b}[2J\u{7f}\u{9b}31m",
    String(decoding: [0xff, 0xfe, 0x41, 0xc0, 0xaf, 0xed, 0xa0, 0x80, 0xf4, 0x90, 0x80, 0x80], as: UTF8.self),
    "</div><script>alert(1)</script>\"' onload=x &amp;", "=?utf-8?q?=0D=0ABcc:_victim?= =?x?b?AAAA?=",
    String(repeating: "reason ", count: 14_000), String(repeating: "x", count: 100_000),
    String(repeating: "e\u{301}\u{302}\u{303}", count: 20_000), String(repeating: "漢字", count: 20_000),
    "<a@b>, victim@example.com; (c)", ".", "From here", "", " ", "  two  blanks  ", "\u{feff}", "🧟‍♂️🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "javascript:alert(1)", "https://example.com/\"><img src=x onerror=alert(1)>", "$(reboot) `reboot`; reboot",
  ]

  /// The missed deadline with `text` in each place that anybody could have written.
  static func hostile(_ text: String) -> (mail: AlertMail, envelope: MailEnvelope) {
    var mail = missedDeadline
    mail.host = text
    mail.silenceHint = text
    mail.reasonForMail = PathReason(link: text, evidence: text, fix: text)
    mail.alerts = [
      MailedAlert(name: "BatchFailed", severity: text, text: text, since: slot, runbook: text),
      MailedAlert(name: text, severity: "critical", text: text, since: slot, runbook: text),
      MailedAlert(name: text, severity: text, text: text, since: slot, resolvedAt: slot, runbook: text),
    ]
    mail.batch?.output = Array(text.utf8) + [0xff, 0x00, 0x1b, 0x0d] + Array(text.utf8)
    var report = failed
    report.definition.name = text
    report.currency = text
    report.timezone = text
    report.run?.name = text
    report.run?.reason = text
    report.run?.costs = [
      Cost(resource: text, currency: text, amount: 3), Cost(resource: text, currency: "EUR", amount: .nan),
    ]
    for index in report.stages.indices {
      report.stages[index].name = text
      report.stages[index].reason = text
    }
    mail.batch?.report = report
    mail.batch?.history = history.map { entry in
      var entry = entry
      entry.reason = text
      entry.name = text
      entry.costs = [Cost(resource: text, currency: text, amount: 3)]
      entry.problems = [Problem(kind: .slow, alert: text, text: text)]
      return entry
    }
    var envelope = following(mail.time)
    envelope.from = text
    envelope.to = [text, "oncall@example.com", text]
    envelope.messageID = text
    envelope.inReplyTo = text
    envelope.references = Array(repeating: text, count: 40)
    return (mail, envelope)
  }

  /// A little of everything, to look at.
  static var hostile: AlertMail {
    var mail = hostile(
      "x\r\nBcc: v@example.com\u{202e}\u{2028}</div><script>alert(1)</script> \u{1b}[2J "
        + String(repeating: "long", count: 99)
    ).mail
    mail.host = "db1"
    mail.batch?.zone = zone
    return mail
  }
}
