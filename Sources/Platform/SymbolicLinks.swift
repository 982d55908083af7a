internal import Glibc

/// readlink(2): where a symbolic link points; nil if there is none.
package func symbolicLinkTarget(_ path: String) -> String? {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
    guard let base = buffer.baseAddress else { return nil }
    let count = readlink(path, base, Int(PATH_MAX) - 1)
    guard count > 0 else { return nil }
    base[count] = 0
    return String(cString: base)
  }
}

/// getcwd(3); nil where it is gone.
package func currentDirectory() -> String? {
  guard let path = getcwd(nil, 0) else { return nil }
  defer { free(path) }
  return String(cString: path)
}

/// Whether the effective rights allow writing, as access(2) says. A file system that is mounted read-only, by accident or
/// in a sandbox, takes no right away: there the answer is whether the path may be read.
package func mayWrite(_ path: String) -> Bool {
  if faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0 { return true }
  return errno == EROFS && faccessat(AT_FDCWD, path, R_OK | X_OK, AT_EACCESS) == 0
}

/// Whether this process may execute the file.
package func mayExecute(_ path: String) -> Bool { faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0 }
