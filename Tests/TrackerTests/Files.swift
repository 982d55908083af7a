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
