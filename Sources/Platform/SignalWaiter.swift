internal import CPlatform
internal import Glibc

/// What a service is told by signals.
package enum Signal: CaseIterable, Sendable {
  /// SIGTERM, SIGINT, SIGHUP, SIGUSR1.
  case terminate, interrupt, hangUp, user1

  var number: Int32 {
    switch self {
    case .terminate: SIGTERM
    case .interrupt: SIGINT
    case .hangUp: SIGHUP
    case .user1: SIGUSR1
    }
  }
}

/// Takes the signals of a service one after the other, at a point where it is ready for them, instead of in a handler.
package struct SignalWaiter: ~Copyable, Sendable {
  private let descriptor: Int32
  private var pending: [Signal] = []

  /// Blocks the signals in this thread, and in all that it makes from now on: so make it before any other thread, or the
  /// kernel gives a signal to one that doesn't block it. They stay blocked, so that a second SIGTERM, sent while the
  /// first one is obeyed, ends nothing half-way.
  /// - Throws: `SystemError` where there are no descriptors left.
  package init() throws(SystemError) {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in Signal.allCases { sigaddset(&set, signal.number) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    descriptor = batchwatch_signal_descriptor(&set)
    guard descriptor >= 0 else { throw SystemError("watch", "signals") }
  }

  deinit { close(descriptor) }

  /// Waits for a signal.
  /// - Returns: at once what has come since the last call, an order to end before the others, and the same one only
  ///   once; nil when the time is over.
  package mutating func wait(milliseconds: Int) -> Signal? {
    let end = monotonicMilliseconds() + Int64(max(0, milliseconds))
    while true {
      take()
      if let signal = Signal.allCases.first(where: pending.contains) {
        pending.removeAll { $0 == signal }
        return signal
      }
      let left = end - monotonicMilliseconds()
      guard left > 0 else { return nil }
      var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      poll(&ready, 1, Int32(clamping: left))
    }
  }

  private mutating func take() {
    var information = signalfd_siginfo()
    let size = MemoryLayout<signalfd_siginfo>.size
    while read(descriptor, &information, size) == size {
      let number = Int32(information.ssi_signo)
      if let signal = Signal.allCases.first(where: { $0.number == number }) { pending.append(signal) }
    }
  }
}
