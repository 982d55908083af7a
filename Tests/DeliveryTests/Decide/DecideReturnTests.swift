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

@Suite("Silences of ours that are left")
struct LeftSilenceTests {
  /// It was mailed, is silenced as `s1`, and its end is mailed.
  private func ended() -> Story {
    var story = Story()
    story.loseAlertmanager()
    story.passes(3, [held(Story.failed)])
    story.regainAlertmanager()
    story.passes(1, [held(Story.failed)])
    story.show(Story.failed, silences: ["s1"])
    story.passes(3)
    return story
  }

  @Test("stay while Prometheus still sends what is over, and are ended then")
  func stay() {
    var story = ended()
    #expect(story.state.leftSilences.keys.sorted() == ["s1"])
    for _ in 1...6 { #expect(story.pass().endedSilences == []) }
    story.seen = [:]
    story.passes(1)
    #expect(story.pass().endedSilences == [] && story.state.leftSilences.isEmpty)
  }

  @Test("are not ended because an Alertmanager that was restarted has not been sent the alert again")
  func restart() {
    var story = ended()
    story.seen = [:]
    #expect(story.pass().endedSilences == [])
  }

  @Test("are ended before a new failure, which is told")
  func newFailure() {
    var story = ended()
    #expect(story.pass([held(Story.failed)]).endedSilences == ["s1"])
    story.show(Story.failed)
    story.passes(3, [held(Story.failed)])
    #expect(story.alert(Story.failed)?.told?.way == .stack)
  }

  @Test("are ended later where Alertmanager did not take it")
  func retried() {
    var story = ended()
    story.endsSilences = false
    for _ in 1...3 { #expect(story.pass([held(Story.failed)]).endedSilences == ["s1"]) }
    story.loseAlertmanager()
    #expect(story.pass([held(Story.failed)]).endedSilences == [])
    story.regainAlertmanager()
    story.endsSilences = true
    #expect(story.pass([held(Story.failed)]).endedSilences == ["s1"])
    #expect(story.pass([held(Story.failed)]).endedSilences == [])
  }

  @Test("are forgotten once they have ended by themselves")
  func forgotten() {
    var story = ended()
    story.loseAlertmanager()
    story.passes(4 * 60 + 1)
    #expect(story.state.leftSilences.isEmpty)
  }

  @Test("mute nothing of somebody's silence")
  func others() {
    var story = ended()
    story.endsSilences = false
    story.silenceEnds = ["x": story.now + .hours(1)]
    story.show(Story.failed, silences: ["s1", "x"])
    story.passes(1, [held(Story.failed)])
    #expect(story.alert(Story.failed)?.silencedUntil == story.silenceEnds["x"])
  }
}
