internal import AlertPath
internal import BatchTracker
internal import Batches
internal import Commands
internal import Configuration
internal import Delivery
internal import Ledger
internal import Platform
internal import SQLite
internal import Tracker

/// Composes ordered mails and puts them into the outbox, as part of the pass's transaction.
struct MailWriter {
  let session: Session
  let settings: MailSettings
  private let host = hostName()
  let zone: TimeZoneRules
  let now: Timestamp
  /// Why a mail is needed although there is a stack.
  let reason: PathReason?
  let hasStack: Bool
  /// How each batch stands, by its name.
  let reports: [String: BatchReport]

  init(
    session: Session, settings: MailSettings, zone: TimeZoneRules, now: Timestamp, reason: PathReason?, hasStack: Bool,
    reports: [String: BatchReport]
  ) {
    self.session = session
    self.settings = settings
    self.zone = zone
    self.now = now
    self.reason = reason
    self.hasStack = hasStack
    self.reports = reports
  }

  /// - Parameter isBare: leaves out all that is known of the batch but its name.
  /// - Returns: the thread that the mail begins or goes on.
  /// - Throws: `DatabaseError`.
  func write(_ order: MailOrder, _ ledger: Ledger, isBare: Bool) throws -> Int64 {
    var mail = mail(order, isBare: isBare)
    let known = try order.thread.flatMap { try ledger.thread($0) }
    mail.threadSubject = known?.subject
    let thread: Int64
    if let id = order.thread, known != nil {
      thread = id
    } else {
      thread = try ledger.startThread(subject: threadSubject(of: mail), at: now)
    }
    let id = makeMessageID(at: now, host: host)
    let earlier = known?.messageIDs ?? []
    let envelope = MailEnvelope(
      from: settings.from, to: settings.to, messageID: id, inReplyTo: earlier.last,
      references: earlier, date: now, zone: zone)
    try ledger.enqueue(
      composeMail(mail, envelope), thread: thread, messageID: id, occasion: order.occasion.rawValue, at: now)
    return thread
  }

  private func mail(_ order: MailOrder, isBare: Bool) -> AlertMail {
    let occasion: AlertMail.Occasion =
      switch order.occasion {
      case .firing: .firing
      case .reminder: .reminder
      case .resolved: .resolved
      }
    var mail = AlertMail(occasion, host: host, time: now, batch: isBare ? nil : section(order.batch))
    if mail.batch == nil, !order.batch.isEmpty { mail.about = order.batch }
    mail.alerts = order.alerts.map { alert in
      MailedAlert(
        name: alert.key.name, batch: alert.key.batch, severity: alert.severity,
        link: alert.key.link.isEmpty ? nil : alert.key.link, text: isBare ? "" : alert.text, since: alert.since,
        resolvedAt: alert.cleared, runbook: alert.runbook)
    }
    mail.reasonForMail = reason
    if order.occasion != .resolved {
      mail.nextReminder = now + settings.repeatEvery
      if hasStack {
        mail.silenceHint = "a silence in Alertmanager ends these mails too, once it answers again"
      }
    }
    return mail
  }

  private func section(_ batch: String) -> BatchSection? {
    guard let report = reports[batch] else { return nil }
    var section = BatchSection(report: report, zone: session.zone(report.timezone))
    // A mail without the past is better than none.
    let past = try? session.store.read { try $0.history(of: batch, limit: 7) } ?? []
    guard let past, let configured = try? session.configured(report.definition) else { return section }
    section.history = past.map { historyEntry(of: $0, as: configured) }
    section.output = past.first { $0.run.name == report.run?.name }?.command?.output ?? []
    return section
  }
}

/// An id that no other mail has: the time, chance, and the host.
func makeMessageID(at now: Timestamp, host: String) -> String {
  "batchwatch.\(now.milliseconds).\(String(UInt64.random(in: .min ... .max), radix: 36))@\(host)"
}
