package import Batches

/// What a monitor found out and did, as `batchwatch.prom` publishes it.
package struct MonitorFigures: Equatable, Sendable {
  /// When its last pass ended.
  package var lastPass: Timestamp
  /// Messages that wait to be mailed, 0 or more.
  package var outboxMessages: Int64
  /// How often it tried to deliver something itself, since the first pass; what isn't among them is 0.
  package var notifications: [NotificationCount]
  /// The links of which something is known, in the order in which an alert passes them.
  package var links: [LinkFigure]
  /// Age of the newest heartbeat that came back; nil where none did.
  package var lag: TimeSpan?

  package init(
    lastPass: Timestamp, outboxMessages: Int64 = 0, notifications: [NotificationCount] = [],
    links: [LinkFigure] = [], lag: TimeSpan? = nil
  ) {
    self.lastPass = lastPass
    self.outboxMessages = outboxMessages
    self.notifications = notifications
    self.links = links
    self.lag = lag
  }
}

/// How often a path of delivery had an outcome.
package struct NotificationCount: Equatable, Sendable {
  /// `alertmanager` or `mail`; a count of any other is not published.
  package var path: String
  /// `accepted`, `failed` or `unknown`: nobody can say whether it arrived.
  package var outcome: String
  /// It only grows.
  package var count: Int64

  package init(path: String, outcome: String, count: Int64) {
    self.path = path
    self.outcome = outcome
    self.count = count
  }
}

/// Whether a link of the alert path works.
package struct LinkFigure: Equatable, Sendable {
  /// As `doctor` names it.
  package var name: String
  package var isUp: Bool

  package init(name: String, isUp: Bool) {
    self.name = name
    self.isUp = isUp
  }
}

extension ExpositionText {
  mutating func write(_ monitor: MonitorFigures) {
    single(.monitorTime, monitor.lastPass)
    single(.outboxMessages, monitor.outboxMessages)
    begin(.notifications, label: "path")
    // All of them from the first pass on: a rate sees the first failure only where there was a 0 before.
    for path in ["alertmanager", "mail"] {
      for outcome in ["accepted", "failed", "unknown"] {
        let counts = monitor.notifications.filter { $0.path == path && $0.outcome == outcome }
        sample("\(path)\",outcome=\"\(outcome)") { $0.append(integer: counts.reduce(0) { $0 + $1.count }) }
      }
    }
    if !monitor.links.isEmpty {
      var labels = DistinctLabels(capacity: monitor.links.count)
      for (place, link) in monitor.links.enumerated() { labels.append(labelText(link.name), from: place) }
      begin(.pathUp, label: "link")
      for (series, place) in labels.places.enumerated() {
        sample(labels.texts[series]) { $0.append(integer: monitor.links[place].isUp ? 1 : 0) }
      }
    }
    if let lag = monitor.lag { single(.pathLag, lag) }
  }
}
