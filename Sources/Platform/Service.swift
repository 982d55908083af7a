internal import Glibc

/// Tells the service manager a state, such as `READY=1`, `WATCHDOG=1` or `STATUS=…`; sd_notify(3), whose protocol is
/// documented for programs without libsystemd. Several lines go in one call.
///
/// It never waits longer than a tenth of a second, for a manager that doesn't read. Who repeats the state at each pass
/// may ignore the error.
/// - Parameter address: the socket's path, or its abstract name after an `@`. nil, as of a process that no service
///   manager has started, does nothing.
/// - Throws: `SystemError` if the state was not taken: the socket isn't there, nobody reads it, or its name is too long.
package func notifyService(
  _ state: String, at address: String? = environmentVariable("NOTIFY_SOCKET")
) throws(SystemError) {
  guard let address else { return }
  func failure(_ code: Int32 = errno) -> SystemError { SystemError("notify", address, code: code) }
  guard address.hasPrefix("/") || address.hasPrefix("@") else { throw failure(EAFNOSUPPORT) }
  var name = sockaddr_un()
  name.sun_family = sa_family_t(AF_UNIX)
  var bytes = Array(address.utf8)
  if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
  // A path has its zero byte; what is abstract ends with its length.
  guard bytes.count < MemoryLayout.size(ofValue: name.sun_path) else { throw failure(ENAMETOOLONG) }
  withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: bytes) }
  let size = (MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 0) + bytes.count + (bytes[0] == 0 ? 0 : 1)
  let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
  guard descriptor >= 0 else { throw failure() }
  defer { close(descriptor) }
  let isConnected = withUnsafePointer(to: &name) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(size)) == 0 }
  }
  guard isConnected else { throw failure() }
  let text = Array(state.utf8)
  if send(descriptor, text, text.count, Int32(MSG_NOSIGNAL)) >= 0 { return }
  guard errno == EAGAIN else { throw failure() }
  var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
  poll(&ready, 1, 100)
  guard send(descriptor, text, text.count, Int32(MSG_NOSIGNAL)) >= 0 else { throw failure() }
}

/// How often, in milliseconds, the service manager wants to hear `WATCHDOG=1` at the latest; half of it is a good time to
/// say so. sd_watchdog_enabled(3).
/// - Parameters:
///   - microseconds: the variable WATCHDOG_USEC.
///   - process: the variable WATCHDOG_PID.
/// - Returns: nil where nobody watches, or watches another process.
package func serviceWatchdogInterval(
  microseconds: String? = environmentVariable("WATCHDOG_USEC"),
  process: String? = environmentVariable("WATCHDOG_PID")
) -> Int? {
  guard let interval = microseconds.flatMap({ Int($0) }), interval > 0 else { return nil }
  guard process == nil || process == String(currentProcessID()) else { return nil }
  return max(1, interval / 1000)
}
