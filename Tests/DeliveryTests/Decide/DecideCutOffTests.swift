import AlertPath
import Batches
import Ledger
import Testing

@testable import Delivery

@Suite("An Alertmanager that ran on, cut off from everybody,")
struct DecideCutOffTests {
  /// Told by Alertmanager, which was then out of reach for ten minutes, and shows nothing of it now.
  private func cutOff(_ holding: [HeldAlert], meanwhile: [HeldAlert]? = nil) -> Story {
    var story = Story()
    story.show(Story.failed)
    story.passes(5, holding)
    story.loseAlertmanager()
    story.passes(10, meanwhile ?? holding)
    story.regainAlertmanager()
    story.isDoubtful = true
    story.wasCutOff = true
    return story
  }

  @Test("has called over what it had told, so nothing keeps it from telling anew that it holds")
  func tellsAgain() {
    var story = cutOff([held(Story.failed)])
    #expect(story.pass([held(Story.failed)]) == Decision())
    story.wasCutOff = false
    story.show(Story.failed)
    story.isDoubtful = false
    #expect(story.passes(5, [held(Story.failed)]) == Decision())
    #expect(story.alert(Story.failed)?.told?.way == .stack)
    #expect(story.mailed == [])
  }

  @Test("gets from us what Prometheus doesn't send any more")
  func isPosted() {
    var story = cutOff([held(Story.failed)])
    _ = story.pass([held(Story.failed)])
    story.wasCutOff = false
    #expect(story.passes(5, [held(Story.failed)]).posts == [Story.failed])
    #expect(story.mailed == [])
  }

  @Test("has told the end too of what ended meanwhile")
  func ended() {
    var story = cutOff([held(Story.failed)], meanwhile: [])
    #expect(story.passes(3) == Decision())
    #expect(story.state.alerts.isEmpty)
  }

  @Test("has called nothing over that a silence of ours had kept quiet")
  func quiet() {
    var story = Story()
    story.show(Story.failed)
    story.passes(5, [held(Story.failed)])
    story.isDoubtful = true
    #expect(story.pass([held(Story.failed)]).silences.keys.sorted() == [Story.failed])
    story.loseAlertmanager()
    story.passes(10, [held(Story.failed)])
    story.regainAlertmanager()
    story.wasCutOff = true
    _ = story.pass([held(Story.failed)])
    #expect(story.alert(Story.failed)?.told?.way == .stack)
  }

  @Test("is kept from telling what was mailed while it was away")
  func mailed() {
    var story = Story()
    story.passes(3)
    story.loseAlertmanager()
    story.passes(10, [held(Story.failed)])
    story.regainAlertmanager()
    story.isDoubtful = true
    story.wasCutOff = true
    #expect(story.pass([held(Story.failed)]).silences.keys.sorted() == [Story.failed])
  }

  @Test("and believed to have told nothing, is mailed of when it goes once more")
  func goesAgain() {
    var story = cutOff([held(Story.failed)])
    _ = story.pass([held(Story.failed)])
    story.wasCutOff = false
    story.loseAlertmanager()
    story.passes(3, [held(Story.failed)])
    #expect(story.mailed == ["firing BatchFailed"])
  }
}
