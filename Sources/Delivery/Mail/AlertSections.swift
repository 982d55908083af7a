internal import Batches
internal import Presentation

extension MailContent {
  /// What is, or was, wrong.
  mutating func addAlerts(_ mail: AlertMail, _ moments: MomentText) {
    var runbooks: Set<String> = []
    let isDigest = mail.isDigest
    let entries = mail.rankedAlerts.prefix(20).map { mailed in
      let alert = mailed.inDigest(isDigest)
      let lead = isDigest ? "\(oneLine(alert.batch, limit: 64)): " : ""
      var text = shown(alert.text)
      // The headline has said it, as of an alert that isn't in the catalogue.
      if oneLine(alert.text, limit: 160) == headline { text = "" }
      if alert.resolvedAt != nil, !text.isEmpty { text = "it said: \(text)" }
      return AlertEntry(
        name: lead + oneLine(alert.name, limit: 64), severity: oneLine(alert.severity, limit: 20), text: text,
        time: Self.time(alert, moments),
        runbook: runbooks.insert(alert.runbook).inserted ? shown(alert.runbook, limit: 500) : "",
        holds: alert.resolvedAt == nil)
    }
    if !entries.isEmpty { add(nil, .alerts(Array(entries))) }
    if mail.alerts.count > entries.count {
      add(nil, .paragraphs(["And \(mail.alerts.count - entries.count) more."]))
    }
  }

  private static func time(_ alert: MailedAlert, _ moments: MomentText) -> String {
    let since = moments.clock(alert.since)
    guard let end = alert.resolvedAt else {
      let span = elapsed(from: alert.since, to: moments.now)
      // The first mail is written as soon as it holds: that is news, and no duration.
      return span < .minutes(1) ? "since \(since)" : "since \(since), for \(span.shortText)"
    }
    return "\(since) to \(moments.clock(end)), for \(elapsed(from: alert.since, to: end).shortText)"
  }

  /// Why batchwatch writes itself.
  mutating func addReason(_ mail: AlertMail) {
    guard let reason = mail.reasonForMail else {
      if mail.occasion == .resolved { return }
      add(
        "Why you get this mail",
        .paragraphs(["This host has no alert_path configured, so batchwatch mails you itself."]))
      return
    }
    let title: String
    let text: String
    if mail.occasion == .resolved {
      title = "The alert path is still broken"
      text = "Until it works again, batchwatch mails you itself what is wrong on this host."
    } else if mail.isAboutPath {
      title = "The broken link"
      text = "Until it works again, batchwatch mails you itself what is wrong on this host."
    } else {
      title = "Why you get this mail"
      text = "The usual alerts would not reach you: their path is broken, so batchwatch mails you itself."
    }
    add(title, .paragraphs([text]))
    add(
      nil,
      .figures(
        [("link", reason.link), ("seen", reason.evidence), ("fix", reason.fix)].compactMap { label, text in
          text.isEmpty ? nil : (label, shown(text))
        }))
  }

  /// What to type, and where.
  mutating func addCommands(_ mail: AlertMail) {
    var commands: [String] = []
    let isOver = mail.occasion == .resolved
    if let batch = mail.batch {
      // Any other name would need quotes in a shell, and isn't a batch's name.
      let name = batch.report.definition.name
      let operand = isValidName(name) ? " \(name)" : ""
      commands.append("batchwatch status\(operand)")
      if !isOver, !operand.isEmpty { commands.append("batchwatch history\(operand) --limit 1") }
    }
    if mail.isDigest { commands.append("batchwatch status") }
    // What many batches have in common may be batchwatch's own trouble.
    let asksPath = mail.isDigest ? !isOver : mail.batch == nil || (mail.reasonForMail != nil && !isOver)
    if asksPath { commands.append("batchwatch doctor") }
    let title = isOver ? "To see more, on \(host)" : "What to do next, on \(host)"
    add(title, .commands(commands))
  }

  /// What else there is to know: who will hear of it again, and how not to.
  mutating func addFurther(_ mail: AlertMail, _ moments: MomentText) {
    var figures: [(label: String, text: String)] = []
    if let next = mail.nextReminder {
      figures.append(("reminder", "the next mail comes \(moments.clockAndDistance(next))"))
    }
    if let hint = mail.silenceHint, !hint.isEmpty { figures.append(("silence", shown(hint))) }
    if !figures.isEmpty { add("Further mails", .figures(figures)) }
    add(nil, .foot("Sent \(written) by batchwatch on \(host)."))
  }

  /// What a test mail proves, and what it doesn't.
  mutating func addTest() {
    add(
      nil,
      .paragraphs([
        "Somebody on \(host) asked batchwatch to send this mail. Nothing is wrong, and there is nothing to do.",
        "It proves that batchwatch on \(host) composed a mail, that the configured relay or program took it, and that "
          + "it reached this mailbox: the way that is left when the monitoring stack is down.",
        "It doesn't prove that Prometheus and Alertmanager would reach you. That is asked link by link:",
      ]))
    add(nil, .commands(["batchwatch doctor"]))
  }
}
