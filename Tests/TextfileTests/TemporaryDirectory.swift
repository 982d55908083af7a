import Glibc
import Platform

/// A directory that goes, with all that is in it, when the value goes.
final class TemporaryDirectory {
  let path: String

  init() throws {
    var template = Array("/tmp/batchwatch-test.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure("mkdtemp: errno \(errno)") }
    path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
  }

  deinit { removeAll(path) }

  func callAsFunction(_ name: String) -> String { path + "/" + name }
}

/// Removes a file, or a directory with all that is in it; links are not followed.
private func removeAll(_ path: String) {
  if unlink(path) == 0 { return }
  for name in (try? directoryEntries(path)) ?? [] { removeAll(path + "/" + name) }
  rmdir(path)
}

/// What a test's own preparation can't do.
struct Failure: Error {
  let message: String

  init(_ message: String) { self.message = message }
}

func plantLink(to target: String, at path: String) { symlink(target, path) }
