import Delivery

@testable import Batches

/// Mails of the night of 2026-03-06 in New York: the slot at 01:00 EST (06:00 UTC), the deadline at 05:00.
enum Mails {
  static let slot = Timestamp(seconds: 1_772_776_800)
  static let zone = TimeZoneRules(
    name: "America/New_York", transitions: [1_772_953_200], typeIndices: [1],
    types: [LocalTimeType(offset: -18_000, abbreviation: "EST"), LocalTimeType(offset: -14_400, abbreviation: "EDT")],
    footer: nil)

  static func envelope(_ time: Timestamp) -> MailEnvelope {
    MailEnvelope(
      from: "batchwatch@example.com", to: ["oncall@example.com", "data@example.com"],
      messageID: "20260306T100310.1.leads-nightly@db1", date: time, zone: zone)
  }

  static func following(_ time: Timestamp) -> MailEnvelope {
    var envelope = envelope(time)
    envelope.messageID = "20260306T150310.2.leads-nightly@db1"
    envelope.inReplyTo = "20260306T100310.1.leads-nightly@db1"
    envelope.references = ["20260306T100310.1.leads-nightly@db1"]
    return envelope
  }

  static let brokenScrape = PathReason(
    link: "prometheus scrapes node_exporter",
    evidence: "http://localhost:9090 says of the target db1:9100 since 04:12 EST: connection refused",
    fix: "systemctl status prometheus-node-exporter on db1, then systemctl restart prometheus-node-exporter")

  static let hint =
    "Silence it in Alertmanager for batch=\"leads-nightly\", or set mail.repeat_every in the configuration"

  /// The deadline passed half way, and the alert path is broken.
  static var missedDeadline: AlertMail {
    let now = slot + .hours(4) + .minutes(3)
    var mail = AlertMail(.firing, host: "db1", time: now, batch: BatchSection(report: running, zone: zone))
    mail.batch?.history = history
    mail.alerts = [
      alert("BatchSlow", "warning", "running for 4h 00m, the limit is 3h", since: slot + .hours(3)),
      alert(
        "BatchIncomplete", "critical",
        "the deadline passed 3m 00s ago at 50 %, missing: dedupe, score, email", since: slot + .hours(4)),
    ]
    mail.reasonForMail = brokenScrape
    mail.silenceHint = hint
    mail.nextReminder = now + .hours(4)
    return mail
  }

  /// The run failed, and what its command wrote is known.
  static var failedNight: AlertMail {
    let now = slot + .minutes(44)
    var mail = AlertMail(.firing, host: "db1.example.com", time: now, batch: BatchSection(report: failed, zone: zone))
    mail.batch?.history = [entry(day: 0, .failed, minutes: 42, leads: 8, gpu: 7, reason: "exit 1")] + history
    mail.batch?.output = Array(output.utf8)
    mail.alerts = [
      alert(
        "BatchFailed", "critical",
        "the last 3 runs ended without success, the newest failed: the API answered 502 Bad Gateway",
        since: slot + .minutes(42))
    ]
    mail.silenceHint = hint
    mail.nextReminder = now + .hours(4)
    return mail
  }

  /// A lead costs too much; nobody is in a hurry.
  static var cost: AlertMail {
    var mail = AlertMail(
      .reminder, host: "db1", time: slot + .hours(2), batch: BatchSection(report: running, zone: zone))
    mail.batch?.report.run?.leads = 8
    mail.batch?.history = history
    mail.alerts = [
      alert(
        "BatchCostPerLeadHigh", "warning", "a lead costs 0.9125 USD, the limit is 0.75", since: slot + .minutes(50))
    ]
    mail.nextReminder = slot + .hours(6)
    return mail
  }

  static var notStarted: AlertMail {
    var report = waiting
    report.slot = slot(day: 0)
    report.nextSlot = slot(day: 1)
    var mail = AlertMail(
      .firing, host: "db1", time: slot + .minutes(18), batch: BatchSection(report: report, zone: zone))
    mail.batch?.history = history
    mail.alerts = [
      alert("BatchNotStarted", "critical", "no run started; it was due 3m 00s ago", since: slot + .minutes(15))
    ]
    return mail
  }

  static var ofScript: AlertMail {
    var mail = AlertMail(.firing, host: "db1", time: slot + .hours(5))
    mail.about = "backup"
    mail.alerts = [alert("DiskFull", "warning", "/var is 95 % full", since: slot + .hours(5) - TimeSpan(seconds: 1))]
    mail.alerts[0].runbook = ""
    mail.reasonForMail = brokenScrape
    mail.nextReminder = slot + .hours(9)
    return mail
  }

  static var pathDown: AlertMail {
    var mail = AlertMail(.firing, host: "db1", time: slot + .minutes(30))
    mail.alerts = [
      MailedAlert(
        name: "BatchwatchAlertPathDown", severity: "critical", link: "scrape",
        text: "the alert path is broken at the link scrape", since: slot + .minutes(24),
        runbook: "file:///usr/share/doc/batchwatch/docs/runbooks/BatchwatchAlertPathDown.md")
    ]
    mail.reasonForMail = brokenScrape
    mail.nextReminder = slot + .minutes(270)
    return mail
  }

  static var resolved: AlertMail {
    let end = slot + .minutes(308)
    var mail = AlertMail(.resolved, host: "db1", time: end + .minutes(1), batch: BatchSection(report: late, zone: zone))
    mail.alerts = missedDeadline.alerts
    for index in mail.alerts.indices { mail.alerts[index].resolvedAt = end }
    mail.threadSubject = threadSubject(of: missedDeadline)
    return mail
  }

  /// The deadline is over because the next slot has begun: the batch never ran.
  static var slotPassed: AlertMail {
    var report = waiting
    report.slot = slot(day: 1)
    report.nextSlot = slot(day: 2)
    let end = slot + .hours(24)
    var mail = AlertMail(
      .resolved, host: "db1", time: end + .minutes(2), batch: BatchSection(report: report, zone: zone))
    mail.alerts = missedDeadline.alerts.suffix(1)
    mail.alerts[0].resolvedAt = end + .minutes(1)
    return mail
  }

  /// Seven batches began to fail at one pass; as they are ordered, by their names.
  static var digest: AlertMail {
    let since = slot + .hours(4)
    var mail = AlertMail(.firing, host: "leads-1", time: since)
    func add(_ batch: String, _ name: String, _ severity: String, _ text: String) {
      mail.alerts.append(
        MailedAlert(
          name: name, batch: batch, severity: severity, text: "\(batch): \(text)", since: since,
          runbook: "https://wiki.example.com/\(name)"))
    }
    add("b-cost", "BatchCostPerLeadHigh", "warning", "a lead costs 2 USD, the limit is 0.75")
    add("b-fail", "BatchFailed", "critical", "the last run failed: exit status 3")
    add("b-freq2", "BatchNotStarted", "critical", "no run started; it was due 3m 00s ago")
    add("b-gpu", "BatchGPUCostHigh", "warning", "its GPUs cost 30 USD, the limit is 20")
    add("b-nostart", "BatchNotStarted", "critical", "no run started; it was due 3m 00s ago")
    add("b-slow", "BatchSlow", "warning", "running for 4h 00m, the limit is 3h")
    add("a-leads", "BatchSlow", "warning", "running for 4h 00m, the limit is 3h")
    add("a-leads", "BatchIncomplete", "critical", "the deadline passed 3m 00s ago at 50 %, missing: dedupe, score")
    mail.reasonForMail = brokenScrape
    mail.nextReminder = since + .hours(4)
    return mail
  }

  /// Three of the seven are over.
  static var digestResolved: AlertMail {
    var mail = digest
    mail.threadSubject = threadSubject(of: digest)
    mail.occasion = .resolved
    mail.alerts = Array(mail.alerts.prefix(3))
    mail.time = mail.time + .hours(1)
    for index in mail.alerts.indices { mail.alerts[index].resolvedAt = mail.time - .minutes(2) }
    mail.nextReminder = nil
    return mail
  }

  static var test: AlertMail { AlertMail(.test, host: "db1", time: slot) }

  static func alert(_ name: String, _ severity: String, _ text: String, since: Timestamp) -> MailedAlert {
    MailedAlert(
      name: name, severity: severity, text: text, since: since, runbook: "https://wiki.example.com/leads-nightly")
  }
}
