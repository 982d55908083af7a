package import AlertPath
package import Batches

/// What the monitor remembers from one pass to the next.
package struct LedgerState: Equatable, Sendable {
  /// The end of the last pass; nil before the first.
  package var lastPass: Timestamp?
  /// The time between two passes, as it was then; nil before the first.
  package var interval: TimeSpan?
  package var path = PathKnowledge()
  /// The links as they were found last, in their order.
  package var links: [LinkRecord] = []
  /// The way that was left at the last pass, as a `Way` of `AlertPath`; empty where no stack is configured, and mail is
  /// the path; `none` where neither is configured.
  package var way = ""
  /// At how many passes in a row a way worse than the stack was found.
  package var worsePasses = 0
  /// How many notifications had got through when Alertmanager last told that; nil where nobody knows.
  package var notified: Double?
  /// When a pass found that Alertmanager had just been started anew, and had lost its alerts.
  package var restarted: Timestamp?
  /// When Alertmanager last showed its alerts; nil where it never did.
  package var lastShown: Timestamp?
  /// When Alertmanager last came back after it was cut off from everybody, though it ran.
  package var rejoined: Timestamp?
  /// Those of other people's silences that may mute an alert of this host, as Alertmanager last told them; nil where it
  /// never did.
  package var silences: [KnownSilence]?
  /// How old the heartbeat was that came back last; nil where none did.
  package var heartbeatAge: TimeSpan?
  /// Alerts that hold, or whose end is not told yet.
  package var alerts: [AlertKey: FollowedAlert] = [:]
  /// Silences of ours that no followed alert needs any more, by their ids: until Alertmanager has ended them, and for as
  /// long as Prometheus may go on sending what is over.
  package var leftSilences: [String: LeftSilence] = [:]
  /// Alerts that are over, and of which Alertmanager may believe that they go on, since it was kept from telling their end
  /// or had lost them: it might tell nobody of the next time. Until when that is possible.
  package var unsettled: [AlertKey: Timestamp] = [:]
  /// Alerts that a gap in the watching explains: they are not told while the same slot is meant.
  package var excused: [AlertKey: Timestamp] = [:]

  package init() {}
}

/// A silence of ours that outlives what it was for.
package struct LeftSilence: Equatable, Sendable {
  package var key: AlertKey
  /// When it is to be ended at the latest.
  package var until: Timestamp
  /// When it ends by itself.
  package var end: Timestamp

  package init(_ key: AlertKey, until: Timestamp, end: Timestamp) {
    self.key = key
    self.until = until
    self.end = end
  }
}

/// One link of the alert path as it was found.
package struct LinkRecord: Equatable, Sendable {
  /// A raw value of `AlertPath.Link`.
  package var link: String
  /// `up`, `down` or `unknown`.
  package var state: String
  /// What proves it, or why nobody knows.
  package var evidence: String
  /// What mends it; empty where it isn't down.
  package var fix: String

  package init(link: String, state: String, evidence: String, fix: String) {
    self.link = link
    self.state = state
    self.evidence = evidence
    self.fix = fix
  }
}
