import AlertPath
import Batches
import Ledger
import Testing

@testable import Delivery

@Suite("While the tracker can't be read")
struct DecideUnknownTests {
  private let names: Set<String> = ["BatchFailed", "BatchNotStarted"]

  @Test("what one pass saw ended is not called over, for no second look confirms it")
  func secondLook() {
    var story = Story()
    story.loseAlertmanager()
    story.passes(3, [held(Story.failed)])
    story.passes(1)
    story.unknown = names
    story.passes(30)
    #expect(story.mailed == ["firing BatchFailed"])
    story.unknown = []
    story.passes(2, [held(Story.failed)])
    story.passes(2)
    #expect(story.mailed == ["firing BatchFailed", "resolved BatchFailed"])
  }

  @Test("what a gap has excused, and the stack has told all the same, is kept from being called over")
  func excusedAndTold() {
    var story = Story()
    var alert = held(AlertKey("BatchIncomplete", batch: "leads"), delay: .minutes(2))
    alert.moment = Timestamp(seconds: 1_772_776_000)
    story.state.excused = [alert.key: Timestamp(seconds: 1_772_776_000)]
    story.passes(3, [alert])
    story.show(alert.key)
    story.passes(5, [alert])
    #expect(story.alert(alert.key)?.told?.way == .stack)
    story.isDoubtful = true
    #expect(story.pass([alert]).silences.keys.sorted() == [alert.key])
    #expect(story.mailed == [])
  }

  @Test("what a gap has excused stays excused")
  func excused() {
    let key = AlertKey("BatchNotStarted", batch: "leads")
    var alert = held(key)
    alert.moment = Timestamp(seconds: 1_772_776_000)
    var story = Story()
    story.state.excused = [key: Timestamp(seconds: 1_772_776_000)]
    story.loseAlertmanager()
    story.passes(2, [alert])
    story.unknown = names
    story.passes(3)
    story.unknown = []
    story.passes(5, [alert])
    #expect(story.mailed == [])
    alert.moment = story.now
    story.passes(2, [alert])
    #expect(story.mailed == ["firing BatchNotStarted"], "the next slot was watched")
  }

  @Test("what was mailed is still silenced when Alertmanager is back, and handed over when the silence ends")
  func returned() {
    var story = Story()
    story.loseAlertmanager()
    story.passes(3, [held(Story.failed)])
    story.unknown = names
    story.passes(3)
    story.regainAlertmanager()
    story.show(Story.failed)
    #expect(story.pass().silences.keys.sorted() == [Story.failed])
    story.passes(4 * 60)
    #expect(story.alert(Story.failed)?.told?.way == .stack)
    #expect(story.mailed == ["firing BatchFailed"])
  }

  @Test("what Alertmanager tells is still noted as told")
  func told() {
    var story = Story()
    story.passes(1, [held(Story.failed)])
    story.unknown = names
    story.show(Story.failed)
    story.passes(3)
    #expect(story.alert(Story.failed)?.told?.way == .stack)
  }
}
