internal import CPlatform
internal import Glibc

/// A copy of this process that works beside it and is asked by lines of text: whatever ends it or keeps it waiting, we go
/// on.
///
/// It has our memory as it was, and none of our descriptors: its standard error is a pipe to us. So who waits for the end of
/// our output, as cron does, or for a lock that we have inherited, as of flock(1), never waits for it. It is in a process
/// group of its own and signals that ask processes to end don't reach it, so it can tell when we were killed.
package struct SideProcess: ~Copyable {
  let process: pid_t
  /// Can be read when the copy has ended; -1 where a sandbox forbids that.
  private let ended: Int32
  let channel: Int32
  private var messages: Pipe
  private var hasBeenWaitedFor = false
  /// What it has answered and nobody has taken yet.
  private var received: [UInt8] = []
  /// The descriptor that came with an answer, until somebody takes it; -1 for none.
  private var passed: Int32 = -1
  /// What it has written to standard error and nobody has passed on yet.
  private var said: [UInt8] = []
  /// More than that is not kept: whoever writes so much repeats himself.
  private static let longestMessages = 1 << 20

  /// What the copy has answered.
  package enum Answer: Equatable, Sendable {
    case line(String)
    /// It ended without a word.
    case none
    /// Not a word yet.
    case late
  }

  /// fork(2). Only for a process with a single thread, as a command is: a copy of several would have their locks, and
  /// not them.
  /// - Parameters:
  ///   - title: what it does, for the error.
  ///   - seconds: after which the kernel ends the copy, unless it calls `endAfter(seconds:)` with another number.
  ///   - body: what it does; with its end the copy ends.
  /// - Throws: `SystemError`.
  package init(
    _ title: String, endingAfter seconds: UInt32, _ body: (SideChannel) -> Void
  ) throws(SystemError) {
    takeChildEnds()
    var ends: [Int32] = [-1, -1]
    guard batchwatch_socket_pair(&ends) == 0 else { throw SystemError("make a socket for", title) }
    var messages: Pipe
    do throws(SystemError) {
      messages = try Pipe(for: title)
    } catch {
      for end in ends { close(end) }
      throw error
    }
    let process = batchwatch_fork()
    if process == 0 { Self.run(ends[1], messages.writing, seconds, body) }
    close(ends[1])
    guard process > 0 else {
      close(ends[0])
      throw SystemError("start a process that shall", title)
    }
    messages.closeWriting()
    messages.neverBlocks(messages.reading)
    self.messages = messages
    self.process = process
    channel = ends[0]
    ended = batchwatch_process_descriptor(process)
  }

  deinit {
    if passed >= 0 { close(passed) }
    close(channel)
    if ended >= 0 { close(ended) }
  }

  private static func run(
    _ channel: Int32, _ messages: Int32, _ seconds: UInt32, _ body: (SideChannel) -> Void
  ) -> Never {
    setpgid(0, 0)
    var stopping = sigset_t()
    sigfillset(&stopping)
    // But those of a fault of its own, and of its time that is over.
    for number in [SIGALRM, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS] { sigdelset(&stopping, number) }
    signal(SIGALRM, SIG_DFL)
    sigprocmask(SIG_SETMASK, &stopping, nil)
    alarm(seconds)
    raiseFileSizeLimit()
    // The lowest numbers stay taken: a file that is opened must not become standard output. Ours may be among them where
    // they were closed before us, so they go out of the way first.
    let nowhere = open("/dev/null", O_RDWR)
    let own = [nowhere, nowhere, messages, channel].map { fcntl($0, F_DUPFD, 10) }
    for (number, descriptor) in own.enumerated() { dup2(descriptor, Int32(number)) }
    batchwatch_close_all(4)
    body(SideChannel(descriptor: 3))
    // Not exit(3): what the original has to do at its end is not ours.
    _exit(0)
  }

  /// A limit for the command's files is none for ours, as far as that may be.
  private static func raiseFileSizeLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0, limit.rlim_cur < limit.rlim_max else {
      return
    }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  }

  /// Sends the copy a line, without waiting.
  /// - Parameter line: ends with a newline.
  /// - Returns: whether it was sent.
  package mutating func send(_ line: String) -> Bool {
    let bytes = Array(line.utf8)
    return batchwatch_send_now(channel, bytes, bytes.count) == bytes.count
  }

  /// Waits for the copy's next line.
  package mutating func answer(waitingAtMost milliseconds: Int64, alsoFor other: Int32 = -1) -> Answer {
    let deadline = monotonicMilliseconds() + milliseconds
    while true {
      if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
        defer { received.removeFirst(end + 1) }
        return .line(String(decoding: received[..<end], as: UTF8.self))
      }
      let left = max(0, deadline - monotonicMilliseconds())
      let (isReady, otherIsReady) = wait(for: channel, or: other, atMost: left)
      guard isReady else {
        if left == 0 || otherIsReady { return .late }
        continue
      }
      var piece = [UInt8](repeating: 0, count: 4096)
      let count = batchwatch_receive(channel, &piece, piece.count, &passed)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return .none }
      received += piece[..<count]
    }
  }

  /// The descriptor that came with the last answer that had one; the caller closes it. -1 for none.
  package mutating func takeDescriptor() -> Int32 {
    defer { passed = -1 }
    return passed
  }

  /// Whether the copy has ended.
  package mutating func hasEnded(waitingAtMost milliseconds: Int64 = 0) -> Bool {
    let deadline = monotonicMilliseconds() + milliseconds
    while !hasBeenWaitedFor {
      var status: Int32 = 0
      let found = waitpid(process, &status, WNOHANG)
      // Whoever else may have waited for it: there is nothing left to wait for.
      hasBeenWaitedFor = found == process || (found < 0 && errno == ECHILD)
      let left = deadline - monotonicMilliseconds()
      guard !hasBeenWaitedFor, left > 0 else { break }
      // Without a descriptor the copy is asked twenty times a second.
      _ = wait(for: ended, or: -1, atMost: ended >= 0 ? left : min(left, 50))
    }
    return hasBeenWaitedFor
  }

  /// Waits until a descriptor can be read, and takes messages meanwhile: a copy whose messages fill the pipe would wait
  /// for us.
  /// - Returns: whether each can be read; false for both also where only messages came.
  private mutating func wait(for descriptor: Int32, or other: Int32, atMost milliseconds: Int64) -> (Bool, Bool) {
    // poll(2) passes over a descriptor that is negative.
    var events = [descriptor, messages.reading, other].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    poll(&events, nfds_t(events.count), Int32(clamping: milliseconds))
    if events[1].revents != 0 { takeMessages() }
    return (events[0].revents != 0, events[2].revents != 0)
  }

  /// Can be read when the copy has said something; -1 when it can't any more.
  var messagesToRead: Int32 { messages.reading }

  private mutating func takeMessages() {
    var piece = [UInt8](repeating: 0, count: 4096)
    while messages.reading >= 0 {
      let count = read(messages.reading, &piece, piece.count)
      if count < 0 && errno == EINTR { continue }
      if count == 0 { messages.closeReading() }
      guard count > 0 else { return }
      said += piece[..<min(count, max(0, Self.longestMessages - said.count))]
    }
  }

  /// Ends the copy, as far as the kernel can: it stays where it waits for a disk that hangs.
  package mutating func end() {
    guard !hasEnded() else { return }
    kill(process, SIGKILL)
    _ = hasEnded(waitingAtMost: 100)
  }

  /// Passes on what the copy has written to standard error so far.
  /// - Parameter milliseconds: how long to wait for who doesn't read: that must not keep us from anything else.
  package mutating func passOnMessages(waitingAtMost milliseconds: Int32 = 0) {
    takeMessages()
    while !said.isEmpty {
      var room = pollfd(fd: 2, events: Int16(POLLOUT), revents: 0)
      guard poll(&room, 1, milliseconds) > 0 else { return }
      let count = min(said.count, Int(PIPE_BUF))
      try? StandardStream.error.write(Array(said[..<count]))
      said.removeFirst(count)
    }
  }

  /// What the copy has written to standard error since this was last asked.
  package mutating func newMessages() -> [UInt8] {
    takeMessages()
    defer { said = [] }
    return said
  }
}

/// The copy's end of what joins it to its original.
package struct SideChannel {
  fileprivate let descriptor: Int32

  /// Answers with a line.
  package func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  /// Answers with a line that brings an open file: what one end locks, both hold then. Not before the last one is taken.
  package func say(_ line: String, with file: borrowing File) {
    let bytes = Array((line + "\n").utf8)
    _ = batchwatch_send_with(descriptor, bytes, bytes.count, file.descriptor)
  }

  /// Waits for the original's next line, with its newline; nil when the original is gone.
  /// - Parameters:
  ///   - received: what came behind the last line; kept by the caller from call to call.
  ///   - milliseconds: -1 for any time. When it is over the line is empty.
  package func line(_ received: inout [UInt8], waitingAtMost milliseconds: Int32 = -1) -> String? {
    while true {
      if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
        defer { received.removeFirst(end + 1) }
        return String(decoding: received[...end], as: UTF8.self)
      }
      var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if milliseconds >= 0, poll(&ready, 1, milliseconds) == 0 { return "" }
      var piece = [UInt8](repeating: 0, count: 4096)
      let count = read(descriptor, &piece, piece.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return nil }
      received += piece[..<count]
    }
  }
}

/// chdir(2) to the root, so that no other file system is busy with us.
package func leaveDirectory() { _ = chdir("/") }

/// Kills a process group.
package func killGroup(_ group: Int32) { if group > 1 { kill(-group, SIGKILL) } }

/// close(2) of those that are open.
package func closeFiles(_ descriptors: Int32...) {
  for descriptor in descriptors where descriptor >= 0 { close(descriptor) }
}
