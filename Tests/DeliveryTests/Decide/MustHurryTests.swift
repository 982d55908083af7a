import AlertPath
import Batches
import Ledger
import Testing

@testable import Delivery

@Suite("Passes hurry")
struct MustHurryTests {
  @Test("while Alertmanager is away, from the moment a mail is taken, not from the next pass on")
  func away() {
    var story = Story()
    story.loseAlertmanager()
    story.passes(2, [held(Story.failed)])
    #expect(story.alert(Story.failed)?.told == nil)
    #expect(!story.mustHurry())
    #expect(story.mustHurry(mailed: [Story.failed]))
    story.passes(1, [held(Story.failed)])
    #expect(story.mustHurry())
  }

  @Test("not for what Alertmanager has told itself, also where a mail reminded of it")
  func toldByTheStack() {
    var story = Story.told()
    story.loseAlertmanager()
    #expect(!story.mustHurry(mailed: [Story.failed]))
  }

  /// Mailed because Alertmanager's notifications fail.
  private func failing() -> Story {
    var story = Story()
    story.way = .mail
    story.reachesNobody = true
    story.passes(2, [held(Story.failed)])
    return story
  }

  @Test("where its notifications fail, until a silence is there")
  func reachesNobody() {
    var story = failing()
    #expect(story.mustHurry(mailed: [Story.failed]))
    #expect(story.pass([held(Story.failed)]).silences.keys.sorted() == [Story.failed])
    #expect(!story.mustHurry())
  }

  @Test("not for silences that nobody wants, or that can't be set")
  func withoutSilence() {
    var story = failing()
    story.silencesMailed = false
    #expect(!story.mustHurry(mailed: [Story.failed]))
    story.silencesMailed = true
    story.knowsLabels = false
    #expect(!story.mustHurry(mailed: [Story.failed]))
  }
}
