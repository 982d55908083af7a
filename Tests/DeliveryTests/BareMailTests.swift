import Testing

@testable import Batches
@testable import Delivery

/// Mails of which hardly anything is known, or whose numbers can't be.
@Suite("A mail about little, or about nonsense")
struct BareMailTests {
  @Test("is a mail all the same", arguments: AlertMail.Occasion.allCases)
  func bare(occasion: AlertMail.Occasion) throws {
    let time = Mails.slot
    let empty = BatchReport(definition: BatchDefinition(name: "adhoc"), timezone: "UTC", currency: "EUR")
    var mails = [AlertMail(occasion, host: "", time: time)]
    mails.append(AlertMail(occasion, host: "db1", time: time, batch: BatchSection(report: empty, zone: .utc)))
    for report in [Mails.waiting, Mails.nonsense] {
      for name in ["BatchFailed", "BatchIncomplete", "BatchSlow", "BatchGPUCostHigh", "BatchTooFast", "Own"] {
        var mail = AlertMail(occasion, host: "db1", time: time, batch: BatchSection(report: report, zone: Mails.zone))
        mail.alerts = [Mails.alert(name, "", "", since: Timestamp(milliseconds: .min))]
        mail.nextReminder = Timestamp(milliseconds: .max)
        mail.batch?.history = [HistoryEntry(name: "r", outcome: .running, start: Timestamp(milliseconds: .min))]
        mails.append(mail)
      }
    }
    for parsed in try Parsed.read(mails.map { composeMail($0, Mails.envelope(Timestamp(milliseconds: .min))) }) {
      #expect(parsed.defects.isEmpty)
      #expect(parsed.text.contains("Sent 2026-03-06"))
    }
  }
}

extension Mails {
  /// A report with numbers that none should have.
  static var nonsense: BatchReport {
    var report = failed
    report.completion = .nan
    report.stages[0].completion = .infinity
    report.stages[1].completion = -.infinity
    report.stages[2].completion = .leastNonzeroMagnitude
    report.stages[0].start = Timestamp(milliseconds: .min)
    report.stages[0].end = Timestamp(milliseconds: .max)
    (report.stages[1].done, report.stages[1].total) = (.min, .max)
    report.openRuns = .max
    report.definition.costPerLeadLimit = .greatestFiniteMagnitude
    report.definition.gpuCostLimit = .nan
    report.definition.maxDuration = TimeSpan(milliseconds: .min)
    report.slot = Slot(start: Timestamp(milliseconds: .max), startDeadline: Timestamp(milliseconds: .min))
    report.nextSlot = report.slot
    report.expectedEnd = Timestamp(milliseconds: .max)
    report.last.cpuSeconds = 1e300
    report.last.peakMemoryBytes = .min
    report.run?.leads = .min
    report.run?.start = Timestamp(milliseconds: .max)
    report.run?.end = Timestamp(milliseconds: .min)
    report.run?.costs = [Cost(resource: "gpu", currency: "USD", amount: .infinity)]
    report.totals.consecutiveFailures = .max
    return report
  }
}
