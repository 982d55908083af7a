package import Batches

/// How batchwatch itself does on this host, as far as it is known.
package struct ToolState: Equatable, Sendable {
  /// The last export; nil where none is known.
  package var exported: Timestamp?
  /// Whether the tracker could be read, and no damaged one waits to be looked at.
  package var trackerIsUp = true
  /// Whether the configuration was read without a mistake.
  package var configIsUp = true
  /// Records that wait in the spool, 0 or more.
  package var spooledRecords: Int64 = 0
  /// Whether node_exporter rejected a textfile; nil where it was not asked.
  package var textfileError: Bool?
  /// The end of the last pass of a monitor; nil where none has ever run. While a pass is under way it is now.
  package var monitored: Timestamp?
  /// The links of the alert path that were found broken.
  package var brokenLinks: [String] = []
  /// When nobody watched, though a monitor should have; nil where nothing is to be said of that.
  package var gap: Gap?
  /// What passes of the monitor leave out because it ended them, as `while it … ; …`, a sentence's end.
  package var leftOut: [String] = []

  package init() {}

  /// Whether the last export is young enough at `now` for what it says to be true still.
  func exportsGoOn(at now: Timestamp) -> Bool {
    guard let exported else { return false }
    return elapsed(from: exported, to: now) <= TimeSpan(seconds: Alert.longestExportAge)
  }

  /// A time without passes of the monitor.
  package struct Gap: Equatable, Sendable {
    /// The end of the last pass before.
    package var start: Timestamp
    /// The beginning of the first pass after.
    package var end: Timestamp

    package init(start: Timestamp, end: Timestamp) {
      self.start = start
      self.end = end
    }
  }
}
