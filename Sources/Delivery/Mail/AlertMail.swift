package import Batches

/// Everything that a mail about alerts says.
package struct AlertMail: Sendable {
  package var occasion: Occasion
  /// The host that the mail comes from.
  package var host: String
  /// The mail speaks of how things stood then.
  package var time: Timestamp
  /// The batch that the alerts are about; nil for alerts about several, about batchwatch itself or the path that alerts
  /// take.
  package var batch: BatchSection?
  /// What a script's alert is about that is no batch; nil for batchwatch itself.
  package var about: String?
  /// The gravest first. Those with `resolvedAt` no longer hold.
  package var alerts: [MailedAlert]
  /// Why it is mailed although there is a stack to tell it; nil where none is configured, so that mail is the path.
  package var reasonForMail: PathReason?
  /// One sentence: how to silence the alert or to end the reminders.
  package var silenceHint: String?
  package var nextReminder: Timestamp?
  /// What `threadSubject` gave for the first mail of the thread, which the later ones about the same carry on; nil for the
  /// first.
  package var threadSubject: String?

  package init(
    _ occasion: Occasion, host: String, time: Timestamp, batch: BatchSection? = nil, alerts: [MailedAlert] = []
  ) {
    self.occasion = occasion
    self.host = host
    self.time = time
    self.batch = batch
    self.alerts = alerts
  }

  /// Why a mail is sent. The raw values stand in a header field that people filter by: never rename one.
  package enum Occasion: String, CaseIterable, Sendable {
    case firing, reminder, resolved, test
  }
}

/// One alert, as a mail tells it.
package struct MailedAlert: Equatable, Sendable {
  package var name: String
  /// What it is about; empty for batchwatch itself. A mail whose alerts are about several batches is a digest.
  package var batch: String
  package var severity: String
  /// The link of the alert path that it is about, as `doctor` names it; nil for any other alert.
  package var link: String?
  /// One sentence without a full stop. It may hold text from users. In a digest it may begin with the batch and a colon.
  package var text: String
  package var since: Timestamp
  package var resolvedAt: Timestamp?
  /// URL of the page that says what to do.
  package var runbook: String

  package init(
    name: String, batch: String = "", severity: String, link: String? = nil, text: String, since: Timestamp,
    resolvedAt: Timestamp? = nil, runbook: String = ""
  ) {
    self.name = name
    self.batch = batch
    self.severity = severity
    self.link = link
    self.text = text
    self.since = since
    self.resolvedAt = resolvedAt
    self.runbook = runbook
  }
}

/// How a batch stands, for a mail about it.
package struct BatchSection: Sendable {
  package var report: BatchReport
  /// The rules of `report.timezone`.
  package var zone: TimeZoneRules
  /// The last runs, the newest first.
  package var history: [HistoryEntry]
  /// The end of what the newest run's command wrote, any bytes.
  package var output: [UInt8]

  package init(report: BatchReport, zone: TimeZoneRules, history: [HistoryEntry] = [], output: [UInt8] = []) {
    self.report = report
    self.zone = zone
    self.history = history
    self.output = output
  }
}

/// A broken link of the alert path.
package struct PathReason: Equatable, Sendable {
  /// Which link it is, as `doctor` names it.
  package var link: String
  /// What was seen of it.
  package var evidence: String
  /// What to do about it.
  package var fix: String

  package init(link: String, evidence: String, fix: String) {
    self.link = link
    self.evidence = evidence
    self.fix = fix
  }
}
