package import Batches

/// What is remembered of the alert path from one look to the next.
package struct PathKnowledge: Equatable, Sendable {
  /// The times of this host's last exports, the newest last: the heartbeat carries one of them.
  package var exports: [Timestamp]
  /// When the path was first looked at; until a heartbeat had time to come, its absence proves nothing.
  package var since: Timestamp?
  /// Since when Alertmanager answers without a break; nil while it doesn't. A heartbeat needs time to come back then.
  package var answering: Timestamp?
  /// The labels of the last heartbeat that was proven to be this host's.
  package var labels: [String: String]?
  /// The last heartbeat that came back, however old it was.
  package var lastHeartbeat: Timestamp?
  /// Of each member of the Alertmanager cluster, by its URL.
  package var receivers: [String: Receivers]

  /// When each member of the Alertmanager cluster was started, in Unix seconds by its own clock. A new start means that it
  /// has lost its alerts, but not what it has told and whom it must not tell.
  package var started: [String: Double]

  /// Notifications that Prometheus lost, as its counters said at the last look.
  package var lostNotifications: Double?

  package init() {
    exports = []
    receivers = [:]
    started = [:]
  }

  /// As many as an hour of passes each minute makes, with two exports each, so that a heartbeat that is late is still known as ours.
  static let rememberedExports = 120

  package mutating func note(export: Timestamp) {
    guard exports.last != export else { return }
    exports.append(export)
    exports.removeFirst(max(0, exports.count - Self.rememberedExports))
  }
}
