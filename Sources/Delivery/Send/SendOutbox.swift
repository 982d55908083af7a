package import Batches
package import Ledger
package import Platform

/// How the outbox is sent.
package struct SendingRules: Sendable {
  /// The time between two passes, which the first retry waits.
  package var interval: TimeSpan
  /// Milliseconds for all mails of a pass.
  package var budget: Int
  /// A mail that nobody took for so long is given up.
  package var patience: TimeSpan = .days(5)

  package init(interval: TimeSpan, budget: Int) {
    self.interval = interval
    self.budget = budget
  }
}

/// What sending did.
package struct SendingResult: Equatable, Sendable {
  package var taken = 0
  package var failed = 0
  /// Why the last mail that failed did.
  package var trouble: String?

  package init() {}
}

/// Sends the mails whose time has come, the oldest first.
///
/// That an attempt begins is noted durably before the relay hears of it, and how it ended right after. So a crash between
/// the two leaves a mail that is sent again, under the same Message-ID, and no crash loses one or sends one again without
/// need.
/// - Parameters:
///   - clock: what time it is.
///   - beforeEach: called before each attempt.
/// - Throws: `LedgerError`; then no further mail was sent.
package func sendOutbox(
  _ ledger: Ledger, _ rules: SendingRules, log: Log, clock: () -> Timestamp, beforeEach: () -> Void,
  handOver: ([UInt8], Int) -> HandOver
) throws(LedgerError) -> SendingResult {
  var result = SendingResult()
  let end = monotonicMilliseconds() + Int64(rules.budget)
  let waiting = try ledger.transaction { try $0.waitingMails() }
  for mail in waiting where isDue(mail, rules.interval, at: clock()) {
    let left = Int(end - monotonicMilliseconds())
    // Too little time is no attempt: the relay would be blamed for our haste.
    guard left > rules.budget / 10 else { break }
    if clock() - mail.written > rules.patience {
      log.error("a mail is given up: nobody took it", ["message_id": mail.messageID, "attempts": "\(mail.attempts)"])
      try ledger.transaction { try $0.giveUp(mail.id, at: clock()) }
      continue
    }
    let message = try ledger.transaction { ledger in
      try ledger.beginAttempt(mail.id)
      return try ledger.message(of: mail.id)
    }
    beforeEach()
    let handed = handOver(message, left)
    let next = clock() + backoff(attempts: mail.attempts + 1, rules.interval)
    switch handed {
    case .taken(let reply):
      try ledger.transaction { try $0.endAttempt(mail.id, .accepted(reply: reply), at: clock()) }
      log.info("mailed", ["occasion": mail.occasion, "message_id": mail.messageID, "reply": reply])
      result.taken += 1
    case .unknown(let reason):
      try ledger.transaction { try $0.endAttempt(mail.id, .unknown(reason: reason, next: next), at: clock()) }
      note(mail, reason, next)
    case .refused(let reason, let isAboutTheMail):
      try ledger.transaction { try $0.endAttempt(mail.id, .failed(reason: reason, next: next), at: clock()) }
      note(mail, reason, next)
      // What is closed for one mail is closed for the next.
      if !isAboutTheMail { return result }
    }
  }
  return result

  func note(_ mail: WaitingMail, _ reason: String, _ next: Timestamp) {
    log.warn(
      "a mail is not sent; it waits",
      ["message_id": mail.messageID, "attempts": "\(mail.attempts + 1)", "next": next.rfc3339, "reason": reason])
    result.failed += 1
    result.trouble = reason
  }
}

/// A time that lies further ahead than any attempt is put off was written by another clock.
private func isDue(_ mail: WaitingMail, _ interval: TimeSpan, at now: Timestamp) -> Bool {
  mail.nextAttempt <= now || mail.nextAttempt > now + max(interval * 100, .hours(2))
}

/// 1, 2, 4, … up to 60 intervals, and up to a fifth more or less, so that hosts whose relay was down don't all come back
/// at once.
func backoff(attempts: Int, _ interval: TimeSpan) -> TimeSpan {
  let intervals = Double(min(60, 1 << min(max(attempts - 1, 0), 6)))
  return interval.scaled(by: intervals * Double.random(in: 0.8...1.2))
}
