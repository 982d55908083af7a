import Glibc
import Platform
import TestSupport

/// Writes a file as any other program would.
func write(_ text: String, to path: String) throws {
  if isMissing(path) { try createEmptyFile(path, permissions: 0o644) }
  let file = try File(path, .readWrite)
  try file.write(Array(text.utf8), at: 0)
}

func link(to target: String, at path: String) throws {
  guard symlink(target, path) == 0 else { throw Failure("symlink: errno \(errno)") }
}

/// Overwrites part of a file.
func overwrite(_ path: String, at offset: Int64, with bytes: [UInt8]) throws {
  try File(path, .readWrite).write(bytes, at: offset)
}

/// Makes a file two hours old.
func makeOld(_ path: String) {
  let then = timespec(tv_sec: time(nil) - 7200, tv_nsec: 0)
  utimensat(AT_FDCWD, path, [then, then], AT_SYMLINK_NOFOLLOW)
}
