internal import CPlatform
internal import Glibc

/// A pipe; both ends are closed on exec, and when the value goes. An end that is closed already is -1.
struct Pipe: ~Copyable {
  private(set) var reading: Int32
  private(set) var writing: Int32

  /// - Parameter title: what it is for, in the error.
  init(for title: String) throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    guard pipe2(&ends, Int32(O_CLOEXEC)) == 0 else { throw SystemError("make a pipe for", title) }
    reading = ends[0]
    writing = ends[1]
  }

  deinit {
    if reading >= 0 { close(reading) }
    if writing >= 0 { close(writing) }
  }

  mutating func closeReading() {
    if reading >= 0 { close(reading) }
    reading = -1
  }

  mutating func closeWriting() {
    if writing >= 0 { close(writing) }
    writing = -1
  }

  /// Makes one end, and only it, answer EAGAIN instead of waiting.
  func neverBlocks(_ end: Int32) { _ = fcntl(end, F_SETFL, O_NONBLOCK) }

  /// Bytes in it that nobody has read.
  var unread: Int {
    var count: Int32 = 0
    return ioctl(reading, UInt(FIONREAD), &count) == 0 ? Int(count) : 0
  }

  /// Writes what has room in it, from a place on.
  /// - Returns: how many bytes.
  func write(_ bytes: [UInt8], from start: Int) -> Int {
    guard start < bytes.count else { return 0 }
    return bytes.withUnsafeBytes { max(0, Glibc.write(writing, $0.baseAddress?.advanced(by: start), $0.count - start)) }
  }
}
