internal import CPlatform
internal import Glibc

/// Looks on while an `InputRelay` passes data on.
package protocol RelayObserver: ~Copyable {
  /// Whether it wants to see the bytes. Without that, the kernel may move them past us.
  var looksAtBytes: Bool { get }
  /// These bytes were passed on.
  mutating func passedOn(_ bytes: UnsafeRawBufferPointer)
  /// So many bytes were passed on, unseen.
  mutating func passedOn(count: Int)
  /// A tick has passed; it comes late where a piece had to be passed on first.
  mutating func tick()
}

/// Passes standard input on to standard output as cat(1) does, while somebody looks on.
///
/// For a command's only thread: it takes SIGALRM, SIGHUP, SIGINT and SIGTERM for itself.
package struct InputRelay: ~Copyable {
  /// Why nothing more is passed on. Both streams are closed then, so that neither neighbour in the pipe waits for what we
  /// have still to do.
  package enum End: Equatable, Sendable {
    /// The input has ended, and all of it was passed on.
    case input
    /// Nobody reads what we write; SIGPIPE ends cat then.
    case readerGone
    /// This signal asks us to end.
    case signal(Int32)
    case failed(SystemError)
  }

  /// How much is read at once: more makes it no faster, less does.
  private static let size = 131_072
  private let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 4096)
  private var splices = false

  /// To be made before any file is opened: where a stream is closed, that file would take its place. Such a stream can't be
  /// read or written afterwards either.
  package init() {
    for (stream, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY)]
    where fcntl(stream, F_GETFD) < 0 { _ = open("/dev/null", mode) }
  }

  deinit { piece.deallocate() }

  /// Passes on until the end.
  /// - Parameter milliseconds: the time between two ticks, which come also while nobody writes or reads.
  package mutating func run(tickingEach milliseconds: Int32, _ observer: inout some RelayObserver & ~Copyable) -> End {
    batchwatch_keep_ending_signals(1)
    batchwatch_tick(milliseconds)
    splices = !observer.looksAtBytes
    var end: End?
    while end == nil { end = pauseEnd(&observer) ?? (splices ? splicePiece(&observer) : copyPiece(&observer)) }
    batchwatch_tick(0)
    // Whoever doesn't want to wait for what we have still to do ends us by another.
    batchwatch_keep_ending_signals(0)
    // One that went to the whole pipeline has ended the program before us too: then the input's end is none.
    let number = batchwatch_ending_signal()
    if end == .input, number != 0 { end = .signal(number) }
    return closeStreams(after: end ?? .input)
  }

  /// What a signal that has come wants.
  private func pauseEnd(_ observer: inout some RelayObserver & ~Copyable) -> End? {
    if batchwatch_took_tick() != 0 { observer.tick() }
    let number = batchwatch_ending_signal()
    return number == 0 ? nil : .signal(number)
  }

  private func copyPiece(_ observer: inout some RelayObserver & ~Copyable) -> End? {
    let count = read(STDIN_FILENO, piece.baseAddress, piece.count)
    if count == 0 { return .input }
    if count < 0 { return wait(for: .input) }
    var written = 0
    while written < count {
      if let end = pauseEnd(&observer) { return end }
      let more = write(STDOUT_FILENO, piece.baseAddress?.advanced(by: written), count - written)
      if more < 0 {
        if let end = wait(for: .output) { return end }
        continue
      }
      observer.passedOn(UnsafeRawBufferPointer(rebasing: piece[written..<(written + more)]))
      written += more
    }
    return nil
  }

  private mutating func splicePiece(_ observer: inout some RelayObserver & ~Copyable) -> End? {
    let count = batchwatch_splice(STDIN_FILENO, STDOUT_FILENO, 1 << 20)
    if count > 0 { observer.passedOn(count: count) }
    if count == 0 { return .input }
    guard count < 0 else { return nil }
    switch errno {
    case EINTR: break
    case EPIPE: return .readerGone
    // Neither is a pipe, or one knows no splicing, or would not wait. What can't be done otherwise either fails again.
    default: splices = false
    }
    return nil
  }

  /// After a read or a write that failed: waits until it can be tried again.
  /// - Returns: why it can't.
  private func wait(for stream: StandardStream) -> End? {
    let code = errno
    switch code {
    case EINTR: return nil
    case EAGAIN:
      var ready = pollfd(fd: stream.rawValue, events: Int16(stream == .input ? POLLIN : POLLOUT), revents: 0)
      poll(&ready, 1, -1)
      return nil
    case EPIPE: return .readerGone
    default:
      return .failed(
        stream == .input
          ? SystemError("read", "standard input", code: code)
          : SystemError("write to", "standard output", code: code))
    }
  }

  private func closeStreams(after end: End) -> End {
    var end = end
    close(STDIN_FILENO)
    // A file system may tell only now that it lost what was written.
    if close(STDOUT_FILENO) != 0, end == .input { end = .failed(SystemError("write to", "standard output")) }
    // Their numbers stay taken: a file that is opened must not be one of them.
    for _ in 0..<2 { _ = open("/dev/null", O_RDWR) }
    return end
  }
}

/// Ends this process as a write to a closed pipe would have, if its parent didn't have it ignore SIGPIPE.
/// - Returns: if it did.
package func endByClosedPipe() { if !brokenPipesAreIgnored() { endBySignal(SIGPIPE) } }
