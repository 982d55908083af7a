import Testing

@testable import Batches
@testable import Delivery

@Suite("The mail about many batches")
struct DigestMailTests {
  private static let first = "7 batches need a look: a-leads, b-fail, b-freq2, … (leads-1)"

  @Test("names the gravest first, then goes by name")
  func order() {
    #expect(subject(of: Mails.digest) == "[critical] \(Self.first)")
    #expect(
      Mails.digest.batches == ["a-leads", "b-fail", "b-freq2", "b-nostart", "b-cost", "b-gpu", "b-slow"])
    #expect(
      Mails.digest.rankedAlerts.map(\.name).prefix(3) == ["BatchIncomplete", "BatchSlow", "BatchFailed"],
      "what is said of one batch stands together")
  }

  @Test("says how many they are, and what is wrong with the gravest, also of an alert that nobody here knows")
  func headline() {
    var mail = Mails.digest
    #expect(mail.shownName == "7 batches")
    #expect(mail.headline == "a-leads: missed its deadline; and 7 more alerts")
    for index in mail.alerts.indices { mail.alerts[index].name = "Own" }
    #expect(
      mail.headline == "a-leads: the deadline passed 3m 00s ago at 50 %, missing: dedupe, score; and 7 more alerts")
  }

  @Test("is followed under its subject by a mail about all of its batches, whatever is the gravest by then")
  func allOfThem() {
    var mail = Mails.digest
    mail.threadSubject = threadSubject(of: mail)
    mail.occasion = .reminder
    mail.alerts[0].severity = "critical"
    #expect(subject(of: mail) == "[critical, reminder] \(Self.first)")
    mail.occasion = .resolved
    for index in mail.alerts.indices { mail.alerts[index].resolvedAt = mail.time }
    #expect(subject(of: mail) == "[resolved] \(Self.first)")
  }

  @Test("is followed by mails that name the batches that are over, and refer to it")
  func partOfThem() throws {
    #expect(subject(of: Mails.digestResolved) == "[resolved] 3 batches: b-fail, b-freq2, b-cost (leads-1)")
    var one = Mails.resolved
    one.threadSubject = Self.first
    #expect(subject(of: one) == "[resolved] leads-nightly: missed its deadline; and 1 more alert (db1)")
    let parsed = try Parsed(composeMail(one, Mails.following(one.time)))
    #expect(parsed.text.hasPrefix("[RESOLVED] leads-nightly on db1\nresolved after 1h 08m: missed its deadline;"))
  }

  @Test("says first to look at all batches", arguments: [AlertMail.Occasion.firing, .reminder, .resolved])
  func commands(occasion: AlertMail.Occasion) throws {
    var mail = Mails.digest
    mail.occasion = occasion
    let text = try Parsed(composeMail(mail, Mails.envelope(mail.time))).text
    #expect(text.contains("on leads-1\n    batchwatch status\n"))
    #expect(text.contains("    batchwatch doctor\n") == (occasion != .resolved))
  }

  @Test("of one alert for each of two batches, one that is over comes last")
  func over() {
    var mail = Mails.digest
    mail.alerts = Array(mail.alerts.prefix(2))
    mail.alerts[1].resolvedAt = mail.time
    #expect(mail.batches == ["b-cost", "b-fail"] && mail.worstSeverity == "warning")
  }
}

@Suite("A mail about a missed slot that is over")
struct SlotPassedTests {
  private static let passed = "and never completed that slot; the next one has begun"

  private func says(_ mail: AlertMail) throws -> Bool {
    let parsed = try Parsed(composeMail(mail, Mails.following(mail.time)))
    return parsed.text.replacing("\n", with: " ").contains(Self.passed) && parsed.html.contains(Self.passed)
  }

  @Test("says so where only the next slot ended it")
  func passed() throws {
    var mail = Mails.slotPassed
    #expect(try says(mail))
    mail.batch?.report.last.success = Mails.slot - .hours(3)
    #expect(try says(mail), "the last success was before")
    mail.alerts[0].name = "BatchNotStarted"
    #expect(try says(mail))
  }

  @Test("says that it is resolved where the batch may have made up for it")
  func madeUp() throws {
    var mail = Mails.slotPassed
    mail.batch?.report.last.success = Mails.slot + .hours(6)
    #expect(try !says(mail), "it succeeded late")
    mail = Mails.slotPassed
    mail.alerts[0].resolvedAt = Mails.slot + .hours(6)
    #expect(try !says(mail), "it was over before the next slot")
    mail = Mails.slotPassed
    mail.alerts[0].name = "BatchFailed"
    #expect(try !says(mail), "a failure isn't over because a slot begins")
    #expect(try !says(Mails.resolved))
  }
}
