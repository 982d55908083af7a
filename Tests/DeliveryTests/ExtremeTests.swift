import TestSupport
import Testing

@testable import Batches
@testable import Delivery

@Suite("Extreme numbers in a mail")
struct ExtremeTests {
  @Test("leave it a mail, at whatever time")
  func mails() {
    for report in extremeReports(of: Mails.failed) {
      for milliseconds in [Int64.min, -1, 0, 1_772_776_800_000, .max] {
        let now = Timestamp(milliseconds: milliseconds)
        var mail = AlertMail(.firing, host: "db1", time: now, batch: BatchSection(report: report, zone: Mails.zone))
        mail.alerts = [
          MailedAlert(
            name: "BatchFailed", batch: "leads", severity: "critical", text: "failed",
            since: report.run?.start ?? now, resolvedAt: report.run?.end, runbook: "")
        ]
        mail.nextReminder = report.expectedEnd
        mail.batch?.history = Mails.history.map { entry in
          var entry = entry
          entry.start = report.run?.start ?? now
          entry.end = report.run?.end
          entry.leads = report.totals.leads
          entry.costs = report.totals.costs
          entry.completion = report.completion
          return entry
        }
        let composed = composeMail(mail, Mails.envelope(now))
        #expect(composed.allSatisfy { $0 == 0x0a || $0 == 0x0d || (0x20...0x7e).contains($0) })
      }
    }
  }
}
