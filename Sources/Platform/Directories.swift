internal import Glibc

/// Reads a whole file of at most `limit` bytes; symbolic links are followed.
package func readFile(_ path: String, limit: Int) throws(SystemError) -> [UInt8] {
  let file = try File(path, .read, followsLinks: true)
  guard try file.information().isRegular else { throw SystemError("read", path, code: EINVAL) }
  return try file.readToEnd(limit: limit)
}

/// Makes an empty file with exactly these permission bits, whatever the umask.
/// - Throws: `SystemError`, with `SystemError.exists` if the name is taken.
package func createEmptyFile(_ path: String, permissions: UInt32) throws(SystemError) {
  let file = try File(path, .createNew(permissions))
  try file.setPermissions(permissions)
}

/// rename(2): atomic, replaces `target`.
package func moveFile(_ source: String, to target: String) throws(SystemError) {
  guard rename(source, target) == 0 else { throw SystemError("replace", target) }
}

/// link(2): gives a file a second name, and fails with `SystemError.exists` if the name is taken.
package func linkFile(_ source: String, as target: String) throws(SystemError) {
  guard link(source, target) == 0 else { throw SystemError("create", target) }
}

/// unlink(2).
/// - Returns: false if there was no such file.
@discardableResult
package func removeFile(_ path: String) throws(SystemError) -> Bool {
  if unlink(path) == 0 { return true }
  if errno == ENOENT { return false }
  throw SystemError("remove", path)
}

/// rmdir(2) if the directory is there and empty; everything else is left alone.
package func removeDirectoryIfEmpty(_ path: String) { _ = rmdir(path) }

/// mkdir(2) with exactly these permission bits, whatever the umask, for the last component; missing parents are made
/// too, as the umask wants them. A directory that is there already is left as it is.
package func makeDirectory(_ path: String, permissions: UInt32) throws(SystemError) {
  if mkdir(path, permissions) == 0 {
    // Only on what was just made: set-group-id is inherited from the parent and must stay.
    if let made = try fileInformation(path) { _ = chmod(path, made.permissions & 0o7000 | permissions) }
    return
  }
  if errno == EEXIST { return }
  guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
    throw SystemError("create the directory", path)
  }
  try makeDirectory(String(path[..<slash]), permissions: 0o755)
  guard mkdir(path, permissions) == 0 || errno == EEXIST else { throw SystemError("create the directory", path) }
}

/// Names in a directory, without `.` and `..`, in no order; nil if there is no such directory.
package func directoryEntries(_ path: String) throws(SystemError) -> [String]? {
  guard let directory = opendir(path) else {
    if errno == ENOENT || errno == ENOTDIR { return nil }
    throw SystemError("read the directory", path)
  }
  defer { closedir(directory) }
  var names: [String] = []
  while true {
    errno = 0
    guard let entry = readdir(directory) else {
      guard errno == 0 else { throw SystemError("read the directory", path) }
      return names
    }
    let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
      tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != "." && name != ".." { names.append(name) }
  }
}

/// Whether a directory is there; one system call.
package func directoryExists(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// Flushes the entries of a directory, so that a name made in it survives a power cut.
package func flushDirectory(_ path: String) throws(SystemError) {
  let directory = try File(path, .directory, followsLinks: true)
  try directory.flush()
}

/// The part of a path before its last slash: `.` for a bare name.
package func parentDirectory(of path: String) -> String {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}
