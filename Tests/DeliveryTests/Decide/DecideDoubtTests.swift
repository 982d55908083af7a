import AlertPath
import Batches
import Ledger
import Testing

@testable import Delivery

@Suite("While Prometheus no longer sees the host")
struct DecideDoubtTests {
  /// An alert that Alertmanager has told.
  private func told() -> Story {
    var story = Story()
    story.show(Story.failed)
    story.passes(3, [held(Story.failed)])
    return story
  }

  @Test("what Alertmanager has told is kept quiet there, before Prometheus ends it, and only once")
  func quiet() {
    var story = told()
    story.isDoubtful = true
    #expect(story.pass([held(Story.failed)]).silences == [Story.failed: story.now - .minutes(1) + .minutes(25)])
    story.show()
    story.way = .alertmanager
    for _ in 1...10 { #expect(story.pass([held(Story.failed)]).silences.isEmpty) }
    #expect(story.mailed == [])
  }

  @Test("it is heard again as soon as Prometheus sends it again")
  func lifted() {
    var story = told()
    story.isDoubtful = true
    story.passes(2, [held(Story.failed)])
    story.isDoubtful = false
    story.show(Story.failed)
    #expect(story.pass([held(Story.failed)]).endedSilences == ["s1"])
    #expect(story.alert(Story.failed)?.told?.way == .stack && story.alert(Story.failed)?.silence == nil)
  }

  @Test("when it ends Alertmanager gets it once more, without the silence, and so tells its end")
  func end() {
    var story = told()
    story.isDoubtful = true
    story.passes(3, [held(Story.failed)])
    story.show()
    story.way = .alertmanager
    story.passes(1)
    let decision = story.pass()
    #expect(decision.lastPosts.map(\.key) == [Story.failed] && decision.endedSilences == ["s1"])
    #expect(story.state.alerts.isEmpty)
    for _ in 1...30 { #expect(story.pass() == Decision()) }
    #expect(story.mailed == [])
  }

  @Test("and whose end its silence swallowed is mailed when it fails anew, though Alertmanager has it")
  func swallowed() {
    var story = told()
    story.notified = 1
    story.isDoubtful = true
    story.passes(2, [held(Story.failed)])
    story.show()
    story.reachesNobody = true
    story.way = .mail
    story.passes(30)
    story.reachesNobody = false
    story.isDoubtful = false
    story.way = .stack
    story.passes(10)
    story.show(Story.failed)
    story.passes(20, [held(Story.failed)])
    #expect(story.mailed == ["resolved BatchFailed", "firing BatchFailed"])
  }

  @Test("what is posted long enough for Prometheus to have stopped sending its end is heard again")
  func posted25() {
    var story = told()
    story.isDoubtful = true
    story.passes(2, [held(Story.failed)])
    story.show()
    story.way = .alertmanager
    story.passes(3, [held(Story.failed)])
    story.show(Story.failed)
    story.passes(19, [held(Story.failed)])
    #expect(story.alert(Story.failed)?.silence?.id == "s1")
    story.isDoubtful = false
    for _ in 1...9 { #expect(story.pass([held(Story.failed)]).silences.isEmpty) }
    #expect(story.alert(Story.failed)?.silence == nil)
    #expect(story.pass([held(Story.failed)]).posts == [Story.failed])
  }

  @Test("when it ends while it is posted, the silence goes, and people hear that it is over")
  func endsWhilePosted() {
    var story = told()
    story.isDoubtful = true
    story.passes(2, [held(Story.failed)])
    story.way = .alertmanager
    story.passes(3, [held(Story.failed)])
    story.passes(1)
    #expect(story.pass().endedSilences == ["s1"])
    story.show()
    story.passes(8)
    #expect(story.mailed == [] && story.state.alerts.isEmpty)
  }

  @Test("its end is Alertmanager's to tell where Prometheus is back before it")
  func endAfterwards() {
    var story = told()
    story.isDoubtful = true
    story.passes(3, [held(Story.failed)])
    story.isDoubtful = false
    story.show(Story.failed)
    story.passes(4)
    #expect(story.state.alerts.isEmpty == false && story.silences.isEmpty)
    story.show()
    story.passes(7)
    #expect(story.mailed == [] && story.state.alerts.isEmpty)
  }

  @Test("what we posted ourselves is not kept quiet: Prometheus never had it")
  func posted() {
    var story = Story()
    story.way = .alertmanager
    story.isDoubtful = true
    story.passes(2, [held(Story.failed)])
    story.show(Story.failed)
    for _ in 1...5 { #expect(story.pass([held(Story.failed)]).silences.isEmpty) }
    #expect(story.alert(Story.failed)?.told?.way == .stack)
  }

  @Test("nothing is silenced where the configuration forbids it")
  func forbidden() {
    var story = told()
    story.silencesMailed = false
    story.isDoubtful = true
    #expect(story.pass([held(Story.failed)]).silences.isEmpty)
  }
}

@Suite("Whether Alertmanager has told somebody")
struct NotifiedTests {
  @Test("is believed only once a notification got through")
  func counters() {
    var story = Story()
    story.notified = 5
    story.passes(1)
    story.show(Story.failed)
    story.passes(6, [held(Story.failed)])
    #expect(story.alert(Story.failed)?.told == nil)
    story.notified = 6
    story.passes(1, [held(Story.failed)])
    #expect(story.alert(Story.failed)?.told?.way == .stack)
  }

  @Test("is mailed after all where none did before Alertmanager went away")
  func mailed() {
    var story = Story()
    story.notified = 5
    story.passes(1)
    story.show(Story.failed)
    story.passes(6, [held(Story.failed)])
    story.loseAlertmanager()
    story.passes(3, [held(Story.failed)])
    #expect(story.mailed == ["firing BatchFailed"])
  }
}
