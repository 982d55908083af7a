internal import Glibc

/// A system call that failed: what was tried, on what, and why.
///
/// Its description reads `cannot replace /x/batchwatch_leads.prom: Permission denied`.
package struct SystemError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What was tried, as a verb: `open`, `replace`.
  package var operation: String
  /// The file or thing it was tried on.
  package var subject: String
  /// The value of `errno`.
  package var code: Int32

  package init(_ operation: String, _ subject: String, code: Int32 = errno) {
    self.operation = operation
    self.subject = subject
    self.code = code
  }

  package var description: String { "cannot \(operation) \(subject): \(reason)" }

  /// The cause alone, in the words of strerror(3).
  package var reason: String { Self.text(of: code) }

  package static let notFound = ENOENT
  package static let exists = EEXIST
  package static let tooLarge = EFBIG
  package static let timedOut = ETIMEDOUT
  package static let notPermitted = EACCES
  /// A file that is no program: it has neither a known format nor a `#!` line.
  package static let noSpace = ENOSPC
  package static let inputOutput = EIO
  package static let readOnly = EROFS
  package static let isDirectory = EISDIR
  /// A socket, or a FIFO or device with nothing behind it.
  package static let noSuchDevice = ENXIO
  /// A symbolic link where none is followed.
  package static let isLink = ELOOP

  /// Whether the disk takes nothing: it is full, a quota is used up, or it is mounted read-only.
  package var isOfFullDisk: Bool { code == ENOSPC || code == EDQUOT || code == EROFS }

  /// Whether who should read what was written is gone.
  package var isOfVanishedReader: Bool { code == EPIPE || code == ECONNRESET }

  /// strerror_r(3), which, unlike strerror(3), is safe in several threads.
  static func text(of code: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
      guard let base = buffer.baseAddress else { return "error \(code)" }
      guard strerror_r(code, base, 128) == 0 else { return "error \(code)" }
      return String(cString: base)
    }
  }
}
