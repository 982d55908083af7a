internal import Glibc

/// What stat(2) tells of a file, as far as it is needed.
package struct FileInformation: Equatable, Sendable {
  package var device: UInt64
  package var inode: UInt64
  package var size: Int64
  /// Modification and status change, in nanoseconds since the epoch.
  package var modified: Int64
  package var changed: Int64
  package var mode: UInt32
  package var owner: UInt32
  package var group: UInt32

  package var isRegular: Bool { mode & S_IFMT == S_IFREG }
  package var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
  package var isLink: Bool { mode & S_IFMT == S_IFLNK }
  package var permissions: UInt32 { mode & 0o7777 }

  init(_ status: stat) {
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int64(status.st_size)
    modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    changed = Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
    mode = status.st_mode
    owner = status.st_uid
    group = status.st_gid
  }

  /// Whether both describe the same file on disk.
  package func isSameFile(as other: FileInformation) -> Bool { device == other.device && inode == other.inode }
}

/// Whether stat(2) says for certain that nothing stands under this name.
package func isMissing(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) != 0 && errno == ENOENT
}

/// stat(2), following symbolic links; nil if there is no such file.
/// - Throws: `SystemError` for every other failure.
package func fileInformation(_ path: String) throws(SystemError) -> FileInformation? {
  var status = stat()
  guard stat(path, &status) == 0 else {
    if errno == ENOENT { return nil }
    throw SystemError("look at", path)
  }
  return FileInformation(status)
}

/// lstat(2), which follows no link at the end of the path; nil if there is nothing.
/// - Throws: `SystemError` for every other failure.
package func linkInformation(_ path: String) throws(SystemError) -> FileInformation? {
  var status = stat()
  guard lstat(path, &status) == 0 else {
    if errno == ENOENT { return nil }
    throw SystemError("look at", path)
  }
  return FileInformation(status)
}
