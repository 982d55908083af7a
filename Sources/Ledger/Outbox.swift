package import Batches
package import SQLite

/// A mail that waits for a relay to take it.
package struct WaitingMail: Equatable, Sendable {
  package var id: Int64
  package var thread: Int64
  /// Without the angle brackets; the same at every attempt.
  package var messageID: String
  package var occasion: String
  package var written: Timestamp
  /// Attempts that have begun, 0 or more.
  package var attempts: Int
  package var nextAttempt: Timestamp
  /// Whether a relay may have taken it already.
  package var isUnknown: Bool
}

/// What became of an attempt to send a mail.
package enum MailOutcome: Equatable, Sendable {
  /// A relay took it.
  case accepted(reply: String)
  /// No relay took it; when to try again.
  case failed(reason: String, next: Timestamp)
  /// A relay got the whole mail and didn't say what became of it; when to try again.
  case unknown(reason: String, next: Timestamp)
}

extension Ledger {
  // MARK: Threads

  /// Opens a conversation. - Returns: its id.
  package func startThread(subject: String, at now: Timestamp) throws(DatabaseError) -> Int64 {
    try database.run("INSERT INTO threads(subject, started_at) VALUES(?1, ?2)", .text(subject), now.value)
    return database.lastInsertedRow
  }

  /// What the mails of a thread's subjects have in common, and the Message-IDs of its mails, the first one first.
  package func thread(_ id: Int64) throws(DatabaseError) -> (subject: String, messageIDs: [String])? {
    let thread = try database.prepare("SELECT subject FROM threads WHERE id = ?1")
    try thread.bind([.integer(id)])
    guard try thread.step() else { return nil }
    let mails = try database.prepare(
      "SELECT message_id FROM mails WHERE thread = ?1 AND outcome IS NOT 'withdrawn' ORDER BY id")
    try mails.bind([.integer(id)])
    var ids: [String] = []
    while try mails.step() { ids.append(mails.text(0)) }
    return (thread.text(0), ids)
  }

  // MARK: The outbox

  /// Puts a mail into the outbox, as part of a transaction; once that is durable, the mail will be sent.
  package func enqueue(
    _ message: [UInt8], thread: Int64, messageID: String, occasion: String, at now: Timestamp
  ) throws(DatabaseError) {
    try database.run(
      """
      INSERT INTO mails(thread, message_id, occasion, written_at, message, next_attempt) VALUES(?1, ?2, ?3, ?4, ?5, ?4)
      """, .integer(thread), .text(messageID), .text(occasion), now.value, .blob(message))
  }

  /// The mails that wait, the oldest first.
  package func waitingMails() throws(DatabaseError) -> [WaitingMail] {
    let statement = try database.prepare(
      """
      SELECT id, thread, message_id, occasion, written_at, attempts, next_attempt, is_unknown OR is_sending
      FROM mails WHERE outcome IS NULL ORDER BY id
      """)
    var mails: [WaitingMail] = []
    while try statement.step() {
      mails.append(
        WaitingMail(
          id: statement.key(0), thread: statement.anyNumber(1), messageID: statement.text(2),
          occasion: statement.text(3), written: statement.moment(4), attempts: Int(clamping: statement.count(5)),
          nextAttempt: statement.moment(6), isUnknown: statement.flag(7)))
    }
    return mails
  }

  /// The header and body of a mail that waits.
  package func message(of id: Int64) throws(DatabaseError) -> [UInt8] {
    let statement = try database.prepare("SELECT message FROM mails WHERE id = ?1")
    try statement.bind([.integer(id)])
    return try statement.step() ? statement.blob(0, limit: Kind.longestValue) : []
  }

  /// Notes that an attempt begins. Whoever dies during it leaves the mark that nobody knows what became of the mail.
  package func beginAttempt(_ id: Int64) throws(DatabaseError) {
    try database.run(
      "UPDATE mails SET attempts = min(max(attempts, 0) + 1, 1000000), is_sending = 1 WHERE id = ?1", .integer(id))
  }

  /// Notes how an attempt ended, and counts it.
  package func endAttempt(_ id: Int64, _ outcome: MailOutcome, at now: Timestamp) throws(DatabaseError) {
    switch outcome {
    case .accepted(let reply):
      try database.run(
        """
        UPDATE mails SET is_sending = 0, outcome = 'accepted', ended_at = ?2, detail = ?3, message = NULL WHERE id = ?1
        """, .integer(id), now.value, .text(reply))
      try count("mail", "accepted")
    case .failed(let reason, let next):
      try database.run(
        "UPDATE mails SET is_sending = 0, next_attempt = ?2, detail = ?3 WHERE id = ?1", .integer(id), next.value,
        .text(reason))
      try count("mail", "failed")
    case .unknown(let reason, let next):
      try database.run(
        "UPDATE mails SET is_sending = 0, is_unknown = 1, next_attempt = ?2, detail = ?3 WHERE id = ?1", .integer(id),
        next.value, .text(reason))
      try count("mail", "unknown")
    }
  }

  /// Takes a mail back that nobody got, because there is a better way again.
  package func withdraw(_ id: Int64, at now: Timestamp) throws(DatabaseError) {
    try end(id, as: "withdrawn", at: now)
  }

  /// Stops trying to send a mail.
  package func giveUp(_ id: Int64, at now: Timestamp) throws(DatabaseError) { try end(id, as: "given up", at: now) }

  private func end(_ id: Int64, as outcome: String, at now: Timestamp) throws(DatabaseError) {
    try database.run(
      "UPDATE mails SET outcome = ?2, ended_at = ?3, message = NULL WHERE id = ?1", .integer(id), .text(outcome),
      now.value)
  }

  /// Threads of which a relay took a mail, so that people were told.
  package func threadsTold(among threads: Set<Int64>) throws(DatabaseError) -> Set<Int64> {
    var told: Set<Int64> = []
    let statement = try database.prepare(
      "SELECT 1 FROM mails WHERE thread = ?1 AND outcome = 'accepted' LIMIT 1")
    for thread in threads {
      try statement.bind([.integer(thread)])
      if try statement.step() { told.insert(thread) }
      statement.reset()
    }
    return told
  }

  /// Why the last attempt of the oldest waiting mail failed; nil where none waits, or none was tried.
  package func mailTrouble() throws(DatabaseError) -> String? {
    let statement = try database.prepare(
      "SELECT detail FROM mails WHERE outcome IS NULL AND attempts > 0 AND detail <> '' ORDER BY id LIMIT 1")
    return try statement.step() ? statement.text(0) : nil
  }

  /// When a relay last took a mail; nil before the first.
  package func lastTaken() throws(DatabaseError) -> Timestamp? {
    let statement = try database.prepare("SELECT max(ended_at) FROM mails WHERE outcome = 'accepted'")
    return try statement.step() ? statement.optionalMoment(0) : nil
  }

  /// Forgets mails that ended before a time, and threads without any left.
  package func prune(before time: Timestamp) throws(DatabaseError) {
    try database.run("DELETE FROM mails WHERE ended_at < ?1", time.value)
    try database.run(
      """
      DELETE FROM threads WHERE started_at < ?1 AND id NOT IN (SELECT thread FROM mails)
        AND id NOT IN (SELECT thread FROM alerts WHERE thread IS NOT NULL)
      """, time.value)
  }

  // MARK: Counters

  /// Counts a notification: `path` is `alertmanager` or `mail`, `outcome` `accepted`, `failed` or `unknown`.
  package func count(_ path: String, _ outcome: String) throws(DatabaseError) {
    try database.run(
      """
      INSERT INTO notifications VALUES(?1, ?2, 1) ON CONFLICT DO UPDATE SET count = min(max(count, 0) + 1, ?3)
      """, .text(path), .text(outcome), .integer(Kind.counts.upperBound))
  }
}
