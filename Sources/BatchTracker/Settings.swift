package import Batches
package import Configuration
internal import Platform

/// The top-level settings in force: the environment's before the file's before the defaults.
package struct Settings: Equatable, Sendable {
  package var tracker: String
  package var spool: String
  package var textfileDirectory: String
  /// The zone of schedules that name none.
  package var timezone: String
  package var currency: String
  package var retention: TimeSpan

  /// Where Debian's node_exporter reads.
  package static let defaultTextfileDirectory = "/var/lib/prometheus/node-exporter"

  /// The settings of a file with what the environment sets instead, and the defaults.
  /// - Throws: `SetupError` if the environment holds a wrong value, or nothing says where the tracker is.
  package init(_ file: TopLevelSettings) throws {
    let set: TopLevelSettings
    do {
      set = try file.overridden(by: { environmentVariable($0) }, zoneExists: zoneExists)
    } catch {
      throw SetupError(lines: error.messages)
    }
    tracker = try set.tracker ?? defaultTracker()
    spool = set.spool ?? tracker + "-spool"
    textfileDirectory = set.textfileDirectory ?? Self.defaultTextfileDirectory
    timezone = set.timezone ?? hostZoneName()
    currency = set.currency ?? TopLevelSettings.defaultCurrency
    retention = set.retention ?? TopLevelSettings.defaultRetention
  }
}

/// `/var/lib/batchwatch/tracker.db` where this user may write there, otherwise under `$XDG_STATE_HOME`. Where only the
/// mount is read-only it is still the first: a record in a tracker that nobody watches would be lost without a word.
private func defaultTracker() throws -> String {
  let system = "/var/lib/batchwatch"
  if isSuperuser() || mayWrite(system) { return system + "/tracker.db" }
  if let state = environmentVariable("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/batchwatch/tracker.db" }
  if let home = environmentVariable("HOME"), home.hasPrefix("/") {
    return home + "/.local/state/batchwatch/tracker.db"
  }
  throw SetupError(
    "cannot tell where the tracker is: \(system) can't be written and HOME is not set; set BATCHWATCH_TRACKER or 'tracker:'"
  )
}

/// What stands in the way of any work: the configuration, the environment. Each line is complete in itself.
package struct SetupError: Error, Equatable, CustomStringConvertible, Sendable {
  package var lines: [String]

  package init(_ lines: String...) { self.lines = lines }
  package init(lines: [String]) { self.lines = lines }

  package var description: String { lines.joined(separator: "\n") }
}
