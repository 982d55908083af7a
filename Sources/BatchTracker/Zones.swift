internal import Batches
internal import Platform

private let zoneDirectory = "/usr/share/zoneinfo/"

/// Whether the host has a time zone of this name.
package func zoneExists(_ name: String) -> Bool {
  name == "UTC" || (isSafeZoneName(name) && (try? fileInformation(zoneDirectory + name))?.isRegular == true)
}

/// Zones that were read already: thousands of batches share a few.
struct ZoneCache {
  private var zones: [String: TimeZoneRules] = [:]

  /// - Throws: `SetupError` if the host doesn't have the zone.
  mutating func rules(_ name: String) throws -> TimeZoneRules {
    if let known = zones[name] { return known }
    let rules = try readZone(name)
    zones[name] = rules
    return rules
  }
}

private func readZone(_ name: String) throws -> TimeZoneRules {
  if name == "UTC" { return .utc }
  let path = name == hostZoneFallback ? "/etc/localtime" : zoneDirectory + name
  guard name == hostZoneFallback || isSafeZoneName(name) else {
    throw SetupError("'\(name)' is not the name of a time zone")
  }
  do {
    return try TimeZoneRules(tzif: try readFile(path, limit: 1 << 20), name: name)
  } catch let error as SystemError {
    throw SetupError("cannot read the time zone '\(name)': \(error.description); is the package tzdata installed?")
  } catch let error as TimeZoneError {
    throw SetupError("the time zone file \(path) is damaged: \(error.message); reinstall the package tzdata")
  }
}

/// The zone in which the host's cron runs: what /etc/localtime points to, UTC where there is none.
func hostZoneName() -> String {
  guard let target = symbolicLinkTarget("/etc/localtime") else {
    return isMissing("/etc/localtime") ? "UTC" : hostZoneFallback
  }
  guard let range = target.range(after: "zoneinfo/") else { return hostZoneFallback }
  let name = String(target[range])
  return name == "Etc/UTC" ? "UTC" : name
}

/// Stands for a zone whose file has no name.
private let hostZoneFallback = "localtime"

/// Relative, and nothing in it leads out of the directory.
private func isSafeZoneName(_ name: String) -> Bool {
  !name.isEmpty && !name.hasPrefix("/") && !name.utf8.contains(0)
    && !name.split(separator: "/", omittingEmptySubsequences: false).contains { $0 == ".." || $0 == "." || $0.isEmpty }
}

extension String {
  /// What follows the last occurrence of `mark`.
  fileprivate func range(after mark: String) -> Range<String.Index>? {
    var index = endIndex
    while index > startIndex {
      index = self.index(before: index)
      if self[index...].hasPrefix(mark) { return self.index(index, offsetBy: mark.count)..<endIndex }
    }
    return nil
  }
}
