internal import Glibc

/// Milliseconds since the Unix epoch by the system's clock.
package func wallClockMilliseconds() -> Int64 { milliseconds(CLOCK_REALTIME) }

/// Milliseconds of a clock that never jumps, for measuring waits.
package func monotonicMilliseconds() -> Int64 { milliseconds(CLOCK_MONOTONIC) }

private func milliseconds(_ clock: clockid_t) -> Int64 {
  var time = timespec()
  // Fails only for an unknown clock or a bad address; neither can happen here.
  clock_gettime(clock, &time)
  return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}

/// Sleeps; a signal may end it early.
package func pause(milliseconds: Int) {
  var time = timespec(tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
  nanosleep(&time, nil)
}
