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
  /// By a clock that never jumps.
  package var milliseconds: Int64
  /// Whether it was told to end because its time was over.
  package var isOverdue: Bool

  /// `SIGKILL` and the like, for people.
  package var signalName: String? { signal.map(Platform.signalName) }
}

/// How long a command may take.
package struct TimeLimit: Sendable {
  /// Milliseconds until its process group gets SIGTERM.
  package var milliseconds: Int64
  /// Milliseconds from then until what is left of the group gets SIGKILL.
  package var grace: Int64

  package init(milliseconds: Int64, grace: Int64) {
    self.milliseconds = milliseconds
    self.grace = grace
  }
}

/// Runs a command, passes its output on, and passes signals on to it.
///
/// It gets our standard input, and our other descriptors, and signals as they came to us. The forwarded signals go to the
/// command, which decides; we stay to report how it ended. As process 1 we also wait for those that it leaves behind.
/// - Parameters:
///   - arguments: argv, as C strings, the program first; it is looked up in PATH.
///   - relay: takes its output.
///   - companion: what goes on beside it, if anything; its messages are passed on when they come, and the line
///     `group NUMBER` tells it which process group the command leads, if it leads one.
/// - Throws: `SystemError` if the command can't be started; its code says whether it was not found.
package func runCommand(
  _ arguments: [UnsafeMutablePointer<CChar>], within limit: TimeLimit? = nil, signals: inout CommandSignals,
  relay: inout OutputRelay, beside companion: inout SideProcess?
) throws(SystemError) -> ChildResult {
  let begin = monotonicMilliseconds()
  let command = try start(arguments, signals, &relay, companion?.channel ?? -1)
  // Not SIGCHLD alone: somebody may send us that without need, and a debugger may take it.
  let ended = batchwatch_process_descriptor(command.process)
  defer { if ended >= 0 { close(ended) } }
  var patience = limit.map { CommandPatience($0, since: begin) }
  var usage = rusage()
  var status: Int32 = 0
  while true {
    let left = patience?.left ?? -1
    // Where a sandbox forbids the descriptor, the child is asked twenty times a second.
    let wait = ended >= 0 ? left : (left < 0 ? 50 : min(left, 50))
    relay.wait(
      also: [signals.descriptor, ended, companion?.messagesToRead ?? -1], atMost: Int32(clamping: wait))
    signals.forward(to: command)
    companion?.passOnMessages()
    if wait4(command.process, &status, WNOHANG | WUNTRACED, &usage) == command.process {
      if batchwatch_wait_stopped(status) == 0 { break }
      if signals.hasTerminal { stop(with: command) }
    }
    if signals.takeChildEnd() {
      _ = companion?.hasEnded()
      waitForOrphans(but: command.process, companion?.process)
    }
    patience?.act(on: command)
  }
  let milliseconds = monotonicMilliseconds() - begin
  patience?.endRest(of: command, &signals, &relay)
  // What it has left behind may be in the middle of a line of ours.
  relay.finish(waitingAtMost: leftBehindGrace)
  return ChildResult(
    status: status, usage: usage, milliseconds: milliseconds, isOverdue: patience?.isOver ?? false)
}

/// How long the record of an end waits for the last words of processes that the command has left behind, such as
/// `> >(tee log)`, in milliseconds.
private let leftBehindGrace: Int64 = 1000

extension ChildResult {
  fileprivate init(status: Int32, usage: rusage, milliseconds: Int64, isOverdue: Bool) {
    signal = batchwatch_wait_signaled(status) != 0 ? batchwatch_wait_signal(status) : nil
    self.status = exitStatus(status)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
    cpuSeconds = seconds(usage.ru_utime) + seconds(usage.ru_stime)
    peakMemoryBytes = Int64(usage.ru_maxrss) * 1024
    self.milliseconds = milliseconds
    self.isOverdue = isOverdue
  }
}

/// `SIGTERM` and the like; `signal 40` for one without a name.
package func signalName(_ number: Int32) -> String { signalNames[number].map { "SIG" + $0 } ?? "signal \(number)" }

private let signalNames: [Int32: String] = [
  1: "HUP", 2: "INT", 3: "QUIT", 4: "ILL", 5: "TRAP", 6: "ABRT", 7: "BUS", 8: "FPE", 9: "KILL", 10: "USR1", 11: "SEGV",
  12: "USR2", 13: "PIPE", 14: "ALRM", 15: "TERM", 16: "STKFLT", 24: "XCPU", 25: "XFSZ", 26: "VTALRM", 27: "PROF",
  29: "IO", 30: "PWR", 31: "SYS",
]

/// What waitpid(2) tells, as shells say it: the exit status, or 128 and the signal's number.
func exitStatus(_ status: Int32) -> Int32 {
  batchwatch_wait_signaled(status) != 0 ? 128 + batchwatch_wait_signal(status) : batchwatch_wait_exit_status(status)
}

/// A parent may have left SIGCHLD ignored: then the kernel would keep no exit status, and waiting find no child.
func takeChildEnds() { batchwatch_take_child_ends() }

private func start(
  _ arguments: [UnsafeMutablePointer<CChar>], _ signals: borrowing CommandSignals, _ relay: inout OutputRelay,
  _ companion: Int32
) throws(SystemError) -> StartedCommand {
  guard let program = arguments.first else { throw SystemError("run", "a command", code: EINVAL) }
  var vector: [UnsafeMutablePointer<CChar>?] = arguments
  vector.append(nil)
  var mask = signals.previous
  var code: Int32 = 0
  let (output, errors) = relay.open()
  defer { relay.closePipes() }
  let leadsGroup = !signals.hasTerminal
  let process = vector.withUnsafeBufferPointer { words in
    withUnsafePointer(to: &mask) { mask in
      var start = batchwatch_start(
        arguments: words.baseAddress, output: output, errors: errors, own_group: leadsGroup ? 1 : 0,
        companion: companion, mask: mask)
      return batchwatch_start_command(&start, &code)
    }
  }
  guard process > 0 else { throw SystemError("run", String(cString: program), code: code) }
  return StartedCommand(process: process, leadsGroup: leadsGroup)
}

/// Process 1 of a container is the parent of all that lost theirs.
private func waitForOrphans(but command: pid_t, _ companion: pid_t?) {
  guard getpid() == 1 else { return }
  while true {
    var information = siginfo_t()
    guard waitid(P_ALL, 0, &information, WEXITED | WNOHANG | WNOWAIT) == 0 else { return }
    let process = batchwatch_signal_sender(&information)
    // The kernel names the first that has ended. Of these two it is asked at the places that wait for them.
    guard process > 0, process != command, process != companion else { return }
    waitpid(process, nil, WNOHANG)
  }
}

/// The command has stopped itself: so its shell, which waits for us, finds us stopped too. Both go on together.
private func stop(with command: StartedCommand) {
  raise(SIGSTOP)
  kill(command.process, SIGCONT)
}

/// The stages in which a command loses its time.
private struct CommandPatience {
  private let limit: TimeLimit
  private let end: Int64
  private(set) var isOver = false
  private var isKilled = false

  init(_ limit: TimeLimit, since begin: Int64) {
    self.limit = limit
    end = begin.addingReportingOverflow(limit.milliseconds).partialValue
  }

  private var next: Int64 { isOver ? end.addingReportingOverflow(limit.grace).partialValue : end }

  /// Milliseconds until the next stage; -1 where there is none.
  var left: Int64 { isKilled ? -1 : max(0, next - monotonicMilliseconds()) }

  mutating func act(on command: StartedCommand) {
    guard left == 0 else { return }
    if isOver { isKilled = true }
    command.end(by: isOver ? SIGKILL : SIGTERM)
    // A command that is stopped can't hear it.
    if !isOver { command.end(by: SIGCONT) }
    isOver = true
  }

  /// What was told to end together with the command has the same time for it.
  func endRest(of command: StartedCommand, _ signals: inout CommandSignals, _ relay: inout OutputRelay) {
    guard isOver, command.leadsGroup else { return }
    while groupRuns(command.process), left > 0, !isKilled {
      relay.wait(also: [signals.descriptor], atMost: 50)
      while let arrival = signals.next() { command.end(by: arrival.number) }
      waitForOrphans(but: command.process, nil)
    }
    if groupRuns(command.process) { kill(-command.process, SIGKILL) }
  }
}
