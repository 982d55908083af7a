internal import CPlatform
internal import Glibc

/// SIGHUP, SIGINT, SIGQUIT and SIGTERM, which are meant for a command that we stand in front of: they are held back from
/// now on, and passed on once it runs.
///
/// For a command's only thread, never for a library. They stay blocked when the value goes, so that one which comes when
/// the command has ended doesn't end us before we have said how it did.
package struct ForwardedSignals: ~Copyable {
  let descriptor: Int32
  /// The signals that were blocked before, as the command shall have them.
  let previous: sigset_t

  /// - Throws: `SystemError` where there are no descriptors left.
  package init() throws(SystemError) {
    var forwarded = sigset_t()
    var previous = sigset_t()
    sigemptyset(&forwarded)
    for number in [SIGHUP, SIGINT, SIGQUIT, SIGTERM] { sigaddset(&forwarded, number) }
    sigprocmask(SIG_BLOCK, &forwarded, &previous)
    self.previous = previous
    descriptor = batchwatch_signal_descriptor(&forwarded)
    guard descriptor >= 0 else {
      let failure = SystemError("watch", "signals")
      sigprocmask(SIG_SETMASK, &previous, nil)
      throw failure
    }
  }

  deinit { close(descriptor) }

  /// Lets the signals reach us again.
  package consuming func release() {
    var previous = previous
    sigprocmask(SIG_SETMASK, &previous, nil)
  }

  /// Passes on what has come.
  func forward(to process: pid_t) {
    var information = signalfd_siginfo()
    let size = MemoryLayout<signalfd_siginfo>.size
    while read(descriptor, &information, size) == size {
      // One from the terminal's keyboard (the kernel, SI_KERNEL) went to the whole foreground group already.
      if information.ssi_code != 0x80 { kill(process, Int32(information.ssi_signo)) }
    }
  }
}
