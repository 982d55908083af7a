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

/// Names in a directory, without `.` and `..`, in no order; nil if there is no such directory. Not more than 100,000 of
/// them: who fills a directory with names shall not fill the memory of all who look into it.
package func directoryEntries(_ path: String) throws(SystemError) -> [String]? {
  var names: [String] = []
  let isThere = try forEachEntry(of: path) { name in
    names.append(name)
    return names.count < 100_000
  }
  return isThere ? names : nil
}

/// Calls `body` with each name in a directory, without `.` and `..`, in no order, until it says false.
/// - Returns: false if there is no such directory.
/// - Throws: `SystemError`.
@discardableResult
package func forEachEntry(of path: String, _ body: (String) -> Bool) throws(SystemError) -> Bool {
  guard let directory = opendir(path) else {
    if errno == ENOENT || errno == ENOTDIR { return false }
    throw SystemError("read the directory", path)
  }
  defer { closedir(directory) }
  while true {
    errno = 0
    guard let entry = readdir(directory) else {
      guard errno == 0 else { throw SystemError("read the directory", path) }
      return true
    }
    let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
      tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != "." && name != "..", !body(name) { return true }
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
