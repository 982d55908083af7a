package import Batches

/// A whole configuration file, valid in itself: every value is in its range, and what depends on each other fits.
package struct Configuration: Equatable, Sendable {
  package var settings: TopLevelSettings
  /// In the order of the file; no name stands twice.
  package var batches: [BatchDefinition]
  /// How alerts reach people through the monitoring stack; nil where there is none.
  package var alertPath: AlertPathSettings?
  /// How mail reaches people directly; nil where it isn't configured.
  package var mail: MailSettings?
  /// Where the runbooks are read that mails link to, without a final slash; nil where the documents are installed.
  package var runbooks: String?

  /// The configuration of a host without a file.
  package init() {
    settings = TopLevelSettings()
    batches = []
  }
}

/// The settings that every verb may need. Each is nil where the file doesn't set it.
package struct TopLevelSettings: Equatable, Sendable {
  /// Absolute path of the tracker's database.
  package var tracker: String?
  /// Absolute path of the directory that node_exporter reads.
  package var textfileDirectory: String?
  /// IANA zone of schedules that name none; nil means the host's zone.
  package var timezone: String?
  /// Currency of costs, three capital letters.
  package var currency: String?
  /// How long ended runs are kept, a day or more.
  package var retention: TimeSpan?
  /// Absolute path of the directory that keeps records while the tracker can't take them.
  package var spool: String?

  package static let defaultCurrency = "USD"
  package static let defaultRetention = TimeSpan.days(400)

  package init() {}
}
