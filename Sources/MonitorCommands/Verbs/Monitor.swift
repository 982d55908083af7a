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
  let lock = try lockMonitor(ofTracker: session.settings.tracker)
  defer { lock.unlock() }
  if invocation.contains(.once) {
    let ledger = try Ledger(ofTracker: session.settings.tracker, log: context.log, now: time(context))
    return try Pass(session: session, ledger: ledger, interval: interval, context: context, alive: {}).make()
      .status.rawValue
  }
  MonitorService(configuration: path, interval: interval, context, signals: try SignalWaiter()).run()
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

/// The passes of one tracker are one monitor's: the lock keeps others out as long as it is held.
/// - Throws: `MonitorBusy` if another monitor runs; `SystemError`.
func lockMonitor(ofTracker tracker: String, waitingAtMost milliseconds: Int = 0) throws -> File {
  let path = Ledger.path(ofTracker: tracker) + "-lock"
  if isMissing(path) {
    try makeDirectory(parentDirectory(of: path), permissions: 0o770)
    try ensureFile(path, permissions: 0o660)
  }
  let file = try File(path, .readWrite)
  try lock(file, ofTracker: tracker, waitingAtMost: milliseconds)
  return file
}

private func lock(_ file: borrowing File, ofTracker tracker: String, waitingAtMost milliseconds: Int) throws {
  do {
    try file.lock(waitingAtMost: milliseconds)
  } catch {
    if error.code == SystemError.timedOut { throw MonitorBusy(tracker: tracker) }
    throw error
  }
}

/// Another monitor watches the same tracker.
struct MonitorBusy: Error, CustomStringConvertible {
  var tracker: String

  var description: String {
    "another monitor watches \(tracker) already; stop one of them: systemctl status batchwatch-monitor, crontab -l"
  }
}
