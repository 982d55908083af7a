package import Batches
internal import SQLite

/// What the last pass left for others to publish and to show.
package struct MonitorSummary: Equatable, Sendable {
  /// The end of the last pass.
  package var lastPass: Timestamp
  /// The way that was left to people, a raw value of `AlertPath.Way`; empty where no stack is configured, and mail is the
  /// path; `none` where neither is configured.
  package var way: String
  package var links: [LinkRecord]
  package var heartbeatAge: TimeSpan?
  /// Mails that wait.
  package var outbox: Int
  /// Notifications by path and outcome.
  package var notifications: [(path: String, outcome: String, count: Int64)]

  package init(
    lastPass: Timestamp, way: String, links: [LinkRecord], heartbeatAge: TimeSpan?, outbox: Int,
    notifications: [(path: String, outcome: String, count: Int64)]
  ) {
    self.lastPass = lastPass
    self.way = way
    self.links = links
    self.heartbeatAge = heartbeatAge
    self.outbox = outbox
    self.notifications = notifications
  }

  package static func == (left: MonitorSummary, right: MonitorSummary) -> Bool {
    left.lastPass == right.lastPass && left.way == right.way && left.links == right.links
      && left.heartbeatAge == right.heartbeatAge && left.outbox == right.outbox
      && left.notifications.elementsEqual(right.notifications, by: ==)
  }
}

extension Ledger {
  /// What the last pass left; nil before the end of the first.
  /// - Throws: `LedgerError`.
  package func summary() throws(LedgerError) -> MonitorSummary? {
    do {
      let facts = try state()
      guard let lastPass = facts.lastPass else { return nil }
      let statement = try database.prepare("SELECT path, outcome, count FROM notifications ORDER BY path, outcome")
      var notifications: [(path: String, outcome: String, count: Int64)] = []
      while try statement.step() {
        notifications.append((statement.text(0), statement.text(1), statement.count(2)))
      }
      return MonitorSummary(
        lastPass: lastPass, way: facts.way, links: facts.links, heartbeatAge: facts.heartbeatAge,
        outbox: Int(clamping: try database.integer("SELECT count(*) FROM mails WHERE outcome IS NULL") ?? 0),
        notifications: notifications)
    } catch {
      throw .unavailable(error)
    }
  }
}
