package import Batches
internal import JSON
package import Platform
internal import SQLite

/// An alert that a script or a unit has raised, with `batchwatch alert`.
package struct RaisedAlert: Equatable, Sendable {
  /// A letter, then letters, digits and `_`.
  package var name: String
  /// What it is about, a valid name of a batch.
  package var batch: String
  package var severity: String
  /// One line from whoever raised it.
  package var summary: String
  package var since: Timestamp
  /// It ends by itself then.
  package var expires: Timestamp

  package init(
    name: String, batch: String, severity: String, summary: String, since: Timestamp, expires: Timestamp
  ) {
    self.name = name
    self.batch = batch
    self.severity = severity
    self.summary = summary
    self.since = since
    self.expires = expires
  }
}

/// Whether a text can be an alert's name, as a label in Prometheus has it best.
package func isValidAlertName(_ name: String) -> Bool {
  guard let first = name.utf8.first, isLetter(first), name.utf8.count <= 64 else { return false }
  return name.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_") }
}

private func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }

/// The alerts that scripts have raised: a file each in a directory beside the tracker, so that raising one needs nothing
/// but that directory, neither the tracker nor the monitor, and any user of the group may do it.
package struct RaisedAlerts: Sendable {
  package let directory: String
  /// Where this user's are kept in memory while the disk takes nothing: a unit may fail because of that.
  private let spare: SpareDirectory
  /// Nobody raises so many on purpose; the others stay on the disk and are not told. Ten times as many files are looked
  /// at, so that a directory that somebody has filled takes a second and not a minute.
  private static let limit = 1000

  package init(ofTracker tracker: String) {
    directory = tracker + "-alerts"
    spare = SpareDirectory(ofTracker: tracker)
  }

  /// Raises an alert durably, or renews one; its beginning stays what it was. On a disk that is full or read-only it is
  /// noted in memory, where a monitor of this user's sees it.
  /// - Returns: false where it is only in memory.
  /// - Throws: `SystemError`; nothing has changed then.
  @discardableResult
  package func raise(_ alert: RaisedAlert) throws(SystemError) -> Bool {
    do {
      try makeDirectory(parentDirectory(of: directory), permissions: 0o770)
      try raise(alert, in: directory)
      return true
    } catch {
      // Another user's monitor would not look there.
      let parent = try fileInformation(parentDirectory(of: directory))
      guard error.isOfFullDisk, parent?.owner == effectiveUserID() else { throw error }
      try spare.make()
      try raise(alert, in: spare.alerts)
      return false
    }
  }

  private func raise(_ alert: RaisedAlert, in directory: String) throws(SystemError) {
    _ = try movePlantAside(directory, from: .directory)
    try makeDirectory(directory, permissions: 0o770)
    var alert = alert
    if let earlier = read(Self.fileName(alert.name, alert.batch), in: directory), earlier.expires > alert.since {
      alert.since = min(earlier.since, alert.since)
    }
    let path = directory + "/" + Self.fileName(alert.name, alert.batch)
    let draft = directory + "/.draft-" + String(UInt64.random(in: .min ... .max), radix: 16)
    do {
      let file = try File(draft, .createNew(0o660))
      try file.setPermissions(0o660)
      try file.write(Array(Self.text(of: alert).utf8))
      try file.flush()
      try moveFile(draft, to: path)
    } catch {
      _ = try? removeFile(draft)
      throw error
    }
    try flushDirectory(directory)
  }

  /// Ends an alert durably.
  /// - Returns: false if it was not raised.
  /// - Throws: `SystemError`.
  package func resolve(_ name: String, batch: String) throws(SystemError) -> Bool {
    let file = "/" + Self.fileName(name, batch)
    let wasInMemory = (try? removeFile(spare.alerts + file)) ?? false
    if wasInMemory { spare.removeIfEmpty() }
    guard try removeFile(directory + file) else { return wasInMemory }
    try flushDirectory(directory)
    return true
  }

  /// Every alert that is raised at `now`. Those that have expired, and drafts that a kill left, are removed.
  /// - Throws: `SystemError` if the directory can't be read; that it isn't there means that none is raised.
  package func all(at now: Timestamp) throws(SystemError) -> [RaisedAlert] {
    try all(at: now, in: directory) + ((try? spare.check()) == nil ? [] : all(at: now, in: spare.alerts))
  }

  private func all(at now: Timestamp, in directory: String) throws(SystemError) -> [RaisedAlert] {
    let names = try directoryEntries(directory) ?? []
    _ = removeAbandonedFiles(names.filter { $0.hasPrefix(".draft-") }, in: directory)
    var alerts: [RaisedAlert] = []
    // A thousand texts as long as a file may be would fill the memory.
    var room = 4 << 20
    for name in names.filter({ $0.first != "." }).sorted().prefix(10 * Self.limit) {
      guard let alert = read(name, in: directory) else { continue }
      if alert.expires <= now {
        _ = try? removeFile(directory + "/" + name)
      } else if alerts.count < Self.limit, alert.summary.utf8.count <= room {
        room -= alert.summary.utf8.count
        alerts.append(alert)
      }
    }
    return alerts
  }

  /// Neither part can hold an `@`.
  private static func fileName(_ name: String, _ batch: String) -> String { "\(name)@\(batch)" }

  private static func text(of alert: RaisedAlert) -> String {
    JSONWriter.document { json in
      json.member("severity", alert.severity)
      json.member("summary", alert.summary)
      json.member("since", alert.since.milliseconds)
      json.member("expires", alert.expires.milliseconds)
    }
  }

  /// nil for whatever isn't an alert: anybody of the group may write here.
  private func read(_ name: String, in directory: String) -> RaisedAlert? {
    let parts = name.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, isValidAlertName(parts[0]), isValidName(parts[1]),
      let file = try? File(directory + "/" + name, .read), (try? file.information().isRegular) == true,
      let bytes = try? file.readToEnd(limit: 1 << 16),
      let json = try? JSON(parsing: bytes), let severity = json["severity"]?.string,
      let summary = json["summary"]?.string, let since = time(json["since"]), let expires = time(json["expires"])
    else { return nil }
    return RaisedAlert(
      name: parts[0], batch: parts[1], severity: severity, summary: summary, since: since, expires: expires)
  }

  private func time(_ value: JSON?) -> Timestamp? {
    guard let number = value?.number else { return nil }
    return Int64(wholePartOf: number, in: Kind.moments).map { Timestamp(milliseconds: $0) }
  }
}
