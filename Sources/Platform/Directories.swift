internal import Glibc

/// Reads a whole file of at most `limit` bytes; symbolic links are followed.
package func readFile(_ path: String, limit: Int) throws(SystemError) -> [UInt8] {
  let file = try File(path, .read, followsLinks: true)
  guard try file.information().isRegular else { throw SystemError("read", path, code: EINVAL) }
  return try file.readToEnd(limit: limit)
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
