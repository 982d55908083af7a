internal import Arguments
internal import BatchTracker
internal import Batches
internal import Commands
internal import Ledger
internal import Platform

/// `monitor [--once] [--interval 60s]`: makes passes, one or as long as it may.
func monitor(_ invocation: Invocation, _ context: CommandContext) throws -> Int32 {
  let interval = try monitorInterval(invocation)
  let path = invocation.value(.config)
  let session = try Session(configuration: path, log: context.log)
  let lock = try MonitorLock(ofTracker: session.settings.tracker)
  defer { withExtendedLifetime(lock) {} }
  if invocation.contains(.once) {
    let ledger = try Ledger(ofTracker: session.settings.tracker, log: context.log, now: time(context))
    return try Pass(session: session, ledger: ledger, interval: interval, context: context, alive: {}).make()
      .status.rawValue
  }
  var service = try MonitorService(configuration: path, interval: interval, context)
  service.run()
  return ExitStatus.done.rawValue
}

private func time(_ context: CommandContext) -> Timestamp { Timestamp(milliseconds: context.now()) }

/// `--interval`, checked.
func monitorInterval(_ invocation: Invocation) throws(InvalidValue) -> TimeSpan {
  let interval = try timeSpan(invocation.value(.interval) ?? Defaults.monitorInterval, "--interval")
  guard interval >= TimeSpan(seconds: 1), interval <= .hours(1) else {
    throw InvalidValue("--interval is \(interval.description): from 1s to 1h is possible")
  }
  return interval
}

/// The passes of one tracker are one monitor's: it keeps others out as long as it lives.
struct MonitorLock: ~Copyable {
  private let file: File

  /// - Throws: `MonitorBusy` if another monitor runs; `SystemError`.
  init(ofTracker tracker: String, waitingAtMost milliseconds: Int = 0) throws {
    let path = Ledger.path(ofTracker: tracker) + "-lock"
    do {
      try makeDirectory(parentDirectory(of: path), permissions: 0o770)
      try createEmptyFile(path, permissions: 0o660)
    } catch let error as SystemError where error.code == SystemError.exists {}
    let file = try File(path, .readWrite)
    do {
      try file.lock(waitingAtMost: milliseconds)
    } catch {
      throw error.code == SystemError.timedOut ? MonitorBusy(tracker: tracker) : error as any Error
    }
    self.file = file
  }
}

/// Another monitor watches the same tracker.
struct MonitorBusy: Error, CustomStringConvertible {
  var tracker: String

  var description: String {
    "another monitor watches \(tracker) already; stop one of them: systemctl status batchwatch-monitor, crontab -l"
  }
}
