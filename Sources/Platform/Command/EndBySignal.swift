internal import CPlatform
internal import Glibc

/// Ends this process as a signal ends one that doesn't handle it, as the command was ended that it stands for. Without a
/// memory dump: that would be of us. Process 1, which no signal ends, exits with the status that a shell would tell.
package func endBySignal(_ number: Int32) -> Never {
  var none = rlimit(rlim_cur: 0, rlim_max: 0)
  setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
  var set = sigset_t()
  sigemptyset(&set)
  sigaddset(&set, number)
  signal(number, SIG_DFL)
  sigprocmask(SIG_UNBLOCK, &set, nil)
  raise(number)
  exit(128 + number)
}
