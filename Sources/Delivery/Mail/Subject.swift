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
///
/// A digest's thread goes on with mails about a part of its batches. Those say which, or people would believe that all of
/// it is over; their references still hold the thread together.
package func threadSubject(of mail: AlertMail) -> String {
  let name = mail.shownName
  if let known = mail.threadSubject.map({ oneLine($0, limit: 200) }) {
    let isOfBatches = mail.batch != nil || mail.about != nil || mail.isDigest
    if !isOfBatches || known.hasPrefix(name + (mail.isDigest ? " " : ": ")) { return known }
  }
  let host = " (\(shownHost(mail.host)))"
  if mail.isDigest {
    let batches = mail.batches
    let shown = batches.prefix(3).map { oneLine($0, limit: 64) }.joined(separator: ", ")
    let need = mail.occasion == .resolved ? "" : " need a look"
    return "\(name)\(need): \(shown)\(batches.count > 3 ? ", …" : "")\(host)"
  }
  // Room for the longest mark and a name of ordinary length, and still a line that a list of mails shows most of.
  let room = max(40, 120 - name.unicodeScalars.count)
  return "\(name): \(cut(mail.headline, to: room))\(host)"
}

extension AlertMail {
  /// The alerts that the mail is about, the gravest first; those of a digest by their batches.
  var rankedAlerts: [MailedAlert] {
    let places = Dictionary(uniqueKeysWithValues: batches.enumerated().map { ($0.element, $0.offset) })
    // Sorting by rank and place keeps the order within a rank.
    return alerts.enumerated().map { offset, alert in
      (key: (places[alert.batch] ?? places.count, rank(alert), offset), alert: alert)
    }
    .sorted { $0.key < $1.key }.map(\.alert)
  }

  /// Whether it is about several batches.
  var isDigest: Bool { batches.count > 1 }

  /// The batches of its alerts, the one with the gravest first, then by name. Empty for a mail about one thing.
  var batches: [String] {
    if batch != nil || about != nil { return [] }
    var worst: [String: Int] = [:]
    for alert in alerts where !alert.batch.isEmpty { worst[alert.batch] = min(worst[alert.batch] ?? .max, rank(alert)) }
    if worst.count < 2 { return [] }
    return worst.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
  }

  /// What the mail is about, safe to show: the batch, `7 batches`, or batchwatch.
  var shownName: String {
    isDigest
      ? "\(batches.count) batches" : oneLine(batch?.report.definition.name ?? about ?? "batchwatch", limit: 64)
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

  /// What is wrong, in half a sentence that goes on after the batch's name; without figures once it is resolved. That of a
  /// digest names the batch itself.
  var headline: String { firstHeadline + furtherAlerts }

  /// What the gravest alert says.
  var firstHeadline: String {
    if occasion == .test { return "a test mail, nothing is wrong" }
    guard let first = rankedAlerts.first else { return "no alert" }
    let report = occasion == .resolved ? nil : batch?.report
    let moments = MomentText(now: time, zone: batch?.zone ?? .utc)
    let phrase = oneLine(shortPhrase(for: first.inDigest(isDigest), report, at: moments), limit: 160)
    return (isDigest ? "\(oneLine(first.batch, limit: 64)): " : "") + phrase
  }

  /// `; and 2 more alerts`, which the headline doesn't tell of.
  var furtherAlerts: String {
    alerts.count < 2 ? "" : "; and \(alerts.count - 1) more alert\(alerts.count > 2 ? "s" : "")"
  }
}

extension MailedAlert {
  /// Without the batch before its text, where a digest names it anyway.
  func inDigest(_ isDigest: Bool) -> MailedAlert {
    let lead = "\(batch): "
    guard isDigest, !batch.isEmpty, text.hasPrefix(lead) else { return self }
    var alert = self
    alert.text = String(text.dropFirst(lead.count))
    return alert
  }
}
