package import AlertPath
package import Batches
package import Ledger

/// An alert that holds now.
package struct HeldAlert: Equatable, Sendable {
  package var key: AlertKey
  package var severity: String
  package var team: String
  /// One sentence without a full stop. It may hold text from users.
  package var text: String
  package var runbook: String
  /// Since when it holds, where that is known better than by the first pass that saw it.
  package var since: Timestamp?
  /// How long Prometheus waits before its rule fires.
  package var delay = TimeSpan.zero
  /// How long it must hold before anybody is told.
  package var patience = TimeSpan.zero
  /// Whether no rule of Prometheus makes it, so that Alertmanager has it from us or not at all.
  package var isOurs = false
  /// The moment that passed when it began to hold, for those alerts that are about a moment: a gap in the watching may
  /// explain them.
  package var moment: Timestamp?

  package init(_ key: AlertKey, severity: String, team: String = "", text: String, runbook: String = "") {
    self.key = key
    self.severity = severity
    self.team = team
    self.text = text
    self.runbook = runbook
  }
}

/// What is known when a pass decides what to do.
package struct PassFacts: Sendable {
  package var now: Timestamp
  /// The time between two passes; all patience is counted in it.
  package var interval: TimeSpan
  /// Every alert that holds, as far as that is known.
  package var holding: [HeldAlert]
  /// Names of the alerts of which nobody knows whether they hold, because the tracker could not be read.
  package var unknown: Set<String> = []
  /// The way that is left to people; nil where no stack is configured, and mail is the path.
  package var way: Way?
  /// What Alertmanager shows of this host's alerts; nil where none answers.
  package var seen: [AlertKey: SeenAlert]?
  /// Whether the labels that Prometheus gives this host's alerts were learned, so that what Alertmanager doesn't show it
  /// doesn't have.
  package var knowsLabels = true
  /// Whether the heartbeat is so late that Prometheus may soon end this host's alerts, because it sees the host no more.
  package var isDoubtful = false
  /// When Alertmanager was started, by our clock, where it was since it last answered, and has lost its alerts.
  package var restarted: Timestamp?
  /// Whether Alertmanager is back, neither we nor Prometheus had reached it for so long that it ended by itself what it
  /// was sent before, and it ran all the while: it has told people that all of that is over.
  package var wasCutOff = false
  /// Whether Alertmanager answers, and none of its integrations gets anything through.
  package var reachesNobody = false
  /// How many notifications Alertmanager's integrations got through; nil where its counters can't be read.
  package var notified: Double?
  /// Until when somebody's silence mutes an alert that holds, also one that Alertmanager doesn't have; nil where silences
  /// were never told.
  package var mutedUntil: [AlertKey: Timestamp]?
  /// When silences end that mute an alert of this host, by their ids.
  package var silenceEnds: [String: Timestamp] = [:]
  /// Those of them that batchwatch has set, whether it remembers that or was killed before it could; nil where
  /// Alertmanager didn't tell its silences.
  package var ownSilences: Set<String>?
  package var mail: MailRules?
  /// Whether a silence keeps Alertmanager from repeating what was mailed.
  package var silencesMailed = true
  /// Threads whose first mail a relay took.
  package var toldThreads: Set<Int64> = []
  /// Mails that wait, by their threads.
  package var waiting: [Int64: [WaitingMail]] = [:]

  package init(now: Timestamp, interval: TimeSpan, holding: [HeldAlert]) {
    self.now = now
    self.interval = interval
    self.holding = holding
  }

  func intervals(_ count: Double) -> TimeSpan { interval.scaled(by: count) }
}

/// How people are mailed.
package struct MailRules: Equatable, Sendable {
  package var repeatEvery: TimeSpan
  package var sendResolved: Bool

  package init(repeatEvery: TimeSpan, sendResolved: Bool) {
    self.repeatEvery = repeatEvery
    self.sendResolved = sendResolved
  }
}

/// What a pass does.
package struct Decision: Equatable, Sendable {
  /// To be posted to Alertmanager now, and again at each pass.
  package var posts: [AlertKey] = []
  /// To be posted once: what has ended, and Alertmanager must end by itself.
  package var lastPosts: [FollowedAlert] = []
  package var mails: [MailOrder] = []
  /// Mails that nobody got, and that a better way has overtaken; by their ids.
  package var withdrawn: [Int64] = []
  /// Silences of ours to be set, with their ends.
  package var silences: [AlertKey: Timestamp] = [:]
  /// Silences of ours to be ended now, by their ids. Whoever ends one takes it out of `LedgerState.leftSilences`; until
  /// then it is decided again.
  package var endedSilences: [String] = []

  package init() {}
}

/// A mail to be written.
package struct MailOrder: Equatable, Sendable {
  package enum Occasion: String, Sendable { case firing, reminder, resolved }

  package var occasion: Occasion
  /// The batch that it is about; empty for batchwatch itself.
  package var batch: String
  /// The alerts that it tells of; those with `cleared` no longer hold.
  package var alerts: [FollowedAlert]
  /// The thread that it goes on; nil begins one.
  package var thread: Int64?
}
