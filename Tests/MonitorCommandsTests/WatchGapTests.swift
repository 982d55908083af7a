import Batches
import Delivery
import Ledger
import Testing

@testable import MonitorCommands

private let now = Timestamp(seconds: 1_772_776_800)

private func missed(_ batch: String, _ moment: Timestamp?) -> HeldAlert {
  var alert = HeldAlert(AlertKey("BatchNotStarted", batch: batch), severity: "critical", text: "it has not started")
  alert.moment = moment
  return alert
}

@Suite("A time in which nobody watched")
struct WatchGapTests {
  @Test("is one of more than five passes")
  func length() {
    func gap(_ ago: TimeSpan) -> WatchGap? { WatchGap(lastPass: now - ago, now: now, interval: .minutes(1)) }
    #expect(gap(.minutes(5)) == nil)
    #expect(gap(.minutes(6)) != nil)
    #expect(WatchGap(lastPass: nil, now: now, interval: .minutes(1)) == nil, "nobody has ever watched")
    #expect(gap(.minutes(-60)) == nil, "the clock was set back")
  }

  @Test("excuses what was due in it, and nothing else")
  func excuse() throws {
    let gap = try #require(WatchGap(lastPass: now - .hours(2), now: now, interval: .minutes(1)))
    let alerts = [
      missed("within", now - .hours(1)), missed("before", now - .hours(3)), missed("running", nil),
    ]
    let found = try #require(gap.explain(alerts, boot: now - .days(9), runbooks: "/x"))
    #expect(found.excused == [AlertKey("BatchNotStarted", batch: "within"): now - .hours(1)])
    #expect(found.alert.key.name == "BatchwatchMonitorGap" && found.alert.isOurs)
    #expect(found.alert.text.contains("the monitor did not run") && found.alert.text.hasSuffix("not recorded: within"))
    #expect(gap.explain([missed("before", now - .hours(3))], boot: now, runbooks: "/x") == nil)
  }

  @Test("says that the host was off, and names ten batches at most")
  func text() throws {
    let gap = try #require(WatchGap(lastPass: now - .hours(2), now: now, interval: .minutes(1)))
    let alerts = (10...21).map { missed("b\($0)", now - .hours(1)) }
    let text = try #require(gap.explain(alerts, boot: now - .minutes(3), runbooks: "/x")).alert.text
    #expect(text.contains("the host was started at") && text.hasSuffix("b18, b19 and 2 more"))
  }
}
