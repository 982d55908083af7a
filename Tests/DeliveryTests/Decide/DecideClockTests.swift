import AlertPath
import Batches
import Ledger
import Testing

@testable import Delivery

@Suite("When the clock is set back by hours")
struct DecideClockTests {
  private func jumping(_ story: Story, by span: TimeSpan = .hours(-3)) -> Story {
    var story = story
    story.now = story.now + span
    return story
  }

  @Test("the end of what was mailed is told at the next passes")
  func ended() {
    var story = Story()
    story.loseAlertmanager()
    story.passes(3, [held(Story.failed)])
    story.passes(1)
    story = jumping(story)
    story.passes(2)
    #expect(story.mailed == ["firing BatchFailed", "resolved BatchFailed"])
  }

  @Test("what Alertmanager shows counts as told soon")
  func active() {
    var story = Story()
    story.show(Story.failed)
    story.passes(1, [held(Story.failed)])
    story = jumping(story)
    story.passes(3, [held(Story.failed)])
    #expect(story.alert(Story.failed)?.told?.way == .stack)
  }

  @Test("what Alertmanager lacks is posted soon")
  func lacking() {
    var story = Story()
    story.passes(2, [held(Story.failed)])
    story = jumping(story)
    #expect(story.passes(6, [held(Story.failed)]).posts == [Story.failed])
  }

  @Test("a link that breaks waits for its patience, and no longer")
  func patience() {
    var story = Story()
    story.loseAlertmanager()
    var alert = held(AlertKey("BatchwatchAlertPathDown", link: "alertmanager"))
    alert.patience = .minutes(5)
    story.passes(2, [alert])
    story = jumping(story)
    story.passes(7, [alert])
    #expect(story.mailed == ["firing BatchwatchAlertPathDown"])
  }

  @Test("people are reminded after repeat_every, not later")
  func reminded() {
    var story = Story()
    story.loseAlertmanager()
    story.passes(4, [held(Story.failed)])
    story = jumping(story)
    story.passes(4 * 60 + 1, [held(Story.failed)])
    #expect(story.mailed == ["firing BatchFailed", "reminder BatchFailed"])
  }

  @Test("a silence that would last longer than to the next reminder is ended")
  func silenced() {
    var story = Story()
    story.loseAlertmanager()
    story.passes(4, [held(Story.failed)])
    story.regainAlertmanager()
    story.passes(1, [held(Story.failed)])
    story.show(Story.failed)
    story = jumping(story)
    let decision = story.pass([held(Story.failed)])
    #expect(decision.endedSilences == ["s1"])
    #expect(decision.silences == [Story.failed: story.now - .minutes(1) + .hours(4)])
  }
}
