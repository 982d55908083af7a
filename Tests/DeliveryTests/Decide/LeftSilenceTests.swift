import AlertPath
import Batches
import Ledger
import Testing

@testable import Delivery

@Suite("Silences of ours that are left")
struct LeftSilenceTests {
  /// Mailed while Alertmanager was away, which is back.
  private func mailed() -> Story {
    var story = Story()
    story.loseAlertmanager()
    story.passes(3, [held(Story.failed)])
    story.regainAlertmanager()
    return story
  }

  /// It was mailed, is silenced as `s1`, and its end is mailed.
  private func ended() -> Story {
    var story = mailed()
    story.passes(1, [held(Story.failed)])
    story.show(Story.failed)
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

  @Test("and would end before Prometheus stops sending what is over are followed by longer ones")
  func tooShort() {
    var story = mailed()
    story.show(Story.failed)
    story.passes(230, [held(Story.failed)])
    story.show(Story.failed)
    #expect(story.pass().silences == [Story.failed: story.now - .minutes(1) + .minutes(22)])
    #expect(story.state.leftSilences.keys.sorted() == ["s1"])
    #expect(story.pass().silences.isEmpty)
  }

  @Test("are forgotten once they have ended by themselves")
  func forgotten() {
    var story = ended()
    story.loseAlertmanager()
    story.passes(4 * 60 + 1)
    #expect(story.state.leftSilences.isEmpty)
  }

  @Test("that a kill kept us from remembering are found by who set them")
  func orphan() {
    var story = mailed()
    story.silences = ["k": LeftSilence(Story.failed, until: story.now, end: story.now + .hours(4))]
    story.forgotten = ["k"]
    story.show(Story.failed)
    #expect(story.pass([held(Story.failed)]).silences.isEmpty)
    #expect(story.alert(Story.failed)?.silence?.id == "k" && story.alert(Story.failed)?.silencedUntil == nil)
  }

  @Test("that nobody remembers mute no new failure")
  func orphanOfAnEarlierFailure() {
    var story = Story()
    story.silences = ["k": LeftSilence(Story.failed, until: story.now, end: story.now + .hours(4))]
    story.forgotten = ["k"]
    story.show(Story.failed)
    #expect(story.pass([held(Story.failed)]).endedSilences == ["k"])
  }

  @Test("and that Alertmanager lost are set anew before it has the alert again")
  func lostUnseen() {
    var story = mailed()
    story.passes(2, [held(Story.failed)])
    story.silences = [:]
    story.show()
    #expect(story.pass([held(Story.failed)]).silences.keys.sorted() == [Story.failed])
  }

  @Test("and that mute nothing, because Alertmanager lost them, are set anew")
  func lost() {
    var story = mailed()
    story.passes(2, [held(Story.failed)])
    story.silences = [:]
    story.show(Story.failed)
    #expect(story.pass([held(Story.failed)]).silences.keys.sorted() == [Story.failed])
  }

  @Test("and that are of another severity give way to one of this")
  func relabelled() {
    var story = mailed()
    story.passes(2, [held(Story.failed)])
    let decision = story.pass([held(Story.failed, severity: "warning")])
    #expect(decision.endedSilences == ["s1"] && decision.silences.keys.sorted() == [Story.failed])
    #expect(decision.mails.isEmpty)
  }

  @Test("mute nothing of somebody's silence")
  func others() {
    var story = ended()
    story.endsSilences = false
    story.silenceEnds = ["x": story.now + .hours(1)]
    story.show(Story.failed, silences: ["x"])
    story.passes(1, [held(Story.failed)])
    #expect(story.alert(Story.failed)?.silencedUntil == story.silenceEnds["x"])
  }
}
