internal import CPlatform
internal import Glibc

extension File {
  /// Locks a range of the file for this open file description alone, and waits at most `milliseconds` for it.
  ///
  /// The lock ends with the `File`, or with the process however it dies. The waiting polls, with random pauses of one
  /// to four milliseconds: a blocking call could only be bounded by a signal, and a library must not take one.
  /// - Parameter shared: keeps out only those who lock for themselves alone; then the file need not be open for writing.
  /// - Throws: `SystemError` with `SystemError.timedOut` if others held the lock all the time.
  package func lock(
    offset: Int64 = 0, length: Int64 = 1, shared: Bool = false, waitingAtMost milliseconds: Int
  ) throws(SystemError) {
    var deadline: Int64?
    while batchwatch_lock_range(descriptor, Int32(shared ? F_RDLCK : F_WRLCK), offset, length, 0) != 0 {
      switch errno {
      case EINTR: continue
      case EAGAIN, EACCES: break
      default: throw SystemError("lock", path)
      }
      let now = monotonicMilliseconds()
      let end = deadline ?? now + Int64(milliseconds)
      deadline = end
      guard now < end else { throw SystemError("lock", path, code: ETIMEDOUT) }
      usleep(UInt32.random(in: 1000...4000))
    }
  }

  /// Gives the range back before the file is closed.
  package func unlock(offset: Int64 = 0, length: Int64 = 1) {
    _ = batchwatch_lock_range(descriptor, Int32(F_UNLCK), offset, length, 0)
  }
}
