internal import Glibc

/// One of the standard streams.
package enum StandardStream: Int32, Sendable {
  case input = 0
  case output = 1
  case error = 2

  /// isatty(3).
  package var isTerminal: Bool { isatty(rawValue) == 1 }

  /// Whether it is a terminal on which this process may draw now: one in the background would draw over others.
  package var isForeground: Bool {
    let group = tcgetpgrp(rawValue)
    // It isn't the terminal of our session: nothing then is in the foreground or in the background.
    return group < 0 || group == getpgrp()
  }

  /// Columns of the terminal; nil where it is none.
  package var columns: Int? {
    var size = winsize()
    guard ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Writes all of the text.
  /// - Throws: `SystemError`; a full disk behind standard output must not look like success.
  package func write(_ text: String) throws(SystemError) { try write(Array(text.utf8)) }

  /// Writes all of the bytes.
  package func write(_ bytes: [UInt8]) throws(SystemError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(rawValue, buffer.baseAddress?.advanced(by: written), buffer.count - written)
      }
      if count < 0 && errno == EAGAIN {
        var ready = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
        poll(&ready, 1, 1000)
        continue
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw SystemError("write to", self == .output ? "standard output" : "standard error") }
      written += count
    }
  }
}
