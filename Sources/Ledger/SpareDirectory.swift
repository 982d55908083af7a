internal import Platform

/// Where the monitor's notes are kept in memory while the disk takes nothing: they outlive a process, but no restart of the
/// host.
///
/// It is `$RUNTIME_DIRECTORY`, which systemd makes for a service; or the same directory where this user has it without
/// being told; or one of its own in `/dev/shm`. So passes by hand, by cron and by a service note at one place.
struct SpareDirectory {
  /// The ledger.
  let path: String
  /// The alerts that scripts have raised.
  let alerts: String
  private let directory: String
  /// Whether it is there only while something is in it.
  private let isOwn: Bool

  init(ofTracker tracker: String) {
    if let runtime = environmentVariable("RUNTIME_DIRECTORY")?.split(separator: ":").first {
      directory = String(runtime)
      isOwn = false
    } else if Self.isPrivate(Self.systemDirectory) {
      directory = Self.systemDirectory
      isOwn = false
    } else {
      directory = "/dev/shm/batchwatch-\(effectiveUserID())"
      isOwn = true
    }
    let name = "\(directory)/\(String(fnv1a(Array(tracker.utf8)), radix: 16))"
    path = name + ".db"
    alerts = name + "-alerts"
  }

  /// What the units call theirs.
  private static let systemDirectory = "/run/batchwatch"

  /// Makes it, where it is missing.
  /// - Throws: `SystemError`, also where it is another user's.
  func make() throws(SystemError) {
    if isOwn { try makeDirectory(directory, permissions: 0o700) }
    try check()
  }

  /// Everybody may make names in `/dev/shm`: another user's directory is not ours, whatever it is called.
  func check() throws(SystemError) {
    guard !isOwn || Self.isPrivate(directory) else {
      throw SystemError("use", directory, code: SystemError.exists)
    }
  }

  func removeIfEmpty() {
    removeDirectoryIfEmpty(alerts)
    if isOwn { removeDirectoryIfEmpty(directory) }
  }

  private static func isPrivate(_ directory: String) -> Bool {
    guard let made = (try? linkInformation(directory)) ?? nil else { return false }
    return made.isDirectory && made.owner == effectiveUserID() && made.permissions & 0o077 == 0
  }
}

private func fnv1a(_ bytes: [UInt8]) -> UInt64 {
  bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
}
