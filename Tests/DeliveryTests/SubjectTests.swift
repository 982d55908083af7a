import Testing

@testable import Batches
@testable import Delivery

@Suite("The subject of a mail")
struct SubjectTests {
  @Test("says first how grave it is, which batch it is and what is wrong with it")
  func missedDeadline() {
    #expect(
      subject(of: Mails.missedDeadline)
        == "[critical] leads-nightly: missed its deadline at 50 %, missing dedupe, score, email; and 1 more alert (db1)"
    )
  }

  @Test("differs within a thread only in the brackets")
  func thread() {
    var mail = Mails.missedDeadline
    let first = subject(of: mail)
    mail.threadSubject = threadSubject(of: mail)
    mail.batch?.report = Mails.late
    mail.occasion = .reminder
    #expect(subject(of: mail) == first.replacing("[critical]", with: "[critical, reminder]"))
    mail.occasion = .resolved
    #expect(subject(of: mail) == first.replacing("[critical]", with: "[resolved]"))
  }

  @Test("says of a command that failed what its stage said, which is more than an exit status")
  func failedStage() {
    var mail = Mails.missedDeadline
    mail.alerts = [Mails.alert("BatchFailed", "critical", "the last run failed", since: Mails.slot)]
    var report = Mails.failed
    report.totals.consecutiveFailures = 1
    for reason in ["exit status 3", nil] {
      report.run?.reason = reason
      mail.batch?.report = report
      #expect(mail.headline == "failed at enrich: 502 Bad Gateway")
    }
    report.run?.reason = "line 12: ./enrich"
    mail.batch?.report = report
    #expect(mail.headline == "failed: line 12: ./enrich")
    report.run?.reason = "exit status 3"
    report.stages[1].reason = nil
    mail.batch?.report = report
    #expect(mail.headline == "failed: exit status 3")
  }

  @Test("of what is resolved tells no figures of now, where the first one is not known")
  func withoutThread() {
    var mail = Mails.resolved
    mail.threadSubject = nil
    #expect(subject(of: mail) == "[resolved] leads-nightly: missed its deadline; and 1 more alert (db1)")
  }

  @Test(
    "knows every alert about a batch",
    arguments: [
      ("BatchNotStarted", "did not start, due by 01:15 EST"), ("BatchLost", "its run is lost at 50 %, missing "),
      ("BatchFailed", "failed"), ("BatchStalled", "makes no progress at 50 %, missing "),
      ("BatchSlow", "takes too long at 50 %, limit 3h"), ("BatchTooFast", "succeeded suspiciously soon"),
      ("BatchOverlap", "runs overlap, 1 are open"), ("BatchIncomplete", "missed its deadline at 50 %, missing "),
      ("BatchCostPerLeadHigh", "its leads cost too much, 0.0152 USD each, limit 0.75"),
      ("BatchGPUCostHigh", "its GPUs cost too much, 7.00 USD, limit 20.00"), ("LeadsMissing", "what its sender says"),
    ])
  func phrases(name: String, phrase: String) {
    var mail = Mails.missedDeadline
    mail.alerts = [Mails.alert(name, "critical", "what its sender says", since: Mails.slot)]
    #expect(mail.headline.hasPrefix(phrase))
  }

  @Test(
    "of an alert about batchwatch itself reads as one about a batch",
    arguments: [
      ("BatchwatchExportStale", "the export has stopped"), ("BatchwatchTrackerDown", "the tracker is down"),
      ("BatchwatchTextfileError", "node_exporter rejects a textfile"),
      ("BatchwatchConfigInvalid", "the configuration has mistakes"),
      ("BatchwatchRecordsSpooled", "records wait in the spool"),
      ("BatchwatchMonitorStale", "the monitor has stopped"),
      ("BatchwatchMonitorGap", "did not watch this host for a while"),
      ("BatchwatchStepLeftOut", "can't do all of its work"),
    ])
  func tool(name: String, phrase: String) {
    var mail = Mails.pathDown
    mail.alerts = [Mails.alert(name, "critical", "what its sender says", since: Mails.slot)]
    #expect(subject(of: mail) == "[critical] batchwatch: \(phrase) (db1)")
  }

  @Test("of a broken path names the link, also at its end")
  func links() {
    var mail = Mails.pathDown
    #expect(subject(of: mail) == "[critical] batchwatch: the alert path is broken at the link scrape (db1)")
    mail.occasion = .resolved
    #expect(subject(of: mail) == "[resolved] batchwatch: the alert path is broken at the link scrape (db1)")
  }

  @Test("is cut to what a list of mails shows")
  func length() {
    let (mail, _) = Mails.hostile(String(repeating: "漢字 ", count: 20_000))
    #expect(subject(of: mail).unicodeScalars.count < 260)
  }

  @Test("of a test says that nothing is wrong")
  func test() {
    #expect(subject(of: Mails.test) == "[test] batchwatch: a test mail, nothing is wrong (db1)")
  }
}
