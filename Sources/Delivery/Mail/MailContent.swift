internal import Batches
internal import Presentation

/// What a mail says, in the order in which both of its parts say it. All texts are safe to show.
struct MailContent {
  /// `CRITICAL`, `RESOLVED`.
  let mark: String
  /// The batch, how many they are, or batchwatch.
  let name: String
  let host: String
  /// What is wrong, in half a sentence.
  let headline: String
  /// When the mail was written, on the clock of its zone.
  let written: String
  let ink: Ink
  /// The subject, for the title of the HTML part.
  let subject: String
  private(set) var sections: [Section] = []

  /// A stretch of the mail. Those without a title go on where the last one ended.
  struct Section {
    var title: String?
    var body: Body
  }

  enum Body {
    case alerts([AlertEntry])
    case paragraphs([String])
    case stages([StageReport], runEnd: Timestamp?, time: Timestamp)
    case figures([(label: String, text: String)])
    /// What stands below all else.
    case foot(String)
    /// Lines to type.
    case commands([String])
    /// Lines of a command's output.
    case output([String])
    case nights(Nights)
  }

  /// An alert.
  struct AlertEntry {
    var name: String
    var severity: String
    /// Empty where the headline has said it.
    var text: String
    /// `since 05:00 EST, for 3m 10s`
    var time: String
    /// Empty where there is none, or an alert before it has the same.
    var runbook: String
    var holds: Bool
  }

  init(_ mail: AlertMail, zone: TimeZoneRules) {
    let severity = oneLine(mail.worstSeverity ?? "", limit: 20).uppercased()
    mark =
      switch mail.occasion {
      case .firing: severity.isEmpty ? "ALERT" : severity
      case .reminder: severity.isEmpty ? "REMINDER" : "\(severity), REMINDER"
      case .resolved: "RESOLVED"
      case .test: "TEST"
      }
    ink =
      switch mail.occasion {
      case .firing, .reminder: mail.worstSeverity == "warning" || mail.worstSeverity == "info" ? .warning : .bad
      // That is no good news.
      case .resolved: mail.slotPassed ? .warning : .good
      case .test: .active
      }
    name = mail.shownName
    host = shownHost(mail.host)
    headline = mail.occasion == .resolved ? Self.resolvedHeadline(mail) : mail.headline
    subject = Delivery.subject(of: mail)
    let moments = MomentText(now: mail.time, zone: zone)
    written = mail.time.localDateTime(in: zone)
    switch mail.occasion {
    case .test: addTest()
    case .resolved:
      addAlerts(mail, moments)
      if let batch = mail.batch { addState(of: batch, at: mail.time, short: true) }
      addReason(mail)
      addCommands(mail)
    case .firing, .reminder:
      addAlerts(mail, moments)
      if let batch = mail.batch { addState(of: batch, at: mail.time, short: false) }
      if mail.isAboutPath { addReason(mail) }
      addCommands(mail)
      if let batch = mail.batch { addPast(of: batch) }
      if !mail.isAboutPath { addReason(mail) }
    }
    addFurther(mail, moments)
  }

  mutating func add(_ title: String?, _ body: Body) { sections.append(Section(title: title, body: body)) }

  /// `resolved after 1h 08m: missed its deadline`; of a digest `leads-nightly: failed, resolved after 1h 08m`.
  private static func resolvedHeadline(_ mail: AlertMail) -> String {
    guard let first = mail.rankedAlerts.first else { return mail.headline }
    if mail.slotPassed {
      return "\(mail.firstHeadline) and never completed that slot; the next one has begun\(mail.furtherAlerts)"
    }
    let span = "resolved after \(elapsed(from: first.since, to: first.resolvedAt ?? mail.time).shortText)"
    return mail.isDigest ? "\(mail.firstHeadline), \(span)\(mail.furtherAlerts)" : "\(span): \(mail.headline)"
  }
}

extension AlertMail {
  /// Whether its deadline, or its start, is over only because the next slot has begun, and the batch never made up for it.
  fileprivate var slotPassed: Bool {
    guard occasion == .resolved, let report = batch?.report, let slot = report.slot, let first = rankedAlerts.first,
      ["BatchIncomplete", "BatchNotStarted"].contains(first.name), first.since < slot.start,
      let end = first.resolvedAt, end >= slot.start
    else { return false }
    // A success from then on may have completed it.
    return report.last.success.map { $0 < first.since } ?? true
  }
}
