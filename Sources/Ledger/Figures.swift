internal import Batches
package import Metrics

extension MonitorFigures {
  /// What is published of a pass.
  package init(_ summary: MonitorSummary) {
    self.init(
      lastPass: summary.lastPass, outboxMessages: Int64(summary.outbox),
      notifications: summary.notifications.map {
        NotificationCount(path: $0.path, outcome: $0.outcome, count: $0.count)
      }, links: Self.figures(summary.links), lag: summary.heartbeatAge)
  }

  /// Of a link of which nobody knows, nothing is published.
  private static func figures(_ links: [LinkRecord]) -> [LinkFigure] {
    links.filter { $0.state != "unknown" }.map { LinkFigure(name: $0.link, isUp: $0.state == "up") }
  }
}
