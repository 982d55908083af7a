internal import Glibc

/// Removes those of the named files that nobody has written to for an hour: drafts whose writer was killed.
///
/// A writer that is alive needs milliseconds, so an hour also forgives a disk that hangs and a clock that is set. Links
/// go themselves, directories stay, and what can't be removed is left to others.
/// - Returns: whether any is removed.
@discardableResult
package func removeAbandonedFiles(_ names: [String], in directory: String) -> Bool {
  removeOldFiles(names, in: directory, olderThan: 3600)
}

/// The same for files that nobody has written to for so many seconds.
@discardableResult
package func removeOldFiles(_ names: [String], in directory: String, olderThan seconds: Int64) -> Bool {
  guard !names.isEmpty else { return false }
  let limit = wallClockMilliseconds() / 1000 - seconds
  var isAnyRemoved = false
  for name in names {
    let path = directory + "/" + name
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mtim.tv_sec < limit else { continue }
    if unlink(path) == 0 { isAnyRemoved = true }
  }
  return isAnyRemoved
}
