import AlertPath
import Batches
import Ledger
import Testing

@testable import Delivery

@Suite("That nobody watched for a while")
struct DecideEventTests {
  private let gap = held(AlertKey("BatchwatchMonitorGap"), severity: "warning", isOurs: true)

  @Test("is mailed once, and has no end")
  func mailed() {
    var story = Story()
    story.loseAlertmanager()
    story.passes(1, [gap])
    story.passes(10)
    #expect(story.mailed == ["firing BatchwatchMonitorGap"])
    #expect(story.state.alerts.isEmpty)
  }

  @Test("is posted until Alertmanager has told it, for only one pass has found it")
  func posted() {
    var story = Story()
    #expect(story.pass([gap]).posts == [gap.key])
    #expect(story.pass().posts == [gap.key])
    story.show(gap.key)
    story.passes(3)
    #expect(story.alert(gap.key)?.told?.way == .stack)
    #expect(story.pass().posts == [])
    story.passes(2)
    #expect(story.state.alerts.isEmpty)
  }

  @Test("is mailed where Alertmanager goes before it told it")
  func wayLost() {
    var story = Story()
    story.passes(1, [gap])
    story.loseAlertmanager()
    story.passes(3)
    #expect(story.mailed == ["firing BatchwatchMonitorGap"])
  }

  @Test("is forgotten after a day in which nobody could be told")
  func forgotten() {
    var story = Story()
    story.loseAlertmanager()
    story.mail = nil
    story.passes(1, [gap])
    story.now = story.now + .days(1)
    story.passes(3)
    #expect(story.state.alerts.isEmpty)
  }
}
