internal import CPlatform
internal import Glibc

/// A copy of this process that does one thing beside it: whatever ends it or keeps it waiting, we go on.
///
/// It has our memory as it was, and none of our descriptors: its standard error is a pipe to us. So who waits for the end of
/// our output, as cron does, or for a lock that we have inherited, as of flock(1), never waits for it. Signals that ask
/// processes to end don't reach it, since it needs little time; the kernel ends it when its time is over.
package struct SideProcess: ~Copyable {
  private let process: pid_t
  /// Can be read when the copy has ended; -1 where a sandbox forbids that.
  let ended: Int32
  private var answers: Pipe
  private var messages: Pipe
  private var hasBeenWaitedFor = false
  /// What the copy has written to standard error and nobody has passed on yet.
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
  ///   - seconds: after which the kernel ends the copy.
  ///   - title: what it does, for the error.
  ///   - body: what it does; it may answer with one line.
  /// - Throws: `SystemError`.
  package init(
    _ title: String, endingAfter seconds: UInt32, _ body: (_ answer: (String) -> Void) -> Void
  ) throws(SystemError) {
    takeChildEnds()
    var answers = try Pipe(for: title)
    var messages = try Pipe(for: title)
    let process = batchwatch_fork()
    guard process >= 0 else { throw SystemError("start a process that shall", title) }
    if process == 0 { Self.run(answers.writing, messages.writing, seconds, body) }
    answers.closeWriting()
    messages.closeWriting()
    messages.neverBlocks(messages.reading)
    self.answers = answers
    self.messages = messages
    self.process = process
    ended = batchwatch_process_descriptor(process)
  }

  deinit { if ended >= 0 { close(ended) } }

  private static func run(
    _ answers: Int32, _ messages: Int32, _ seconds: UInt32, _ body: ((String) -> Void) -> Void
  ) -> Never {
    var stopping = sigset_t()
    sigemptyset(&stopping)
    for number in [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2] { sigaddset(&stopping, number) }
    sigprocmask(SIG_BLOCK, &stopping, nil)
    var alarms = sigset_t()
    sigemptyset(&alarms)
    sigaddset(&alarms, SIGALRM)
    signal(SIGALRM, SIG_DFL)
    sigprocmask(SIG_UNBLOCK, &alarms, nil)
    alarm(seconds)
    // The lowest numbers stay taken: a file that is opened must not become standard output. Ours may be among them where
    // they were closed before us, so they go out of the way first.
    let nowhere = open("/dev/null", O_RDWR)
    let own = [nowhere, nowhere, messages, answers].map { fcntl($0, F_DUPFD, 10) }
    for (number, descriptor) in own.enumerated() { dup2(descriptor, Int32(number)) }
    batchwatch_close_all(4)
    body { line in
      let bytes = Array((line + "\n").utf8)
      _ = Glibc.write(3, bytes, bytes.count)
    }
    // Not exit(3): what the original has to do at its end is not ours.
    _exit(0)
  }

  /// Waits for the copy's line.
  package mutating func answer(waitingAtMost milliseconds: Int64) -> Answer {
    let deadline = monotonicMilliseconds() + milliseconds
    var bytes: [UInt8] = []
    while true {
      let left = max(0, deadline - monotonicMilliseconds())
      guard wait(for: answers.reading, atMost: left) else {
        if left == 0 { return .late }
        continue
      }
      var piece = [UInt8](repeating: 0, count: 512)
      let count = read(answers.reading, &piece, piece.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return .none }
      bytes += piece[..<count]
      if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
        return .line(String(decoding: bytes[..<end], as: UTF8.self))
      }
    }
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
      _ = wait(for: ended, atMost: ended >= 0 ? left : min(left, 50))
    }
    return hasBeenWaitedFor
  }

  /// Waits until a descriptor can be read, and takes messages meanwhile: a copy whose messages fill the pipe would wait
  /// for us.
  /// - Returns: whether it can be read; false also where only messages came.
  private mutating func wait(for descriptor: Int32, atMost milliseconds: Int64) -> Bool {
    // poll(2) passes over a descriptor that is negative.
    var events = [descriptor, messages.reading].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    poll(&events, nfds_t(events.count), Int32(clamping: milliseconds))
    if events[1].revents != 0 { takeMessages() }
    return events[0].revents != 0
  }

  private mutating func takeMessages() {
    var piece = [UInt8](repeating: 0, count: 65_536)
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
  package mutating func passOnMessages() {
    let messages = newMessages()
    if !messages.isEmpty { try? StandardStream.error.write(messages) }
  }

  /// What the copy has written to standard error since this was last asked.
  package mutating func newMessages() -> [UInt8] {
    takeMessages()
    defer { said = [] }
    return said
  }
}
