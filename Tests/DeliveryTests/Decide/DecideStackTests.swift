import AlertPath
import Batches
import Ledger
import Testing

@testable import Delivery

@Suite("While the stack works")
struct DecideStackTests {
  @Test("what Alertmanager shows at two passes, one and a half intervals apart, is told")
  func told() {
    var story = Story()
    story.show(Story.failed)
    story.passes(2, [held(Story.failed)])
    #expect(story.alert(Story.failed)?.told == nil, "one interval is too little")
    story.passes(1, [held(Story.failed)])
    #expect(story.alert(Story.failed)?.told?.way == .stack)
    #expect(story.mailed == [])
  }

  @Test("nothing is posted that Prometheus sends")
  func left() {
    var story = Story()
    story.show(Story.failed)
    for _ in 1...20 { #expect(story.pass([held(Story.failed)]) == Decision()) }
  }

  @Test("what Alertmanager lacks longer than the rule's delay and four intervals is posted, as long as it holds")
  func posted() {
    var story = Story()
    let alert = held(Story.slow, delay: .minutes(2))
    for minute in 0...8 { #expect(story.pass([alert]).posts == (minute < 6 ? [] : [Story.slow]), "\(minute)") }
    story.show(Story.slow)
    #expect(story.pass([alert]).posts == [Story.slow])
    #expect(story.pass([]).posts == [])
  }

  @Test("what a silence or another alert mutes there stays untold, and unmailed once Alertmanager is away")
  func muted() {
    var story = Story()
    story.silenceEnds = ["x": story.now + .hours(1)]
    story.show(Story.failed, silences: ["x"])
    story.passes(5, [held(Story.failed)])
    #expect(story.alert(Story.failed)?.told == nil)
    story.loseAlertmanager()
    story.passes(54, [held(Story.failed)])
    #expect(story.mailed == [])
    story.passes(3, [held(Story.failed)])
    #expect(story.mailed == ["firing BatchFailed"], "the silence is over")
  }

  @Test("what another alert mutes is mailed once that one is over")
  func inhibited() {
    var story = Story()
    story.show(Story.failed)
    story.passes(3, [held(Story.failed)])
    story.seen?[Story.slow] = SeenAlert(labels: [:], isInhibited: true)
    story.passes(3, [held(Story.failed), held(Story.slow)])
    story.loseAlertmanager()
    story.passes(5, [held(Story.failed), held(Story.slow)])
    #expect(story.mailed == [])
    story.passes(2, [held(Story.slow)])
    #expect(story.mailed == ["firing BatchSlow"])
  }

  @Test("a mail that waits is taken back, for Alertmanager tells it now")
  func withdrawn() {
    var story = Story()
    story.relayIsOpen = false
    story.loseAlertmanager()
    story.passes(2, [held(Story.failed)])
    #expect(story.ledger.waiting.count == 1)
    story.regainAlertmanager()
    #expect(story.pass([held(Story.failed)]).withdrawn == [1])
    story.relayIsOpen = true
    story.show(Story.failed)
    story.passes(4, [held(Story.failed)])
    #expect(story.mailed == [])
    #expect(story.alert(Story.failed)?.told?.way == .stack)
    #expect(story.alert(Story.failed)?.thread == nil)
  }

  @Test("a mail that a relay may have taken is not taken back")
  func unknownFate() {
    var story = Story()
    story.relayIsOpen = false
    story.loseAlertmanager()
    story.passes(2, [held(Story.failed)])
    story.ledger.change(1) { $0.waiting.isUnknown = true }
    story.regainAlertmanager()
    #expect(story.pass([held(Story.failed)]).withdrawn == [])
  }

  @Test("a script's alert is posted at once, for no rule makes it")
  func ours() {
    var story = Story()
    let alert = held(Story.script, isOurs: true)
    #expect(story.pass([alert]).posts == [Story.script])
    story.show(Story.script)
    story.passes(3, [alert])
    #expect(story.alert(Story.script)?.told?.way == .stack)
    #expect(story.pass([alert]).posts == [Story.script], "or it would end")
  }
}

@Suite("While Prometheus is cut off")
struct DecidePostTests {
  @Test("alerts are posted from the second pass on, and an end is never posted")
  func posted() {
    var story = Story()
    story.way = .alertmanager
    #expect(story.pass([held(Story.failed)]).posts == [])
    #expect(story.pass([held(Story.failed)]).posts == [Story.failed])
    story.show(Story.failed)
    story.passes(3, [held(Story.failed)])
    #expect(story.alert(Story.failed)?.told?.way == .stack)
    #expect(story.pass([]).posts == [])
    story.seen = [:]
    story.passes(20)
    #expect(story.state.alerts.isEmpty)
    #expect(story.mailed == [])
  }

  @Test("an alert that Prometheus has stopped sending is kept alive before it ends, also at the first such pass")
  func keptAlive() {
    var story = Story()
    story.show(Story.failed, for: .minutes(3))
    story.passes(2, [held(Story.failed)])
    story.way = .alertmanager
    #expect(story.pass([held(Story.failed)]).posts == [Story.failed])
  }

  @Test("what was posted is posted on while a second look is awaited")
  func secondLook() {
    var story = Story()
    story.passes(8, [held(Story.failed)])
    story.show(Story.failed)
    #expect(story.pass([held(Story.failed)]).posts == [Story.failed])
    story.way = .alertmanager
    #expect(story.pass([held(Story.failed)]).posts == [Story.failed])
  }

  @Test("what was posted is not ended because the tracker can't be read")
  func unknown() {
    var story = Story()
    story.way = .alertmanager
    story.passes(4, [held(Story.failed)])
    story.unknown = ["BatchFailed"]
    #expect(story.pass([]).posts == [Story.failed])
    #expect(story.alert(Story.failed)?.cleared == nil)
  }

  @Test("what it had told before we saw it, and then lacks for a moment, is no reason to mail")
  func toldBefore() {
    var story = Story()
    story.notified = 5
    story.show(Story.failed)
    story.passes(30, [held(Story.failed)])
    story.show()
    story.passes(3, [held(Story.failed)])
    story.show(Story.failed)
    story.passes(30, [held(Story.failed)])
    #expect(story.mailed == [])
  }

  @Test("a link that works again stays in Alertmanager until the heartbeat, which it mutes, is back too")
  func mutingLinks() {
    let exporter = AlertKey("BatchwatchAlertPathDown", link: "node_exporter")
    let heartbeat = AlertKey("BatchwatchAlertPathDown", link: "heartbeat")
    var story = Story()
    story.way = .alertmanager
    story.passes(2, [held(exporter), held(heartbeat)])
    story.show(exporter, heartbeat)
    #expect(story.pass([held(exporter), held(heartbeat)]).posts == [heartbeat, exporter])
    #expect(story.pass([held(heartbeat)]).posts.sorted() == [heartbeat, exporter])
    #expect(story.pass([]).posts == [])
  }

  @Test("a link before the heartbeat is no news while people hear that no exports come; what was told of it goes on")
  func staleExport() {
    let scrape = AlertKey("BatchwatchAlertPathDown", link: "scrape")
    let prometheus = AlertKey("BatchwatchAlertPathDown", link: "prometheus")
    let stale = AlertKey("BatchwatchExportStale")
    let holding = [held(scrape), held(prometheus)]
    var story = Story()
    story.way = .alertmanager
    story.show(stale)
    story.passes(3, holding)
    #expect(story.pass(holding).posts == [prometheus])
    story.show(stale, silences: ["x"])
    #expect(story.pass(holding).posts == [prometheus, scrape], "nobody hears of what somebody has silenced")
    story.show(stale)
    #expect(story.pass(holding).posts == [prometheus, scrape])
  }
}
