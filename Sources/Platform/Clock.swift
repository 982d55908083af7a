internal import Glibc

/// Milliseconds since the Unix epoch by the system's clock.
package func wallClockMilliseconds() -> Int64 { milliseconds(CLOCK_REALTIME) }

/// Milliseconds of a clock that never jumps, for measuring waits.
package func monotonicMilliseconds() -> Int64 { milliseconds(CLOCK_MONOTONIC) }

/// The same clock in microseconds, as sd_notify(3) wants it for `MONOTONIC_USEC=`.
package func monotonicMicroseconds() -> Int64 { nanoseconds(CLOCK_MONOTONIC) / 1000 }

/// When this host, or the container's host, was started: milliseconds since the Unix epoch, by the system's clock as it
/// goes now. It is good to some milliseconds, and moves when the clock is set.
package func bootMilliseconds() -> Int64 {
  // Not btime of /proc/stat: it has whole seconds, and the same clocks behind it.
  milliseconds(CLOCK_REALTIME) - milliseconds(CLOCK_BOOTTIME)
}

private func milliseconds(_ clock: clockid_t) -> Int64 { nanoseconds(clock) / 1_000_000 }

private func nanoseconds(_ clock: clockid_t) -> Int64 {
  var time = timespec()
  // Fails only for an unknown clock or a bad address; neither can happen here.
  clock_gettime(clock, &time)
  return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

/// alarm(2): the kernel ends this process by SIGALRM when the time is over, whatever it is at. Each call takes the place of
/// the one before, and 0 of all.
package func endAfter(seconds: UInt32) {
  signal(SIGALRM, SIG_DFL)
  alarm(seconds)
}

/// Sleeps; a signal may end it early.
package func pause(milliseconds: Int) {
  var time = timespec(tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
  nanosleep(&time, nil)
}
