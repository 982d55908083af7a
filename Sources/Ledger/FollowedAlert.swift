package import Batches

/// What tells one alert of this host from all others.
package struct AlertKey: Hashable, Comparable, Sendable {
  package var name: String
  /// The batch, or what else a script's alert is about; empty for alerts about batchwatch itself.
  package var batch: String
  /// The link of the alert path that it is about; empty for all others.
  package var link: String

  package init(_ name: String, batch: String = "", link: String = "") {
    self.name = name
    self.batch = batch
    self.link = link
  }

  package static func < (left: AlertKey, right: AlertKey) -> Bool {
    (left.batch, left.name, left.link) < (right.batch, right.name, right.link)
  }
}

/// An alert that held at some pass, and what was done about it since.
package struct FollowedAlert: Equatable, Sendable {
  package var key: AlertKey
  package var severity: String
  package var team: String
  /// One sentence without a full stop. It may hold text from users.
  package var text: String
  /// URL of the page that says what to do.
  package var runbook: String
  /// Since when it holds.
  package var since: Timestamp
  /// Since when it no longer holds; nil while it does.
  package var cleared: Timestamp?
  /// Since when Alertmanager shows it, and mutes it by nothing but our own silence.
  package var active: Timestamp?
  /// How many notifications had got through before Alertmanager showed it.
  package var notified: Double?
  /// Since when Alertmanager should have it and lacks it.
  package var lacking: Timestamp?
  /// Whether we post it, since Prometheus doesn't.
  package var isPosted = false
  /// Until when somebody's silence mutes it.
  package var silencedUntil: Timestamp?
  /// Whether another alert mutes it in Alertmanager.
  package var isInhibited = false
  package var told: Told?
  /// Whether people know that it has ended; it is followed until Alertmanager can make no news of that any more.
  package var isEndTold = false
  /// The mail thread that it was told in, or will be.
  package var thread: Int64?
  /// Our silence that keeps Alertmanager from repeating what was mailed.
  package var silence: OwnSilence?

  package init(
    _ key: AlertKey, severity: String, team: String = "", text: String, runbook: String = "", since: Timestamp
  ) {
    self.key = key
    self.severity = severity
    self.team = team
    self.text = text
    self.runbook = runbook
    self.since = since
  }

  /// How people were told that it holds.
  package struct Told: Equatable, Sendable {
    package var way: Way
    /// The last time.
    package var at: Timestamp

    package init(_ way: Way, at: Timestamp) {
      self.way = way
      self.at = at
    }
  }

  /// Who told them.
  package enum Way: String, Sendable {
    /// Alertmanager, whoever had sent it the alert.
    case stack
    /// A mail of ours.
    case mail
  }

  /// A silence that we set.
  package struct OwnSilence: Equatable, Sendable {
    package var id: String
    package var end: Timestamp

    package init(id: String, end: Timestamp) {
      self.id = id
      self.end = end
    }
  }
}
