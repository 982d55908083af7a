internal import Glibc
internal import Platform

/// A directory that goes, with all that is in it, when the value goes.
package final class TemporaryDirectory {
  package let path: String

  package init() throws {
    var template = Array("/tmp/batchwatch-test.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure("mkdtemp: errno \(errno)") }
    path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
  }

  deinit { removeAll(path) }

  /// The path of a name in it.
  package func callAsFunction(_ name: String) -> String { path + "/" + name }
}

/// Removes a file, or a directory with all that is in it; links are not followed.
private func removeAll(_ path: String) {
  if unlink(path) == 0 { return }
  for name in (try? directoryEntries(path)) ?? [] { removeAll(path + "/" + name) }
  rmdir(path)
}

/// What a test's own preparation can't do.
package struct Failure: Error {
  package let message: String

  package init(_ message: String) { self.message = message }
}
