import AlertPath
import Batches
import Ledger
import Testing

@testable import Delivery

@Suite("While Alertmanager reaches nobody")
struct DecideMailTests {
  private func away() -> Story {
    var story = Story()
    story.loseAlertmanager()
    return story
  }

  @Test("an alert is mailed at the second pass that finds it so")
  func secondLook() {
    var story = away()
    #expect(story.pass([held(Story.failed)]).mails.isEmpty)
    let order = story.pass([held(Story.failed)]).mails.first
    #expect(order?.occasion == .firing && order?.batch == "leads" && order?.thread == nil)
    story.passes(100, [held(Story.failed)])
    #expect(story.mailed == ["firing BatchFailed"])
  }

  @Test("a single pass that finds it so changes nothing")
  func hiccup() {
    var story = away()
    story.passes(1, [held(Story.failed)])
    story.regainAlertmanager()
    story.show(Story.failed)
    story.passes(5, [held(Story.failed)])
    story.loseAlertmanager()
    story.passes(1, [held(Story.failed)])
    #expect(story.mailed == [])
  }

  @Test("a script's alert is mailed at once")
  func ours() {
    var story = away()
    story.passes(1, [held(Story.script, isOurs: true)])
    #expect(story.mailed == ["firing DiskFull"])
  }

  @Test("alerts of one batch share a mail, those of another have their own")
  func shared() {
    var story = away()
    story.passes(2, [held(Story.failed), held(Story.slow), held(Story.script, isOurs: true)])
    #expect(story.mailed == ["firing DiskFull", "firing BatchFailed BatchSlow"])
  }

  @Test("people are reminded each repeat_every, in the same thread")
  func reminded() {
    var story = away()
    story.passes(2 + 4 * 60, [held(Story.failed)])
    #expect(story.mailed == ["firing BatchFailed"])
    story.passes(1, [held(Story.failed)])
    #expect(story.mailed == ["firing BatchFailed", "reminder BatchFailed"])
    story.passes(4 * 60, [held(Story.failed)])
    #expect(story.mailed == ["firing BatchFailed", "reminder BatchFailed", "reminder BatchFailed"])
    #expect(Set(story.ledger.mails.map(\.waiting.thread)).count == 1)
  }

  @Test("the end is mailed once two passes saw it, in the same thread, and then nothing is remembered")
  func resolved() {
    var story = away()
    story.passes(3, [held(Story.failed)])
    story.passes(1)
    #expect(story.mailed == ["firing BatchFailed"])
    story.passes(10)
    #expect(story.mailed == ["firing BatchFailed", "resolved BatchFailed"])
    #expect(Set(story.ledger.mails.map(\.waiting.thread)).count == 1)
    #expect(story.state.alerts.isEmpty)
  }

  @Test("the end of a thread is mailed once all of it has ended")
  func threadEnds() {
    var story = away()
    story.passes(3, [held(Story.failed), held(Story.slow)])
    story.passes(10, [held(Story.failed)])
    #expect(story.mailed == ["firing BatchFailed BatchSlow"])
    story.passes(2)
    #expect(story.mailed == ["firing BatchFailed BatchSlow", "resolved BatchFailed BatchSlow"])
  }

  @Test("of a mail about many batches each has its end, those that end at one pass in one mail, all in its thread")
  func digestEnds() {
    var story = away()
    let alerts = (1...8).map { held(AlertKey("BatchFailed", batch: "b\($0)")) }
    story.passes(3, alerts)
    story.passes(5, Array(alerts.prefix(2)))
    #expect(story.ledger.mails.map(\.order.alerts.count) == [8, 6])
    story.passes(5, [alerts[0]])
    story.passes(10)
    #expect(story.ledger.mails.map(\.order.alerts.count) == [8, 6, 1, 1])
    #expect(story.mailed.dropFirst().allSatisfy { $0.hasPrefix("resolved") })
    #expect(Set(story.ledger.mails.map(\.waiting.thread)).count == 1)
    #expect(story.state.alerts.isEmpty)
  }

  @Test("a batch of a mail about many that fails again is news, though others go on, and no silence hides it")
  func failsAgainAfterADigest() {
    var story = away()
    let alerts = (1...8).map { held(AlertKey("BatchFailed", batch: "b\($0)")) }
    let others = Array(alerts.dropFirst())
    story.passes(3, alerts)
    story.regainAlertmanager()
    story.passes(1, alerts)
    #expect(story.silences.count == 8)
    story.passes(4, others)
    #expect(story.mailed.last == "resolved BatchFailed")
    let silence = story.silences.first { $0.value.key == alerts[0].key }?.key
    #expect(story.pass(alerts).endedSilences == [silence].compactMap(\.self))
    story.show(alerts[0].key)
    story.passes(3, alerts)
    #expect(story.alert(alerts[0].key)?.told?.way == .stack)
  }

  @Test("what fails anew, long after its end, is news also while the thread of the last time goes on")
  func failsAnew() {
    var story = away()
    story.passes(3, [held(Story.failed), held(Story.slow)])
    story.passes(20, [held(Story.failed)])
    let again = story.now
    story.passes(3, [held(Story.failed), held(Story.slow)])
    #expect(story.mailed == ["firing BatchFailed BatchSlow", "firing BatchSlow"])
    #expect(story.alert(Story.slow)?.since == again)
    story.passes(3)
    #expect(story.mailed.suffix(2) == ["resolved BatchFailed", "resolved BatchSlow"])
  }

  @Test("without send_resolved the end is only forgotten")
  func unresolved() {
    var story = away()
    story.mail?.sendResolved = false
    story.passes(3, [held(Story.failed)])
    story.passes(10)
    #expect(story.mailed == ["firing BatchFailed"])
    #expect(story.state.alerts.isEmpty)
  }

  @Test("an alert that ends while its mail waits is told all the same, and its end after it")
  func endsWhileItWaits() {
    var story = away()
    story.relayIsOpen = false
    story.passes(3, [held(Story.failed)])
    story.passes(30)
    #expect(story.ledger.waiting.count == 1)
    story.relayIsOpen = true
    story.passes(10)
    #expect(story.mailed == ["firing BatchFailed", "resolved BatchFailed"])
    #expect(story.state.alerts.isEmpty)
  }

  @Test("what ended while a mail of several waits is told also where that mail is taken back for the others")
  func endsInAWithdrawnMail() {
    var story = away()
    story.relayIsOpen = false
    story.passes(3, [held(Story.failed), held(Story.slow)])
    story.passes(3, [held(Story.failed)])
    story.regainAlertmanager()
    story.show(Story.failed)
    let decision = story.pass([held(Story.failed)])
    #expect(decision.withdrawn == [1] && decision.mails.map { $0.alerts.map(\.key) } == [[Story.slow]])
    story.relayIsOpen = true
    story.passes(5, [held(Story.failed)])
    #expect(story.mailed == ["firing BatchSlow", "resolved BatchSlow"])
    #expect(story.alert(Story.failed)?.told?.way == .stack)
  }

  @Test("a reminder that waits is not sent after the end")
  func lateReminder() {
    var story = away()
    story.passes(3, [held(Story.failed)])
    story.relayIsOpen = false
    story.passes(4 * 60, [held(Story.failed)])
    #expect(story.ledger.waiting.map(\.occasion) == ["reminder"])
    story.passes(2)
    story.relayIsOpen = true
    story.passes(2)
    #expect(story.mailed == ["firing BatchFailed", "resolved BatchFailed"])
  }

  @Test("where no stack is configured, mail is the path from the first pass on")
  func noStack() {
    var story = Story()
    story.way = nil
    story.seen = nil
    story.passes(1, [held(Story.failed)])
    story.passes(2)
    #expect(story.mailed == ["firing BatchFailed", "resolved BatchFailed"])
  }

  @Test("where mail isn't configured, nothing is mailed and nothing piles up")
  func noMail() {
    var story = away()
    story.mail = nil
    story.passes(5, [held(Story.failed)])
    story.passes(30)
    #expect(story.mailed == [])
    #expect(story.state.alerts.isEmpty)
  }

  @Test("of what nobody knows whether it holds, nothing is said anew, and no end")
  func unknown() {
    var story = away()
    story.passes(1, [held(Story.failed)])
    story.unknown = ["BatchFailed", "BatchSlow"]
    story.passes(30)
    #expect(story.mailed == [])
    story.unknown = []
    story.passes(1, [held(Story.failed)])
    #expect(story.mailed == ["firing BatchFailed"])
    story.unknown = ["BatchFailed", "BatchSlow"]
    story.passes(30)
    #expect(story.mailed == ["firing BatchFailed"])
  }

  @Test("a way that is never found the same twice in a row keeps nobody from hearing")
  func neverTwice() {
    var story = Story()
    for minute in 0..<40 {
      if minute % 2 == 0 { story.loseAlertmanager() } else { story.regainAlertmanager() }
      story.passes(1, [held(Story.failed)])
      if minute < 15 { #expect(story.mailed == []) }
    }
    #expect(story.mailed == ["firing BatchFailed"])
  }

  @Test("an Alertmanager that takes what is posted, and never shows it, is not trusted for ever")
  func neverShown() {
    var story = Story()
    story.passes(30, [held(Story.script, isOurs: true)])
    #expect(story.mailed == ["firing DiskFull"])
  }

  @Test("that no mail is taken is told by no mail")
  func mailLink() {
    var story = away()
    let mail = held(AlertKey("BatchwatchAlertPathDown", link: "mail"))
    story.passes(10, [mail])
    #expect(story.mailed == [])
    story.passes(3, [mail, held(AlertKey("BatchwatchAlertPathDown", link: "alertmanager"))])
    #expect(story.mailed == ["firing BatchwatchAlertPathDown"])
    #expect(story.alert(mail.key)?.told?.way == .mail, "it is one trouble with the other")
  }

  @Test("a way that changes at each pass tells nobody twice")
  func flapping() {
    var story = Story()
    for minute in 0..<120 {
      if minute % 5 < 2 { story.loseAlertmanager() } else { story.regainAlertmanager() }
      story.passes(1, [held(Story.failed)])
    }
    #expect(story.mailed == ["firing BatchFailed"])
  }
}
