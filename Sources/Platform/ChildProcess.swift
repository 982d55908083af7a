internal import CPlatform
internal import Glibc

/// How a child process ended, and what it used.
package struct ChildResult: Equatable, Sendable {
  /// The exit status, or 128 and the signal's number, as shells say it.
  package var status: Int32
  /// The signal that ended it, if one did.
  package var signal: Int32?
  /// User and system time of it and its waited-for children.
  package var cpuSeconds: Double
  /// The largest resident set of one process.
  package var peakMemoryBytes: Int64
  /// The end of what it wrote to standard output and standard error, as it came.
  package var output: [UInt8]

  /// `SIGKILL` and the like, for people.
  package var signalName: String? {
    signal.map { number in signalNames[number].map { "SIG" + $0 } ?? "signal \(number)" }
  }
}

/// Runs a command, passes its output on while keeping the end of it, and passes signals on to it.
///
/// The command gets our standard input, and pipes for the two outputs; each piece is passed on at once to the stream it
/// came from. The forwarded signals go to the command, which decides; we stay to report how it ended.
/// - Parameters:
///   - arguments: argv, as C strings, the program first; it is looked up in PATH.
///   - environment: variables to set beside the inherited ones.
///   - keeping: how many bytes of output to keep.
///   - side: what goes on beside it, if anything; its messages are passed on when it ends.
/// - Throws: `SystemError` if the command can't be started; its code says whether it was not found.
package func runChild(
  _ arguments: [UnsafeMutablePointer<CChar>], environment: [(name: String, value: String)], keeping limit: Int,
  signals: borrowing ForwardedSignals, beside side: inout SideProcess?
) throws(SystemError) -> ChildResult {
  guard let program = arguments.first else { throw SystemError("run", "a command", code: EINVAL) }
  let title = String(cString: program)
  for (name, value) in environment { setenv(name, value, 1) }
  takeChildEnds()
  var output = try Pipe(for: title)
  var errors = try Pipe(for: title)
  // Only our ends must not block; the command expects ordinary pipes.
  output.neverBlocks(output.reading)
  errors.neverBlocks(errors.reading)
  let pid = try spawn(arguments, title, output: output.writing, errors: errors.writing, mask: signals.previous)
  output.closeWriting()
  errors.closeWriting()
  var relay = OutputRelay(limit: limit, sources: [(output.reading, 1), (errors.reading, 2)])
  // Not SIGCHLD: in a process of several threads another one may get it.
  let ended = batchwatch_process_descriptor(pid)
  defer { if ended >= 0 { close(ended) } }
  var sideEnd = side?.ended ?? -1
  var usage = rusage()
  var status: Int32 = 0
  while true {
    // Where a sandbox forbids the descriptor, the child is asked twenty times a second.
    relay.wait(also: [signals.descriptor, ended, sideEnd], atMost: ended >= 0 ? -1 : 50)
    signals.forward(to: pid)
    if wait4(pid, &status, WNOHANG, &usage) == pid { break }
    if sideEnd >= 0, side?.hasEnded() == true {
      side?.passOnMessages()
      sideEnd = -1
    }
  }
  // What the command wrote is in the pipes already. A process that it left behind may hold them open for ever, so
  // nobody waits for their end.
  relay.drain()
  return ChildResult(status: status, usage: usage, output: relay.kept)
}

extension ChildResult {
  fileprivate init(status: Int32, usage: rusage, output: [UInt8]) {
    signal = batchwatch_wait_signaled(status) != 0 ? batchwatch_wait_signal(status) : nil
    self.status = exitStatus(status)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
    cpuSeconds = seconds(usage.ru_utime) + seconds(usage.ru_stime)
    peakMemoryBytes = Int64(usage.ru_maxrss) * 1024
    self.output = output
  }
}

private let signalNames: [Int32: String] = [
  1: "HUP", 2: "INT", 3: "QUIT", 4: "ILL", 6: "ABRT", 7: "BUS", 8: "FPE", 9: "KILL", 10: "USR1", 11: "SEGV",
  12: "USR2", 13: "PIPE", 14: "ALRM", 15: "TERM", 24: "XCPU", 25: "XFSZ",
]

/// What waitpid(2) tells, as shells say it: the exit status, or 128 and the signal's number.
func exitStatus(_ status: Int32) -> Int32 {
  batchwatch_wait_signaled(status) != 0 ? 128 + batchwatch_wait_signal(status) : batchwatch_wait_exit_status(status)
}

/// A parent may have left SIGCHLD ignored: then the kernel would keep no exit status, and waiting find no child.
func takeChildEnds() { batchwatch_take_child_ends() }

private func spawn(
  _ arguments: [UnsafeMutablePointer<CChar>], _ title: String, output: Int32, errors: Int32, mask: sigset_t
) throws(SystemError) -> pid_t {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_adddup2(&actions, output, 1)
  posix_spawn_file_actions_adddup2(&actions, errors, 2)
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  // The command begins with the signals as they were before us: nothing blocked by us, SIGPIPE and SIGXFSZ not ignored.
  var mask = mask
  var defaults = sigset_t()
  sigemptyset(&defaults)
  sigaddset(&defaults, SIGPIPE)
  sigaddset(&defaults, SIGXFSZ)
  posix_spawnattr_setsigmask(&attributes, &mask)
  posix_spawnattr_setsigdefault(&attributes, &defaults)
  posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
  var vector: [UnsafeMutablePointer<CChar>?] = arguments
  vector.append(nil)
  var pid: pid_t = 0
  let code = posix_spawnp(&pid, arguments[0], &actions, &attributes, &vector, batchwatch_environment())
  guard code == 0 else { throw SystemError("run", title, code: code) }
  return pid
}
