internal import Glibc

/// What statvfs(3) tells of the room that a file system has left.
package struct FileSystemRoom: Equatable, Sendable {
  /// Bytes that a user without privileges may still take.
  package var bytes: Int64
  /// Files that such a user may still make; nil where the file system doesn't count them.
  package var files: Int64?
  package var isReadOnly: Bool

  package init(bytes: Int64, files: Int64?, isReadOnly: Bool) {
    self.bytes = bytes
    self.files = files
    self.isReadOnly = isReadOnly
  }
}

/// - Returns: the room where a file or directory is; nil where that can't be said.
package func room(at path: String) -> FileSystemRoom? {
  var status = statvfs()
  guard statvfs(path, &status) == 0 else { return nil }
  return FileSystemRoom(
    bytes: Int64(clamping: status.f_bavail.multipliedReportingOverflow(by: status.f_frsize).partialValue),
    files: status.f_files == 0 ? nil : Int64(clamping: status.f_favail),
    isReadOnly: status.f_flag & UInt(ST_RDONLY) != 0)
}
