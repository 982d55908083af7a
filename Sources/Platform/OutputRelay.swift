internal import Glibc

/// Passes output on as it comes, and keeps the end of it.
struct OutputRelay {
  private let limit: Int
  private var sources: [(descriptor: Int32, target: Int32)]
  private var ring: [UInt8] = []

  init(limit: Int, sources: [(descriptor: Int32, target: Int32)]) {
    self.limit = limit
    self.sources = sources
  }

  /// The last bytes that came, at most `limit`.
  var kept: [UInt8] { Array(ring.suffix(limit)) }

  /// Waits until there is output, which is passed on, or one of `others` can be read, or the time is over.
  mutating func wait(also others: [Int32], atMost milliseconds: Int32) {
    // poll(2) passes over a descriptor that is negative.
    var events = (sources.map(\.descriptor) + others).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    poll(&events, nfds_t(events.count), milliseconds)
    // One piece of each: a command that writes without end must not keep signals waiting.
    passOn(pieces: 1)
  }

  /// Passes on what is in the pipes when the command has ended: no more than they hold, for a process that it left
  /// behind may go on writing.
  mutating func drain() { passOn(pieces: 16) }

  private mutating func passOn(pieces: Int) {
    var open: [(descriptor: Int32, target: Int32)] = []
    for source in sources where passOn(source.descriptor, source.target, pieces) { open.append(source) }
    sources = open
  }

  /// - Returns: false when the source has ended.
  private mutating func passOn(_ descriptor: Int32, _ target: Int32, _ pieces: Int) -> Bool {
    var piece = [UInt8](repeating: 0, count: 65_536)
    var left = pieces
    while left > 0 {
      let count = read(descriptor, &piece, piece.count)
      if count < 0 && errno == EINTR { continue }
      if count < 0 { return errno == EAGAIN }
      if count == 0 { return false }
      // Our own reader may be gone; the command must not notice, and its record is kept all the same.
      try? StandardStream(rawValue: target)?.write(Array(piece[..<count]))
      ring += piece[..<count]
      if ring.count > 2 * limit + piece.count { ring.removeFirst(ring.count - limit) }
      left -= 1
    }
    return true
  }
}
