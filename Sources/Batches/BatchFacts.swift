/// What the tracker knows of a batch, whatever the time and the configuration.
package struct BatchFacts: Equatable, Sendable {
  package var name: String
  /// Made when the batch was first seen; another number after it was forgotten or the tracker was lost.
  package var identity: Int64
  /// Grows with every change.
  package var revision: Int64
  /// `ConfiguredBatch.scheduleMark` as it was last seen.
  package var scheduleMark: String
  /// No slot before this time is expected: the schedule was not known then.
  package var scheduleSince: Timestamp
  /// The run with the latest start.
  package var newestRun: RunReport?
  /// What the newest run recorded, in the order of first mention; weights and optionality are the configuration's.
  package var stages: [StageReport]
  package var openRuns: Int
  /// The latest start among runs that succeeded.
  package var latestSucceededStart: Timestamp?
  /// The median duration of the last runs that succeeded.
  package var typicalDuration: TimeSpan?
  package var last: LastRunReport
  package var totals: BatchTotals

  package init(name: String) {
    self.name = name
    identity = 0
    revision = 0
    scheduleMark = ""
    scheduleSince = Timestamp(milliseconds: 0)
    stages = []
    openRuns = 0
    last = LastRunReport()
    totals = BatchTotals()
  }
}
