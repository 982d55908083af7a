import Glibc

/// What somebody may put in the place of a file.
package enum Plant: String, CaseIterable, Sendable {
  case fifo, socket, link, danglingLink, linkToItself, directory

  /// Puts it there.
  package func place(_ path: String) throws {
    let isPlaced =
      switch self {
      case .fifo: mkfifo(path, 0o666) == 0
      case .socket: mknod(path, S_IFSOCK | 0o666, 0) == 0
      case .link: symlink("/etc/passwd", path) == 0
      case .danglingLink: symlink("/nowhere/at/all", path) == 0
      case .linkToItself: symlink(path, path) == 0
      case .directory: mkdir(path, 0o777) == 0
      }
    guard isPlaced else { throw Failure("cannot place \(self) at \(path): errno \(errno)") }
  }
}
