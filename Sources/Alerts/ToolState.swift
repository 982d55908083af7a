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
  /// The links of the alert path that were found broken.
  package var brokenLinks: [String] = []

  package init() {}
}
