import AlertPath
import Batches
import Ledger
import Testing

@testable import Delivery

@Suite("A silence that was set before the alert began")
struct DecideSilencedTests {
  @Test("is respected while Alertmanager is away, until it ends")
  func respected() {
    var story = Story()
    story.passes(3)
    story.loseAlertmanager()
    story.mutedUntil = [Story.failed: story.now + .minutes(30)]
    story.passes(30, [held(Story.failed), held(Story.slow)])
    #expect(story.mailed == ["firing BatchSlow"])
    story.mutedUntil = [:]
    story.passes(3, [held(Story.failed), held(Story.slow)])
    #expect(story.mailed == ["firing BatchSlow", "firing BatchFailed"])
  }

  @Test("is respected where Alertmanager reaches nobody, and is not shown the alert")
  func receivers() {
    var story = Story()
    story.way = .mail
    story.seen = [:]
    story.mutedUntil = [Story.failed: story.now + .hours(1)]
    story.passes(5, [held(Story.failed)])
    #expect(story.mailed == [])
  }

  @Test("that was lifted counts no more")
  func lifted() {
    var story = Story()
    story.seen = [:]
    story.mutedUntil = [Story.failed: story.now + .hours(1)]
    story.passes(2, [held(Story.failed)])
    story.mutedUntil = [:]
    story.passes(1, [held(Story.failed)])
    story.loseAlertmanager()
    story.passes(3, [held(Story.failed)])
    #expect(story.mailed == ["firing BatchFailed"])
  }

  @Test("whose pattern only Alertmanager knows is respected where it called the alert muted before it went")
  func patterns() {
    var story = Story()
    story.show(Story.failed, silences: ["x"])
    story.silenceEnds = ["x": story.now + .hours(1)]
    story.mutedUntil = [:]
    story.passes(3, [held(Story.failed)])
    story.loseAlertmanager()
    story.passes(30, [held(Story.failed)])
    #expect(story.mailed == [])
  }
}

@Suite("A mail that waits and says that the path is broken")
struct DecidePathMailTests {
  private static let path = AlertKey("BatchwatchAlertPathDown", link: "alertmanager")

  private func waiting() -> Story {
    var story = Story()
    story.relayIsOpen = false
    story.loseAlertmanager()
    story.passes(4, [held(Self.path)])
    return story
  }

  @Test("is taken back once the whole path works")
  func takenBack() {
    var story = waiting()
    story.regainAlertmanager()
    story.passes(3)
    story.relayIsOpen = true
    story.passes(3)
    #expect(story.mailed == [] && story.state.alerts.isEmpty)
  }

  @Test("is sent where only mail is left, or where a batch failed in it too")
  func sent() {
    var story = waiting()
    story.passes(3)
    story.relayIsOpen = true
    story.passes(3)
    #expect(story.mailed.first == "firing BatchwatchAlertPathDown")
    story = waiting()
    story.passes(3, [held(Self.path), held(Story.failed)])
    story.regainAlertmanager()
    story.passes(3, [])
    story.relayIsOpen = true
    story.passes(3)
    #expect(story.mailed.contains("firing BatchFailed"))
  }

  @Test("is sent where a relay may have taken it")
  func unknown() {
    var story = waiting()
    for mail in story.ledger.waiting { story.ledger.change(mail.id) { $0.waiting.isUnknown = true } }
    story.regainAlertmanager()
    story.passes(3)
    story.relayIsOpen = true
    story.passes(3)
    #expect(story.mailed.first == "firing BatchwatchAlertPathDown")
  }
}
