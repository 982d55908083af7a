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
    story.show(Story.failed, silences: ["s1"])
    for _ in 1...10 { #expect(story.pass([held(Story.failed)]) == Decision()) }
    story.passes(2)
    #expect(story.mailed == ["firing BatchFailed", "resolved BatchFailed"])
  }

  @Test("once the silence is over Alertmanager has it, tells it, and tells its end")
  func handedOver() {
    var story = mailed([held(Story.failed)])
    story.show(Story.failed, silences: ["s1"])
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

  @Test("what Alertmanager told, and what ended while it was away for long, is mailed as ended")
  func endedMeanwhile() {
    var story = Story()
    story.show(Story.failed)
    story.passes(5, [held(Story.failed)])
    story.loseAlertmanager()
    story.passes(3, [held(Story.failed)])
    story.passes(15)
    #expect(story.mailed == [])
    story.passes(20)
    #expect(story.mailed == ["resolved BatchFailed"])
    #expect(story.state.alerts.isEmpty)
  }

  @Test("what Alertmanager told is only reminded of while it is away")
  func reminded() {
    var story = Story()
    story.show(Story.failed)
    story.passes(5, [held(Story.failed)])
    story.loseAlertmanager()
    story.passes(238, [held(Story.failed)])
    #expect(story.mailed == [])
    story.passes(3, [held(Story.failed)])
    #expect(story.mailed == ["reminder BatchFailed"])
  }
}
