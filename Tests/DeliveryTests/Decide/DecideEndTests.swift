import AlertPath
import Batches
import Ledger
import Testing

@testable import Delivery

@Suite("When something ends while Alertmanager is away")
struct DecideEndTests {
  @Test("what Alertmanager told, and what ended while it was away for long, is mailed as ended")
  func endedMeanwhile() {
    var story = Story.told()
    story.loseAlertmanager()
    story.passes(3, [held(Story.failed)])
    story.passes(22)
    #expect(story.mailed == [])
    story.passes(20)
    #expect(story.mailed == ["resolved BatchFailed"])
  }

  @Test("where it was started anew meanwhile it believes that goes on: it gets it once more, and ends it")
  func endedAndRestarted() {
    var story = Story.told()
    story.loseAlertmanager()
    story.passes(40)
    story.regainAlertmanager()
    story.hasRestarted = true
    #expect(story.pass().lastPosts.map(\.key) == [Story.failed])
    story.hasRestarted = false
    for _ in 1...10 { #expect(story.pass() == Decision()) }
    #expect(story.mailed == ["resolved BatchFailed"])
    #expect(story.state.alerts.isEmpty)
  }

  @Test("where it was only out of reach it has told the end itself, and is sent nothing")
  func endedOutOfReach() {
    var story = Story.told()
    story.loseAlertmanager()
    story.passes(40)
    story.regainAlertmanager()
    #expect(story.pass() == Decision())
    #expect(story.state.alerts.isEmpty)
  }

  @Test("where it was started anew long before it was in reach again, nobody knows, and it is sent nothing")
  func endedOutOfReachOfANewStart() {
    var story = Story.told()
    story.loseAlertmanager()
    story.passes(40)
    story.regainAlertmanager()
    var facts = PassFacts(now: story.now, interval: .minutes(1), holding: [])
    facts.way = .stack
    facts.seen = [:]
    facts.restarted = story.now - .minutes(3)
    #expect(decide(facts, &story.state) == Decision())
    #expect(story.state.alerts.isEmpty)
  }

  @Test("what ended while it was started anew is given back to it, for it to tell the end")
  func restartedAtTheEnd() {
    var story = Story()
    let alert = held(Story.script, isOurs: true)
    story.passes(1, [alert])
    story.show(Story.script)
    story.passes(5, [alert])
    story.passes(1)
    story.loseAlertmanager()
    story.passes(3)
    story.regainAlertmanager()
    story.hasRestarted = true
    #expect(story.pass().lastPosts.map(\.key) == [Story.script])
    #expect(story.mailed == [])
  }

  @Test("what ends in the very pass that finds it started anew is given back at the next")
  func endsAtTheRestart() {
    var story = Story()
    let alert = held(Story.script, isOurs: true)
    story.passes(1, [alert])
    story.show(Story.script)
    story.passes(5, [alert])
    story.loseAlertmanager()
    story.passes(4, [alert])
    story.regainAlertmanager()
    story.hasRestarted = true
    #expect(story.pass() == Decision())
    story.hasRestarted = false
    #expect(story.pass().lastPosts.map(\.key) == [Story.script])
  }

  @Test("what it lacked already, and has notified since, is not given back")
  func notifiedBeforeTheRestart() {
    for isNotified in [false, true] {
      var story = Story()
      story.notified = 4
      let alert = held(Story.script, isOurs: true)
      story.passes(1, [alert])
      story.show(Story.script)
      story.notified = 5
      story.passes(5, [alert])
      story.passes(3)
      story.show()
      story.passes(1)
      if isNotified { story.notified = 6 }
      story.passes(1)
      story.loseAlertmanager()
      story.notified = nil
      story.passes(3)
      story.regainAlertmanager()
      story.hasRestarted = true
      story.notified = 0
      #expect(story.pass().lastPosts.map(\.key) == (isNotified ? [] : [Story.script]))
    }
  }

  @Test("what Prometheus fired is not given back while that sends the end itself, but later")
  func endSentOn() {
    for (passes, isGivenBack) in [(10, false), (17, false), (20, true)] {
      var story = Story.told()
      story.loseAlertmanager()
      story.passes(passes)
      story.regainAlertmanager()
      story.hasRestarted = true
      #expect(story.pass().lastPosts.map(\.key) == (isGivenBack ? [Story.failed] : []))
      story.hasRestarted = false
      for _ in 1...10 { #expect(story.pass() == Decision()) }
      #expect(story.mailed == [] && story.state.alerts.isEmpty)
    }
  }

  @Test("the end is left to it for as long as it takes to tell it, and mailed where it goes before")
  func endNotNotified() {
    var story = Story.told()
    story.passes(3)
    story.show()
    story.passes(3)
    story.loseAlertmanager()
    story.passes(30)
    #expect(story.mailed == ["resolved BatchFailed"])
  }

  @Test("the end of what we posted is left to it for as long as well")
  func postedEndNotNotified() {
    var story = Story()
    let alert = held(Story.script, isOurs: true)
    story.passes(2, [alert])
    story.show(Story.script)
    story.passes(10, [alert])
    story.passes(5)
    story.show()
    story.passes(3)
    story.loseAlertmanager()
    story.passes(30)
    #expect(story.mailed == ["resolved DiskFull"])
  }

  @Test("what fails anew after its end was mailed is news")
  func failsAnew() {
    var story = Story.told()
    story.loseAlertmanager()
    story.passes(40)
    story.passes(3, [held(Story.failed)])
    #expect(story.mailed == ["resolved BatchFailed", "firing BatchFailed"])
  }

  @Test("what was mailed, and ended just before it came back, is kept from it while Prometheus may still send it")
  func endedJustBefore() {
    var story = Story()
    story.loseAlertmanager()
    story.passes(4, [held(Story.failed)])
    story.passes(3)
    #expect(story.mailed == ["firing BatchFailed", "resolved BatchFailed"])
    story.regainAlertmanager()
    #expect(story.pass().silences.keys.sorted() == [Story.failed])
    story.passes(1)
    #expect(story.state.alerts.isEmpty && story.state.leftSilences.count == 1)
  }

  @Test("the end that waits to be mailed is taken back once Alertmanager can tell it")
  func endThatWaits() {
    var story = Story.told()
    story.loseAlertmanager()
    story.relayIsOpen = false
    story.passes(30)
    #expect(story.ledger.waiting.map(\.occasion) == ["resolved"])
    story.regainAlertmanager()
    story.hasRestarted = true
    let decision = story.pass()
    #expect(decision.withdrawn == [1] && decision.lastPosts.map(\.key) == [Story.failed])
  }

  @Test("what ended before it was sure that Alertmanager had told it is followed as long as it shows it")
  func shortAlert() {
    var story = Story()
    let alert = held(Story.script, isOurs: true)
    story.passes(1, [alert])
    story.show(Story.script)
    story.passes(1, [alert])
    story.passes(4)
    #expect(story.alert(Story.script)?.told?.way == .stack)
    story.loseAlertmanager()
    story.passes(3)
    story.regainAlertmanager()
    story.hasRestarted = true
    #expect(story.pass().lastPosts.map(\.key) == [Story.script])
  }

  @Test("what ended just when Alertmanager went is told as ended, if that had notified somebody meanwhile")
  func shortAlertAtTheRestart() {
    for isNotified in [true, false] {
      var story = Story()
      story.notified = 4
      story.passes(2)
      story.show(Story.failed)
      if isNotified { story.notified = 5 }
      story.passes(1, [held(Story.failed)])
      story.loseAlertmanager()
      story.notified = nil
      story.passes(19)
      story.regainAlertmanager()
      story.hasRestarted = true
      #expect(story.pass().lastPosts.map(\.key) == (isNotified ? [Story.failed] : []))
    }
  }

  @Test("also where it ended right after Alertmanager went")
  func shortAlertAfterTheStop() {
    var story = Story()
    let alert = held(Story.script)
    story.notified = 4
    story.passes(2)
    story.show(Story.script)
    story.notified = 5
    story.passes(1, [alert])
    story.loseAlertmanager()
    story.notified = nil
    story.passes(1, [alert])
    story.passes(30)
    #expect(story.mailed == ["resolved DiskFull"])
  }

  @Test("also where it was back before the next pass")
  func shortAlertAtAShortRestart() {
    var story = Story()
    story.notified = 4
    story.passes(2)
    story.show(Story.script)
    story.notified = 5
    story.passes(1, [held(Story.script, isOurs: true)])
    story.show()
    story.hasRestarted = true
    story.passes(1)
    #expect(story.pass().lastPosts.map(\.key) == [Story.script])
  }

  @Test("what ended, and Alertmanager never showed, is forgotten at once")
  func neverShown() {
    var story = Story()
    story.passes(1, [held(Story.failed)])
    story.passes(2)
    #expect(story.state.alerts.isEmpty)
  }

  @Test("its end is mailed where a mail had the last word, and Alertmanager was only out of reach")
  func remindedAndEnded() {
    var story = Story()
    let alert = held(Story.script, isOurs: true)
    story.passes(1, [alert])
    story.show(Story.script)
    story.passes(4, [alert])
    story.loseAlertmanager()
    story.passes(15, [alert])
    story.passes(5)
    story.regainAlertmanager()
    story.passes(5)
    #expect(story.mailed == ["reminder DiskFull", "resolved DiskFull"])
    #expect(story.state.alerts.isEmpty)
  }
}
