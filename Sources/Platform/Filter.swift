internal import CPlatform
internal import Glibc

/// How a program that was fed ended.
package struct FilterResult: Equatable, Sendable {
  /// The exit status, or 128 and the signal's number.
  package var status: Int32
  /// Whether it took all of its input. One that didn't may have ended well all the same.
  package var hasReadAll: Bool
  /// Whether it was ended because its time was over.
  package var isStopped: Bool
  /// The last 2 kB of what it wrote to standard output and standard error, in the order in which it came.
  package var output: [UInt8]
}

/// Runs a program, feeds it, and waits for its end.
///
/// It knows nothing of us: no descriptor but its input and its output, no signal blocked or ignored, no variable but
/// `PATH`, `LANG=C` and `HOME`, and so no secret. When its time is over its process group gets SIGTERM, two seconds later
/// SIGKILL. A process that it leaves behind, as mailers do, is waited for by nobody, and outlives it unless the time was
/// over.
/// - Parameters:
///   - program: a path; no directory is searched.
///   - arguments: those after the program's name.
///   - input: what it reads from standard input.
///   - timeout: milliseconds until it is told to end.
/// - Throws: `SystemError` if it can't be started.
package func runFilter(
  _ program: String, _ arguments: [String], input: [UInt8], timeout: Int
) throws(SystemError) -> FilterResult {
  takeChildEnds()
  // Pipes, not files: a security module may forbid a program, such as a confined mailer, any file of ours.
  var feed = try Pipe(for: program)
  var output = try Pipe(for: program)
  feed.neverBlocks(feed.writing)
  output.neverBlocks(output.reading)
  let pid = try spawnFilter(program, arguments, input: feed.reading, output: output.writing)
  output.closeWriting()
  let ended = batchwatch_process_descriptor(pid)
  defer { if ended >= 0 { close(ended) } }
  var kept = OutputEnd(limit: 2048)
  var written = 0
  var patience = Patience(timeout)
  while true {
    // Our own reading end stays open all the time: so there is no SIGPIPE, and what is left tells what was not read.
    if feed.writing >= 0 { written += feed.write(input, from: written) }
    if written == input.count { feed.closeWriting() }
    kept.read(from: &output, pieces: 1)
    if hasEnded(pid) || patience.hasGivenUp { break }
    // poll(2) passes over a descriptor that is negative.
    var events = [
      pollfd(fd: feed.writing, events: Int16(POLLOUT), revents: 0),
      pollfd(fd: output.reading, events: Int16(POLLIN), revents: 0),
      pollfd(fd: ended, events: Int16(POLLIN), revents: 0),
    ]
    // Where a sandbox forbids the descriptor, the program is asked twenty times a second.
    poll(&events, nfds_t(events.count), Int32(clamping: min(patience.left, ended >= 0 ? .max : 50)))
    patience.act(on: pid)
  }
  // Before it is waited for, while its number is still its own.
  if patience.isOver { kill(-pid, SIGKILL) }
  let hasReadAll = written == input.count && feed.unread == 0
  var status = SIGKILL
  waitpid(pid, &status, WNOHANG)
  kept.read(from: &output, pieces: 16)
  return FilterResult(
    status: exitStatus(status), hasReadAll: hasReadAll, isStopped: patience.isOver, output: kept.bytes)
}

/// The stages in which a program loses its time.
private struct Patience {
  private static let grace: Int64 = 2000
  private var next: Int64
  private var signals = [SIGTERM, SIGKILL]

  init(_ timeout: Int) { next = monotonicMilliseconds() + Int64(max(0, timeout)) }

  /// Whether the program was told to end.
  var isOver: Bool { signals.count < 2 }
  /// Not even SIGKILL ends a process that waits for a disk or a server's directory that hangs.
  var hasGivenUp: Bool { signals.isEmpty && left == 0 }
  /// Milliseconds until the next stage.
  var left: Int64 { max(0, next - monotonicMilliseconds()) }

  mutating func act(on pid: pid_t) {
    guard left == 0, let signal = signals.first else { return }
    kill(-pid, signal)
    signals.removeFirst()
    next = monotonicMilliseconds() + Self.grace
  }
}

/// Whether the process has ended; it stays to be waited for.
private func hasEnded(_ pid: pid_t) -> Bool {
  var information = siginfo_t()
  return waitid(P_PID, id_t(pid), &information, WEXITED | WNOHANG | WNOWAIT) == 0 && information.si_signo == SIGCHLD
}

/// The last bytes that came out of a pipe.
private struct OutputEnd {
  let limit: Int
  private(set) var bytes: [UInt8] = []

  init(limit: Int) { self.limit = limit }

  /// Takes what is in it, at most so many pieces.
  mutating func read(from pipe: inout Pipe, pieces: Int) {
    var piece = [UInt8](repeating: 0, count: 65_536)
    for _ in 0..<pieces where pipe.reading >= 0 {
      let count = Glibc.read(pipe.reading, &piece, piece.count)
      if count == 0 { pipe.closeReading() }
      guard count > 0 else { return }
      bytes = Array((bytes + piece[..<count]).suffix(limit))
    }
  }
}

private func spawnFilter(
  _ program: String, _ arguments: [String], input: Int32, output: Int32
) throws(SystemError) -> pid_t {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_adddup2(&actions, input, 0)
  posix_spawn_file_actions_adddup2(&actions, output, 1)
  posix_spawn_file_actions_adddup2(&actions, output, 2)
  batchwatch_close_from(&actions, 3)
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  var none = sigset_t()
  sigemptyset(&none)
  var all = sigset_t()
  sigfillset(&all)
  posix_spawnattr_setsigmask(&attributes, &none)
  posix_spawnattr_setsigdefault(&attributes, &all)
  posix_spawnattr_setpgroup(&attributes, 0)
  posix_spawnattr_setflags(
    &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
  let environment = [
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C",
    "HOME=" + (environmentVariable("HOME") ?? "/"),
  ]
  let words = ([program] + arguments).map { strdup($0) }
  let variables = environment.map { strdup($0) }
  defer { for text in words + variables { free(text) } }
  var pid: pid_t = 0
  let code = posix_spawn(&pid, program, &actions, &attributes, words + [nil], variables + [nil])
  guard code == 0 else { throw SystemError("run", program, code: code) }
  return pid
}
