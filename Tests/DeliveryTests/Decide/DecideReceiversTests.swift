import AlertPath
import Batches
import Ledger
import Testing

@testable import Delivery

@Suite("While Alertmanager answers, and its notifications fail")
struct DecideReceiversTests {
  private func failing(_ story: Story, all: Bool = true) -> Story {
    var story = story
    story.way = .mail
    story.reachesNobody = all
    return story
  }

  @Test("what is mailed is silenced there, and not told again when they work again")
  func silenced() {
    var story = Story()
    story.show(Story.failed)
    story = failing(story)
    story.passes(2, [held(Story.failed)])
    #expect(story.pass([held(Story.failed)]).silences.keys.sorted() == [Story.failed])
    story.way = .stack
    story.passes(10, [held(Story.failed)])
    #expect(story.alert(Story.failed)?.told?.way == .mail)
    story.passes(3)
    #expect(story.mailed == ["firing BatchFailed", "resolved BatchFailed"])
  }

  @Test("a message that was under way when the silence was set may get through just after, and is counted on no more")
  func underWay() {
    for (passes, isUnsettled) in [(1, true), (12, false)] {
      var story = Story()
      story.notified = 1
      story.show(Story.failed)
      story = failing(story)
      story.passes(2 + passes, [held(Story.failed)])
      story = failing(story, all: false)
      story.way = .stack
      story.notified = 2
      story.passes(3, [held(Story.failed)])
      #expect(story.state.unsettled.keys.contains(Story.failed) == isUnsettled)
      story.seen = [:]
      story.passes(20)
      story.show(Story.failed)
      story.passes(20, [held(Story.failed)])
      let second = isUnsettled ? ["firing BatchFailed"] : []
      #expect(story.mailed == ["firing BatchFailed", "resolved BatchFailed"] + second)
    }
  }

  @Test("so is what a script raised, which they still have from us, or they would call it over")
  func silencedOfAScript() {
    var story = Story()
    let alert = held(Story.script, isOurs: true)
    #expect(story.pass([alert]).posts == [Story.script])
    story.show(Story.script, for: .minutes(5))
    story = failing(story)
    story.passes(1, [alert])
    #expect(story.pass([alert]).silences.keys.sorted() == [Story.script])
    story.way = .stack
    #expect(story.pass([alert]) == Decision())
    story.seen = [:]
    #expect(story.pass([alert]) == Decision())
  }

  @Test("nothing is silenced while some notifications get through: others may hear by them")
  func partly() {
    var story = Story()
    story.show(Story.failed)
    story = failing(story, all: false)
    for _ in 1...6 { #expect(story.pass([held(Story.failed)]).silences.isEmpty) }
    #expect(story.mailed == ["firing BatchFailed"])
  }

  @Test("the alert about that is never silenced: its notification shows that they work again")
  func path() {
    let key = AlertKey("BatchwatchAlertPathDown", link: "receivers")
    var story = Story()
    story.show(key)
    story = failing(story)
    for _ in 1...6 { #expect(story.pass([held(key)]).silences.isEmpty) }
  }

  @Test("what Alertmanager got only minutes before is mailed, for that it was told is not believed")
  func doubted() {
    var story = Story()
    story.show(Story.failed)
    story.passes(4, [held(Story.failed)])
    #expect(story.alert(Story.failed)?.told?.way == .stack)
    story = failing(story, all: false)
    story.passes(2, [held(Story.failed)])
    #expect(story.mailed == ["firing BatchFailed"])
  }

  @Test("what we posted is posted on, or it would be called over once they work again")
  func posted() {
    var story = Story()
    let alert = held(Story.script, isOurs: true)
    story.passes(1, [alert])
    story.show(Story.script)
    story.passes(12, [alert])
    story = failing(story)
    for _ in 1...30 { #expect(story.pass([alert]).posts == [Story.script]) }
    #expect(story.mailed == [])
  }

  @Test("what it told long before is not mailed again, also where a silence of ours has just ended")
  func believedAfterASilence() {
    var story = Story()
    story.show(Story.failed)
    story.passes(20, [held(Story.failed)])
    story.isDoubtful = true
    story.passes(5, [held(Story.failed)])
    story.isDoubtful = false
    story.passes(3, [held(Story.failed)])
    story = failing(story, all: false)
    story.passes(20, [held(Story.failed)])
    #expect(story.mailed == [])
  }

  @Test("an end that is mailed in its place waits for the relay, and is not taken back while they fail")
  func endThatWaits() {
    var story = Story()
    story.show(Story.failed)
    story.passes(20, [held(Story.failed)])
    story = failing(story)
    story.show()
    story.relayIsOpen = false
    story.passes(40)
    story.relayIsOpen = true
    story.passes(1)
    #expect(story.mailed == ["resolved BatchFailed"])
  }

  @Test("what it told long before is not mailed again")
  func believed() {
    var story = Story()
    story.show(Story.failed)
    story.passes(10, [held(Story.failed)])
    story = failing(story, all: false)
    story.passes(20, [held(Story.failed)])
    #expect(story.mailed == [])
  }
}
