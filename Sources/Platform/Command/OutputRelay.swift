internal import CPlatform
internal import Glibc

/// What becomes of a command's output.
package struct OutputWishes: Sendable {
  /// How many bytes of its end are kept; 0 for none.
  package var kept: Int
  /// The descriptor of a file that gets all of it too; -1 for none.
  package var log: Int32
  /// Whether it is held back until it is known how the command ended.
  package var isHeld: Bool

  package init(keeping kept: Int, log: Int32 = -1, isHeld: Bool = false) {
    self.kept = kept
    self.log = log
    self.isHeld = isHeld
  }

  var needsRelay: Bool { log >= 0 || isHeld }
}

/// The two outputs of a command on their way to ours.
///
/// As far as it can, it is not there: a file, a terminal or a device the command has itself, so that it meets a full disk as
/// it would alone, and of a file the end is read afterwards. What leads to a pipe or a socket comes by a pipe that
/// is as its reader is: while that doesn't read, we don't read; when it goes, we go, and the command's next write fails. So
/// does what leads to a file that its user may not open, as that of Debian's cron.
package struct OutputRelay: ~Copyable {
  private let wishes: OutputWishes
  private var outlets: [Outlet] = []
  private var streams: [RelayedStream] = []
  /// What the command gets as its standard output and standard error; -1 for ours.
  private var pipes: [Int32] = [-1, -1]
  private var end: TerminalText?
  private var held: HeldOutput?
  private var isDropped = false
  /// What could not be written, first of all.
  package private(set) var failure: SystemError?
  /// Whether the command had ended when that came out, so that it can't have met it itself.
  package private(set) var failureCameLate = false
  private var commandHasEnded = false
  private var logFailure: SystemError?
  private var logFailureIsTold = false

  private let closed: ClosedStreams

  /// - Parameter closed: those of our standard streams that were closed when we began.
  package init(_ wishes: OutputWishes, closed: ClosedStreams = ClosedStreams()) {
    self.wishes = wishes
    self.closed = closed
    end = wishes.kept > 0 ? TerminalText(keeping: wishes.kept) : nil
    if wishes.isHeld { held = HeldOutput() }
  }

  deinit {
    for stream in streams { stream.release() }
    if pipes[0] >= 0 { close(pipes[0]) }
    if pipes[1] >= 0 && pipes[1] != pipes[0] { close(pipes[1]) }
    for case .file(let reader, _) in outlets { close(reader) }
    held?.close()
  }

  /// Makes ready for a command, or for the next attempt of it.
  /// - Returns: what the command gets as its standard output and standard error; -1 for ours.
  mutating func open() -> (output: Int32, errors: Int32) {
    leaveBehind()
    for case .file(let reader, _) in outlets { close(reader) }
    for stream in streams { stream.release() }
    end = wishes.kept > 0 ? TerminalText(keeping: wishes.kept) : nil
    streams = []
    commandHasEnded = false
    outlets = [Int32(1), 2].map { stream in
      closed.contains(stream) ? .closed : Outlet(stream, mayBeGiven: !wishes.needsRelay, isKept: wishes.kept > 0)
    }
    for (index, outlet) in outlets.enumerated() {
      guard case .passedOn(let way) = outlet else { continue }
      if index == 1, pipes[0] >= 0, leadToTheSame(1, 2) {
        pipes[1] = pipes[0]
        way.release()
        continue
      }
      var ends: [Int32] = [-1, -1]
      // Without descriptors the command has our outputs itself, and nothing is kept.
      guard pipe2(&ends, Int32(O_CLOEXEC)) == 0 else { break }
      _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
      pipes[index] = ends[1]
      streams.append(RelayedStream(source: ends[0], way: way, name: index == 0 ? "standard output" : "standard error"))
    }
    return (pipes[0], pipes[1])
  }

  /// The command has its ends of the pipes.
  mutating func closePipes() {
    if pipes[0] >= 0 { close(pipes[0]) }
    if pipes[1] >= 0 && pipes[1] != pipes[0] { close(pipes[1]) }
    pipes = [-1, -1]
  }

  private var isDone: Bool { !streams.contains { $0.isOpen } }

  /// Waits until there is output, which is passed on, or one of `others` can be read, or the time is over.
  /// - Parameter milliseconds: -1 for any time.
  mutating func wait(also others: [Int32], atMost milliseconds: Int32) {
    // poll(2) passes over a descriptor that is negative.
    var events = others.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let asks = held == nil && !isDropped
    for stream in streams { events += stream.interests(asksTarget: asks) }
    poll(&events, nfds_t(events.count), milliseconds)
    for index in streams.indices {
      let first = others.count + 2 * index
      // One piece of each: a command that writes without end must not keep signals waiting.
      work(on: index, source: events[first].revents, target: events[first + 1].revents)
    }
  }

  private mutating func work(on index: Int, source: Int16, target: Int16) {
    if target & Int16(POLLERR | POLLHUP | POLLNVAL) != 0 {
      return lose(index, SystemError("write to", streams[index].name, code: EPIPE))
    }
    if target & Int16(POLLOUT) != 0 { flush(index) }
    guard source != 0, streams[index].isIdle, let count = streams[index].read() else { return }
    end?.add(streams[index].piece[..<count])
    if wishes.log >= 0 || held != nil {
      streams[index].piece.withUnsafeBytes { bytes in
        let piece = UnsafeRawBufferPointer(rebasing: bytes[..<count])
        writeLog(piece)
        held?.append(piece, stream: index)
      }
    }
    if held != nil || isDropped { streams[index].drop() } else { flush(index) }
    // Rather noise than a host without memory.
    if held?.isTooLarge == true { releaseHeld() }
  }

  private mutating func flush(_ index: Int) {
    do throws(SystemError) {
      try streams[index].flush()
    } catch {
      lose(index, error)
    }
  }

  /// Nobody gets this stream any more: then the command shall meet that as it would alone.
  private mutating func lose(_ index: Int, _ error: SystemError) {
    if failure == nil {
      failure = error
      failureCameLate = commandHasEnded
    }
    streams[index].close()
  }

  /// Why the file for all of the output is not complete, if it isn't; once.
  package mutating func takeLogFailure() -> SystemError? {
    defer { logFailureIsTold = logFailureIsTold || logFailure != nil }
    return logFailureIsTold ? nil : logFailure
  }

  private mutating func writeLog(_ piece: UnsafeRawBufferPointer) {
    guard wishes.log >= 0, logFailure == nil else { return }
    var written = 0
    while written < piece.count {
      let count = write(wishes.log, piece.baseAddress?.advanced(by: written), piece.count - written)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return logFailure = SystemError("write", "the log of its output") }
      written += count
    }
  }

  /// Passes on what comes until nobody can write any more, or the grace is over.
  /// - Parameter milliseconds: how long to wait for a process that the command has left behind.
  mutating func finish(waitingAtMost milliseconds: Int64) {
    commandHasEnded = true
    let deadline = monotonicMilliseconds() + milliseconds
    while !isDone {
      let left = deadline - monotonicMilliseconds()
      guard left > 0 else { return }
      wait(also: [], atMost: Int32(clamping: left))
    }
  }

  /// Passes on what was held back, and waits for who reads it.
  package mutating func releaseHeld() {
    guard let held else { return }
    do throws(SystemError) { try held.replay() } catch { if failure == nil { failure = error } }
    held.close()
    self.held = nil
  }

  /// How much of a file is read for its end, in bytes: more than is kept, for a progress bar writes over itself.
  private static let readBack = 1 << 18

  /// The end of the output as a terminal would show it; at most as many bytes as were wished for.
  package var kept: [UInt8] {
    guard var end else { return [] }
    for index in outlets.indices {
      guard case .file(let reader, let start) = outlets[index] else { continue }
      if index == 1, leadToTheSame(1, 2) { break }
      end.add(endOfFile(reader, from: start, atMost: Self.readBack)[...])
    }
    return end.kept
  }

  /// What is written from now on, by processes that the command has left behind, arrives by a process of its own, which
  /// ends with the last of them. It belongs to no group, so no signal meant for one ends it.
  package mutating func leaveBehind() {
    guard !isDone else { return }
    let process = batchwatch_fork()
    guard process == 0 else {
      // Where that can't be, the writers find the pipe closed.
      for index in streams.indices { streams[index].close() }
      return
    }
    setsid()
    // Nobody wants to see what was held back to the end, nor what belongs to it.
    isDropped = held != nil
    held = nil
    let needed = streams.flatMap { $0.descriptors } + [wishes.log]
    closeAll(but: needed)
    // What was said so far is known; what is said now is only passed on.
    end = nil
    while !isDone { wait(also: [], atMost: -1) }
    _exit(0)
  }
}

/// A stream that comes by a pipe.
private struct RelayedStream {
  private(set) var source: Int32
  private let way: Outlet.Way
  let name: String
  /// One piece, of which `start..<end` is still to be written.
  private(set) var piece = [UInt8](repeating: 0, count: 65_536)
  private var start = 0
  private var end = 0
  private var isClosed = false

  init(source: Int32, way: Outlet.Way, name: String) {
    self.source = source
    self.way = way
    self.name = name
  }

  var isIdle: Bool { start == end }
  var isOpen: Bool { !isClosed && (source >= 0 || !isIdle) }
  var descriptors: [Int32] { [source, way.descriptor] }

  /// What there is to wait for, at the source and at the target.
  func interests(asksTarget: Bool) -> [pollfd] {
    let asks = asksTarget && isOpen && way.canBeAsked
    return [
      pollfd(fd: isIdle ? source : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: asks ? way.descriptor : -1, events: isIdle ? 0 : Int16(POLLOUT), revents: 0),
    ]
  }

  /// - Returns: how many bytes came; nil for none.
  mutating func read() -> Int? {
    let count = Glibc.read(source, &piece, piece.count)
    if count < 0 && (errno == EINTR || errno == EAGAIN) { return nil }
    guard count > 0 else {
      Glibc.close(source)
      source = -1
      return nil
    }
    (start, end) = (0, count)
    return count
  }

  mutating func drop() { start = end }

  /// Writes what there is room for.
  mutating func flush() throws(SystemError) {
    while start < end {
      if case .careful(let descriptor) = way {
        var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&room, 1, 0) > 0 else { return }
      }
      let (from, to) = (start, end)
      let written = piece.withUnsafeBytes { way.write(UnsafeRawBufferPointer(rebasing: $0[from..<to])) }
      switch written {
      case .some(let count): start += count
      case .none where errno == EAGAIN: return
      case .none: throw SystemError("write to", name)
      }
    }
  }

  mutating func close() {
    if source >= 0 { Glibc.close(source) }
    source = -1
    isClosed = true
  }

  /// Gives back all that it has opened.
  func release() {
    if source >= 0 { Glibc.close(source) }
    way.release()
  }
}

/// Standard streams that were closed when we began. Their numbers are taken from now on, so that no file that we open
/// becomes one; for a command they are closed again.
package struct ClosedStreams: Sendable {
  private var numbers: [Int32] = []

  /// None.
  package init() {}

  /// Finds them; to be called before anything is opened.
  package static func find() -> ClosedStreams {
    var closed = ClosedStreams()
    while true {
      let descriptor = open("/dev/null", O_RDWR | O_CLOEXEC)
      if descriptor > 2 { close(descriptor) }
      guard 0...2 ~= descriptor else { return closed }
      closed.numbers.append(descriptor)
    }
  }

  func contains(_ stream: Int32) -> Bool { numbers.contains(stream) }
}

private func closeAll(but needed: [Int32]) {
  var next: Int32 = 0
  for descriptor in Set(needed.filter { $0 >= 0 }).sorted() {
    batchwatch_close_between(next, descriptor - 1)
    next = descriptor + 1
  }
  batchwatch_close_all(UInt32(next))
}

/// The end of a file, of what was written from a place on; all of it that is new where it was cut meanwhile.
private func endOfFile(_ reader: Int32, from start: Int64, atMost limit: Int) -> [UInt8] {
  var status = stat()
  guard fstat(reader, &status) == 0 else { return [] }
  let size = Int64(status.st_size)
  let begin = size < start ? 0 : start
  let from = max(begin, size - Int64(limit))
  guard from < size else { return [] }
  var bytes = [UInt8](repeating: 0, count: Int(size - from))
  var count = 0
  while count < bytes.count {
    let got = bytes.withUnsafeMutableBytes {
      pread(reader, $0.baseAddress?.advanced(by: count), $0.count - count, off_t(from) + off_t(count))
    }
    if got < 0 && errno == EINTR { continue }
    guard got > 0 else { break }
    count += got
  }
  return Array(bytes[..<count])
}
