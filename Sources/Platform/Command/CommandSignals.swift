internal import CPlatform
internal import Glibc

/// All signals that can be caught, which are meant for a command that we stand in front of: they are held back from now
/// on, and passed on once it runs, each once, to whom they were sent: to the command, or to its whole process group.
///
/// For a command's only thread, never for a library. They stay blocked when the value goes, so that one which comes when
/// the command has ended doesn't end us before we have said how it did.
package struct CommandSignals: ~Copyable {
  package let descriptor: Int32
  /// The signals that were blocked before, as the command shall have them.
  let previous: sigset_t
  /// Whether we have a terminal. Then the command stays in our process group, for the terminal's keys act on that; else it
  /// leads a group of its own, as from cron.
  package let hasTerminal: Bool
  private let canary: pid_t
  /// What ended the waiting last, so that the same from the same sender is not passed on twice.
  private var last = (number: Int32(0), sender: UInt32(0), time: Int64(0))
  private var childHasEnded = false
  /// Whether somebody asked for an end, by SIGHUP, SIGINT, SIGQUIT or SIGTERM.
  package private(set) var endIsWanted = false

  private static let ordersToEnd = [SIGHUP, SIGINT, SIGQUIT, SIGTERM]

  /// How long a signal to a group may take to reach a second process of it, in milliseconds.
  private static let spread = 10
  /// Within this time the same order to end, from the same sender, is one order: `timeout` gives it to its child, and then
  /// to the group.
  private static let sameOrder: Int64 = 50

  /// - Throws: `SystemError` where there are no descriptors left.
  package init() throws(SystemError) {
    takeChildEnds()
    hasTerminal = Self.findTerminal()
    var held = sigset_t()
    var previous = sigset_t()
    sigfillset(&held)
    // On a terminal, Ctrl-Z stops us as it stops the command.
    if hasTerminal { for number in [SIGTSTP, SIGTTIN, SIGTTOU] { sigdelset(&held, number) } }
    sigprocmask(SIG_SETMASK, &held, &previous)
    self.previous = previous
    descriptor = batchwatch_signal_descriptor(&held)
    guard descriptor >= 0 else {
      let failure = SystemError("watch", "signals")
      sigprocmask(SIG_SETMASK, &previous, nil)
      throw failure
    }
    canary = batchwatch_start_canary()
  }

  deinit {
    close(descriptor)
  }

  /// Lets the signals reach us again. Else the canary ends with us, and what we share is taken down by it.
  package consuming func release() {
    batchwatch_end_canary(canary)
    var previous = previous
    sigprocmask(SIG_SETMASK, &previous, nil)
  }

  private static func findTerminal() -> Bool {
    let terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
    if terminal >= 0 { close(terminal) }
    return terminal >= 0
  }

  /// Whether a child has ended since the last call.
  mutating func takeChildEnd() -> Bool {
    defer { childHasEnded = false }
    return childHasEnded
  }

  /// A signal that came, and whether it came to our whole process group.
  struct Arrival {
    var information: signalfd_siginfo
    var isForGroup: Bool
    var number: Int32 { Int32(information.ssi_signo) }
  }

  /// The next signal that has come and is meant for the command; nil if there is none.
  mutating func next() -> Arrival? {
    var information = signalfd_siginfo()
    let size = MemoryLayout<signalfd_siginfo>.size
    while read(descriptor, &information, size) == size {
      let number = Int32(information.ssi_signo)
      if number == SIGCHLD {
        childHasEnded = true
        continue
      }
      // Of a write of our own.
      if number == SIGPIPE || number == SIGXFSZ, information.ssi_pid == UInt32(getpid()) { continue }
      if repeatsOrder(information) { continue }
      return Arrival(information: information, isForGroup: cameToGroup(information))
    }
    return nil
  }

  private mutating func repeatsOrder(_ information: signalfd_siginfo) -> Bool {
    let number = Int32(information.ssi_signo)
    guard Self.ordersToEnd.contains(number) else { return false }
    endIsWanted = true
    let now = monotonicMilliseconds()
    let isSame =
      last.number == number && last.sender == information.ssi_pid && now - last.time < Self.sameOrder
    last = (number, information.ssi_pid, now)
    return isSame
  }

  private func cameToGroup(_ information: signalfd_siginfo) -> Bool {
    // The terminal's keys (the kernel, SI_KERNEL) go to the group, but that it is gone only to the session's leader.
    guard canary > 0 else { return information.ssi_code == 0x80 }
    let number = Int32(information.ssi_signo)
    for _ in 0..<Self.spread {
      if batchwatch_canary_noted(number) != 0 { return true }
      Platform.pause(milliseconds: 1)
    }
    return batchwatch_canary_noted(number) != 0
  }

  /// Waits while no command runs.
  /// - Returns: the number of the order to end that came meanwhile; nil if none did.
  package mutating func pause(milliseconds: Int64) -> Int32? {
    let deadline = monotonicMilliseconds() + milliseconds
    while true {
      if let order = nextOrder() { return order }
      let left = deadline - monotonicMilliseconds()
      guard left > 0 else { return nil }
      var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      poll(&ready, 1, Int32(clamping: left))
    }
  }

  /// The number of an order to end that has come while no command runs; nil if none has. Other signals are for a command,
  /// and there is none.
  package mutating func nextOrder() -> Int32? {
    while let arrival = next() { if Self.ordersToEnd.contains(arrival.number) { return arrival.number } }
    return nil
  }

  /// Passes on what has come.
  mutating func forward(to command: StartedCommand) {
    while let arrival = next() {
      // What came to our group, the command has got itself if it is in it.
      if command.leadsGroup || !arrival.isForGroup { command.pass(arrival) }
    }
  }
}

/// A command that runs, or has ended and was not waited for yet.
struct StartedCommand {
  let process: pid_t
  /// Whether it leads a process group of its own.
  let leadsGroup: Bool

  /// Sends a signal to it and, where it leads a group, to all of that.
  func end(by signal: Int32) { kill(leadsGroup ? -process : process, signal) }

  func pass(_ arrival: CommandSignals.Arrival) {
    let information = arrival.information
    if arrival.isForGroup && leadsGroup {
      kill(-process, arrival.number)
    } else if information.ssi_code == SI_QUEUE {
      var value = sigval()
      value.sival_ptr = UnsafeMutableRawPointer(bitPattern: UInt(information.ssi_ptr))
      sigqueue(process, arrival.number, value)
    } else {
      kill(process, arrival.number)
    }
  }
}
