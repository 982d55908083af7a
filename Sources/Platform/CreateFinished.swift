internal import CPlatform
internal import Glibc

/// Makes an empty file with exactly these permission bits, whatever the umask. It has them from the moment it is there.
///
/// What root makes in another user's directory belongs to that user and the directory's group, as its directories do: a
/// command that an operator runs by `sudo` must not shut the service out of its own files.
/// - Throws: `SystemError`, with `SystemError.exists` if the name is taken.
package func createEmptyFile(_ path: String, permissions: UInt32) throws(SystemError) {
  let directory = try ownerToServe(path)
  try createFinished(path, discard: { _ = unlink($0) }) { name throws(SystemError) in
    let file = try File(name, .createNew(permissions))
    if let directory { file.giveAway(to: directory) }
    try file.setPermissions(permissions)
  }
}

/// The same, where the name may be taken already, perhaps since a moment; then that file stays as it is.
package func ensureFile(_ path: String, permissions: UInt32) throws(SystemError) {
  do {
    try createEmptyFile(path, permissions: permissions)
  } catch {
    guard error.code == SystemError.exists else { throw error }
  }
}

/// The directory that a new file or directory stands in, if root makes it and another user owns it; else nil.
private func ownerToServe(_ path: String) throws(SystemError) -> FileInformation? {
  guard effectiveUserID() == 0, let directory = try fileInformation(parentDirectory(of: path)) else { return nil }
  return directory.owner == 0 ? nil : directory
}

/// Makes something under another name and then gives it its own: a crash in between must not leave a file whose group
/// is shut out for ever, because only who makes a file sets its mode.
private func createFinished(
  _ path: String, discard: (String) -> Void, _ make: (String) throws(SystemError) -> Void
) throws(SystemError) {
  let draft = path + ".new-" + String(UInt32.random(in: .min ... .max), radix: 16)
  do {
    try make(draft)
  } catch {
    discard(draft)
    throw SystemError(error.operation, path, code: error.code)
  }
  if batchwatch_rename_to_free_name(draft, path) == 0 { return }
  let code = errno
  discard(draft)
  // Some file systems can't rename without replacing.
  guard code == EINVAL || code == ENOSYS else { throw SystemError("create", path, code: code) }
  try make(path)
}

/// mkdir(2) with exactly these permission bits, whatever the umask, and its missing parents with 0755. A directory that
/// is there already is left as it is.
package func makeDirectory(_ path: String, permissions: UInt32) throws(SystemError) {
  if directoryExists(path) {
    try refuseForeignLink(path)
    return
  }
  do {
    try createDirectory(path, permissions: permissions)
  } catch {
    guard error.code == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else { throw error }
    try makeDirectory(String(path[..<slash]), permissions: 0o755)
    try createDirectory(path, permissions: permissions)
  }
}

/// Opens a directory that was just made. Under a umask that keeps it even from its maker, only root can do so at once.
private func openMade(_ name: String) throws(SystemError) -> File {
  do {
    return try File(name, .directory)
  } catch {
    guard error.code == EACCES, fchmodat(AT_FDCWD, name, 0o700, AT_SYMLINK_NOFOLLOW) == 0 else { throw error }
    return try File(name, .directory)
  }
}

/// A link in the place of a directory, as to another disk, is followed. But root follows none that another user has made:
/// what it writes there would go where that user wants.
private func refuseForeignLink(_ path: String) throws(SystemError) {
  guard effectiveUserID() == 0, let found = try linkInformation(path), found.isLink, found.owner != 0 else { return }
  throw SystemError("follow the link of another user at", path, code: ELOOP)
}

private func createDirectory(_ path: String, permissions: UInt32) throws(SystemError) {
  do {
    let directory = try ownerToServe(path)
    try createFinished(path, discard: { _ = rmdir($0) }) { name throws(SystemError) in
      guard mkdir(name, permissions) == 0 else { throw SystemError("create the directory", name) }
      // By a descriptor: where it stands, others may put a link in the place of a name.
      let made = try openMade(name)
      if let directory { made.giveAway(to: directory) }
      // Set-group-id is inherited from the parent and must stay. Some file systems know no modes.
      try? made.setPermissions(try made.information().permissions & 0o7000 | permissions)
    }
  } catch {
    guard error.code == SystemError.exists else { throw error }
  }
}
