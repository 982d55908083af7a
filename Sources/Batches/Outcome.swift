/// How a run stands. The raw values are label values of `batch_runs_total` and stored in the tracker: never rename one.
package enum Outcome: String, CaseIterable, Sendable {
  /// Started and not ended.
  case running
  /// Ended, with every required stage complete.
  case succeeded
  /// Ended with `--failed`, or its command exited with an error.
  case failed
  /// Ended, but a required stage is not complete.
  case incomplete
  /// Its process is gone and it never ended.
  case lost

  /// The outcomes of ended runs, in the order in which they are shown.
  package static let ended: [Outcome] = [.succeeded, .failed, .incomplete, .lost]
}
