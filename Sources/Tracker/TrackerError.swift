package import Platform
package import SQLite

/// Why the tracker could not be used. The description names the file, the cause and the fix.
package enum TrackerError: Error, CustomStringConvertible, Sendable {
  /// Another process held the tracker for longer than we wait.
  case busy(path: String)
  /// The file can't be written or read now: a full disk, missing rights, a read-only file system.
  case unavailable(DatabaseError)
  case system(SystemError)
  /// Neither the tracker nor the spool could take a record.
  indirect case nowhere(tracker: TrackerError, spool: SystemError)
  /// Something else than a file stands under the tracker's name.
  case notAFile(path: String)
  /// Written by a newer version.
  case newer(path: String, found: Int64)
  /// Written by an earlier version, and this user can't bring it up to date.
  indirect case older(path: String, because: TrackerError)
  /// A file of another program.
  case foreign(path: String)

  package var description: String {
    switch self {
    case .busy(let path): "tracker \(path) is in use by another process; try again"
    case .unavailable(let error): "tracker " + error.description + Self.fix(for: error)
    case .system(let error): error.description + Self.fix(for: error)
    case .nowhere(.system(let error), let spool):
      "\(error.description); and the spool can't take the record: \(spool.description)\(Self.fix(for: spool))"
    case .nowhere(let tracker, let spool):
      "\(tracker.description); and the spool can't take the record: \(spool.description)\(Self.fix(for: spool))"
    case .notAFile(let path):
      "tracker \(path) is not a file; name a file with 'tracker:' or BATCHWATCH_TRACKER"
    case .newer(let path, let found):
      "tracker \(path) was written by a newer batchwatch (schema \(found), this one knows \(Migrations.current)); "
        + "upgrade batchwatch on this host"
    case .older(let path, let cause):
      "tracker \(path) was written by an earlier batchwatch, and must be brought up to date before it is read: run "
        + "'batchwatch export' as a user who may write it; \(cause.description)"
    case .foreign(let path):
      "\(path) belongs to another program: it is not touched; name another file with 'tracker:' or BATCHWATCH_TRACKER"
    }
  }

  /// Whether the same record may succeed later, so that it is worth spooling.
  package var isPassing: Bool {
    switch self {
    case .busy, .unavailable, .system: true
    case .nowhere, .notAFile, .newer, .older, .foreign: false
    }
  }

  /// What lets a user who has no right to it use a tracker that is shared.
  package static let fixOfRights =
    "who shares a tracker must be in its group: usermod --append --groups batchwatch USER, as root, and log in anew"

  private static func fix(for error: SystemError) -> String {
    error.code == SystemError.notPermitted ? "; \(fixOfRights)" : ""
  }

  private static func fix(for error: DatabaseError) -> String {
    error.kind == .unavailable ? "; check the rights, space and mount of its directory" : ""
  }
}
