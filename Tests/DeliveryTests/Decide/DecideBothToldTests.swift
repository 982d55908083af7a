import AlertPath
import Batches
import Ledger
import Testing

@testable import Delivery

@Suite("What was mailed, and is shown by an Alertmanager that was out of reach and ran on,")
struct DecideBothToldTests {
  /// Mailed in ten minutes in which Alertmanager did not answer us; how many notifications it had sent before and since.
  private func back(notified: Double, since: Double, isDoubtful: Bool = false) -> Story {
    var story = Story()
    story.notified = notified
    story.passes(3)
    story.loseAlertmanager()
    story.passes(10, [held(Story.failed)])
    story.regainAlertmanager()
    story.notified = since
    story.isDoubtful = isDoubtful
    story.show(Story.failed)
    return story
  }

  @Test("was told by it too, where it has notified somebody: it tells the end, and no silence keeps it from that")
  func both() {
    var story = back(notified: 1, since: 2)
    #expect(story.passes(10, [held(Story.failed)]) == Decision())
    story.seen = [:]
    story.notified = 3
    story.passes(30)
    #expect(story.mailed == ["firing BatchFailed"] && story.state.alerts.isEmpty)
  }

  @Test("was not, where it has notified nobody: it is kept quiet")
  func mailAlone() {
    var story = back(notified: 1, since: 1)
    #expect(story.pass([held(Story.failed)]).silences.keys.sorted() == [Story.failed])
  }

  @Test("and may have been told as it came back, is mailed when it fails anew, though Alertmanager has it")
  func doubted() {
    var story = back(notified: 1, since: 2, isDoubtful: true)
    story.passes(5, [held(Story.failed)])
    story.isDoubtful = false
    story.seen = [:]
    story.passes(20)
    #expect(story.mailed == ["firing BatchFailed", "resolved BatchFailed"])
    story.show(Story.failed)
    story.passes(15, [held(Story.failed)])
    #expect(story.mailed.count == 2, "it has some time to tell")
    story.passes(5, [held(Story.failed)])
    #expect(story.mailed.last == "firing BatchFailed" && story.mailed.count == 3)
  }

  @Test("is believed again the next night")
  func nextNight() {
    var story = back(notified: 1, since: 2, isDoubtful: true)
    story.passes(5, [held(Story.failed)])
    story.isDoubtful = false
    story.seen = [:]
    story.passes(13 * 60)
    #expect(story.state.unsettled.isEmpty)
    story.show(Story.failed)
    story.notified = 9
    story.passes(30, [held(Story.failed)])
    #expect(story.mailed == ["firing BatchFailed", "resolved BatchFailed"])
  }
}
