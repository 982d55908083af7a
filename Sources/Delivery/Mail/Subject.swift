internal import Batches
internal import Presentation

/// The mail's subject, not yet encoded: `[critical] leads-nightly: missed its deadline at 50 %, missing enrich (db1)`.
///
/// A thread holds in Gmail only while the subject stays the same, but for what stands in brackets, which it leaves out,
/// as does the base subject of RFC 5256 (2.1). So how grave it is, and that it is resolved, stands there and nowhere
/// else.
package func subject(of mail: AlertMail) -> String {
  let severity = oneLine(mail.worstSeverity ?? "", limit: 20)
  let mark: String =
    switch mail.occasion {
    case .firing: severity.isEmpty ? "alert" : severity
    case .reminder: severity.isEmpty ? "reminder" : "\(severity), reminder"
    case .resolved: "resolved"
    case .test: "test"
    }
  return "[\(mark)] \(threadSubject(of: mail))"
}

/// What a thread's subjects have in common. Keep it with the first mail's Message-ID, and hand it to the later mails.
package func threadSubject(of mail: AlertMail) -> String {
  if let subject = mail.threadSubject { return oneLine(subject, limit: 200) }
  let host = " (\(shownHost(mail.host)))"
  let name = oneLine(mail.batch?.report.definition.name ?? mail.about ?? "batchwatch", limit: 64)
  // Room for the longest mark and a name of ordinary length, and still a line that a list of mails shows most of.
  let room = max(40, 120 - name.unicodeScalars.count)
  return "\(name): \(cut(mail.headline, to: room))\(host)"
}

extension AlertMail {
  /// The alerts that the mail is about, the gravest first.
  var rankedAlerts: [MailedAlert] {
    // Sorting by rank and place keeps the order within a rank.
    alerts.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }.map(\.element)
  }

  /// Those that hold come before those that don't; severities that nobody here knows, between the two known ones.
  private func rank(_ alert: MailedAlert) -> Int {
    let severity =
      switch alert.severity {
      case "critical": 0
      case "warning": 2
      case "info": 3
      default: 1
      }
    return (alert.resolvedAt == nil ? 0 : 10) + severity
  }

  var worstSeverity: String? { rankedAlerts.first?.severity }

  /// Whether the alert path is what it tells of, and not only why it tells of something else.
  var isAboutPath: Bool { alerts.contains { $0.link != nil } }

  /// What is wrong, in half a sentence that goes on after the batch's name; without figures once it is resolved.
  var headline: String {
    if occasion == .test { return "a test mail, nothing is wrong" }
    let alerts = rankedAlerts
    guard let first = alerts.first else { return "no alert" }
    let report = occasion == .resolved ? nil : batch?.report
    let moments = MomentText(now: time, zone: batch?.zone ?? .utc)
    let phrase = oneLine(shortPhrase(for: first, report, at: moments), limit: 160)
    return alerts.count == 1 ? phrase : "\(phrase); and \(alerts.count - 1) more alert\(alerts.count > 2 ? "s" : "")"
  }
}
