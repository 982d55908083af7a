import Batches
import Foundation
import Testing

@testable import RecordingCommands

@Suite("What status prints")
struct PresentationStatusTests {
  @Test func show() throws {
    let env = ProcessInfo.processInfo.environment
    guard let w = env["SHOW"].flatMap({ Int($0) }) else { return }
    let style = OutputStyle(width: w, colour: env["NO_COLOR"] == nil, unicode: env["ASCII"] == nil)
    let now = Night.slot + .minutes(42)
    print(statusView([Night.shown(try Night.waiting())], named: true, at: Night.slot - .hours(9), style: style)); print(statusView([Night.shown(try Night.running())], named: true, at: now, style: style))
    print(statusView([Night.shown(try Night.succeeded())], named: true, at: Night.slot + .hours(3), style: style))
    print(statusView([Night.shown(try Night.failed())], named: true, at: Night.slot + .hours(5), style: style))
    var overlap = try Night.running(); overlap.openRuns = 2; overlap.run?.progress = Night.slot - .minutes(20)
    print(statusView([Night.shown(overlap), Night.shown(try Night.due()), Night.shown(try Night.waiting())], named: true, at: now, style: style))
    print(statusView([Night.shown(try Night.succeeded("report")), Night.shown(overlap), Night.shown(try Night.due("sync-of-the-very-long-name-of-the-customer")), Night.shown(try Night.failed("x")), Night.shown(try Night.waiting("new")), Night.shown(try Night.running("zebra"))], named: false, at: now, style: style))
    var h = HistoryEntry(name: "20260306T060205.000Z-k3f", outcome: .succeeded, start: Night.slot)
    h.end = Night.slot + .hours(2); h.leads = 812; h.completion = 1; h.costs = [Cost(resource: "gpu", currency: "USD", amount: 7.5)]; h.cpuSeconds = 5012; h.peakMemoryBytes = 3_221_225_472
    var f = HistoryEntry(name: "20260305T060205.000Z-k3f", outcome: .failed, start: Night.slot - .days(1))
    f.end = Night.slot - .hours(23); f.completion = 0.5; f.exitStatus = 3; f.reason = "enrich: 502 Bad Gateway from the API of the vendor"; f.output = Array("line one\nline \u{1b}[31mtwo\n".utf8)
    let r = HistoryEntry(name: "20260307T060205.000Z-k3f", outcome: .running, start: Night.slot + .days(1))
    print(historyView([r, h, f], of: "leads", currency: "USD", zone: Night.zone, style: style))
    print(historyView([f], of: "leads", currency: "USD", zone: Night.zone, style: style))
    print(scheduleView([UpcomingSlots(batch: "leads-nightly", schedule: try Night.cron(), zone: Night.zone, slots: [Night.slot(day: 1), Night.slot(day: 2), Slot(start: Night.slot + .days(3) - .hours(1), deadline: Night.slot + .days(4))]), UpcomingSlots(batch: "sync", schedule: .every(.hours(6)), zone: .utc, slots: [])], style: style))
  }
}
