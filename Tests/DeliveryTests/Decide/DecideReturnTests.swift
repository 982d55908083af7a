import AlertPath
import Batches
import Ledger
import Testing

@testable import Delivery

@Suite("When Alertmanager is back, or goes")
struct DecideReturnTests {
  /// Mailed while Alertmanager was away, which is back now.
  private func mailed(_ alerts: [HeldAlert]) -> Story {
    var story = Story()
    story.loseAlertmanager()
    story.passes(3, alerts)
    story.regainAlertmanager()
    return story
  }

  @Test("what was mailed is silenced there until the next reminder, and its end is mailed")
  func silenced() {
    var story = mailed([held(Story.failed)])
    let told = story.alert(Story.failed)?.told?.at
    #expect(story.pass([held(Story.failed)]).silences == [Story.failed: (told ?? story.now) + .hours(4)])
    story.show(Story.failed)
    for _ in 1...10 { #expect(story.pass([held(Story.failed)]) == Decision()) }
    story.passes(2)
    #expect(story.mailed == ["firing BatchFailed", "resolved BatchFailed"])
  }

  @Test("once the silence is over Alertmanager has it, tells it, and tells its end")
  func handedOver() {
    var story = mailed([held(Story.failed)])
    story.show(Story.failed)
    story.passes(239, [held(Story.failed)])
    #expect(story.alert(Story.failed)?.told?.way == .mail)
    story.show(Story.failed)
    story.passes(5, [held(Story.failed)])
    #expect(story.alert(Story.failed)?.told?.way == .stack)
    story.seen = [:]
    story.passes(30)
    #expect(story.mailed == ["firing BatchFailed"])
  }

  @Test("with silence_mailed: false Alertmanager tells it again, and its end")
  func unsilenced() {
    var story = mailed([held(Story.failed)])
    story.silencesMailed = false
    story.show(Story.failed)
    for _ in 1...4 { #expect(story.pass([held(Story.failed)]).silences.isEmpty) }
    #expect(story.alert(Story.failed)?.told?.way == .stack)
  }

  @Test("nothing is silenced by labels that nobody has learned")
  func unlearned() {
    var story = mailed([held(Story.failed)])
    story.knowsLabels = false
    #expect(story.pass([held(Story.failed)]).silences.isEmpty)
  }

  @Test("a script's alert that was mailed is posted when its reminder is due")
  func ours() {
    var story = mailed([held(Story.script, isOurs: true)])
    let decision = story.pass([held(Story.script, isOurs: true)])
    #expect(decision.silences.isEmpty && decision.posts.isEmpty)
    story.passes(236, [held(Story.script, isOurs: true)])
    #expect(story.passes(2, [held(Story.script, isOurs: true)]).posts == [Story.script])
  }

  @Test("what Alertmanager told is only reminded of while it is away")
  func reminded() {
    var story = Story.told()
    story.loseAlertmanager()
    story.passes(238, [held(Story.failed)])
    #expect(story.mailed == [])
    story.passes(3, [held(Story.failed)])
    #expect(story.mailed == ["reminder BatchFailed"])
    story.passes(4 * 60, [held(Story.failed)])
    #expect(story.mailed == ["reminder BatchFailed", "reminder BatchFailed"])
    #expect(Set(story.ledger.mails.map(\.waiting.thread)).count == 1)
  }

  @Test("what Alertmanager told first stays its own, whoever reminded meanwhile: no silence swallows the end")
  func remindedByMail() {
    var story = Story.told()
    story.loseAlertmanager()
    story.passes(250, [held(Story.failed)])
    #expect(story.mailed == ["reminder BatchFailed"])
    story.regainAlertmanager()
    story.show(Story.failed)
    for _ in 1...5 { #expect(story.pass([held(Story.failed)]) == Decision()) }
    story.seen = [:]
    story.passes(30)
    #expect(story.mailed == ["reminder BatchFailed"])
    #expect(story.state.alerts.isEmpty)
  }

  @Test("a reminder that waits is taken back where the alert ended before Alertmanager was back, too")
  func reminderOfAnEnd() {
    var story = Story.told()
    story.loseAlertmanager()
    story.relayIsOpen = false
    story.passes(245, [held(Story.failed)])
    story.passes(3)
    story.regainAlertmanager()
    #expect(story.pass().withdrawn == [1])
  }

  @Test("of what only we had posted people hear once that it holds on, for it ends there when we don't reach it")
  func postedAndCutOff() {
    var story = Story()
    let alert = held(Story.script, isOurs: true)
    story.passes(1, [alert])
    story.show(Story.script)
    story.passes(4, [alert])
    story.loseAlertmanager()
    // Not before it can have been called over, or people would hear of the end last.
    story.passes(10, [alert])
    #expect(story.mailed == [])
    story.passes(60, [alert])
    #expect(story.mailed == ["reminder DiskFull"])
    story.regainAlertmanager()
    #expect(story.pass([alert]).posts == [Story.script])
  }

  @Test("of what only we had posted, and kept quiet by a silence, people hear nothing anew while that holds")
  func postedQuietlyAndCutOff() {
    var story = Story.told()
    story.isDoubtful = true
    story.passes(1, [held(Story.failed)])
    story.way = .alertmanager
    story.passes(10, [held(Story.failed)])
    story.loseAlertmanager()
    story.passes(5, [held(Story.failed)])
    #expect(story.mailed == [])
  }

  @Test("a reminder that waits is taken back once Alertmanager reminds again")
  func reminderWithdrawn() {
    var story = Story.told()
    story.loseAlertmanager()
    story.relayIsOpen = false
    story.passes(250, [held(Story.failed)])
    #expect(story.ledger.waiting.map(\.occasion) == ["reminder"])
    story.regainAlertmanager()
    story.show(Story.failed)
    #expect(story.pass([held(Story.failed)]).withdrawn == [1])
    #expect(story.pass([held(Story.failed)]).withdrawn == [])
  }
}
