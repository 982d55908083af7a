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
  let lock = try lockMonitor(ofTracker: session.settings.tracker, log: session.log)
  defer { lock.unlock() }
  if invocation.contains(.once) {
    return try makePass(session, interval: interval, context, alive: {}).status.rawValue
  }
  MonitorService(configuration: path, interval: interval, context, signals: try SignalWaiter()).run()
  return ExitStatus.done.rawValue
}

/// Makes one pass with the ledger; or where that can't be written, as on a full disk, with one in memory, for people must
/// hear of that too.
/// - Parameters:
///   - interval: the time between two passes; nil for that of the last pass, where somebody makes one in between.
///   - alive: called between the steps.
/// - Throws: what stands in the way of both.
func makePass(
  _ session: Session, interval: TimeSpan?, _ context: CommandContext, alive: @escaping () -> Void
) throws -> Pass.Outcome {
  let tracker = session.settings.tracker
  let now = Timestamp(milliseconds: context.now())
  let notes = PassNotes(ofTracker: tracker, log: session.log, now: now)
  notes.begin()
  func pass(_ ledger: Ledger) throws -> Pass.Outcome {
    let interval =
      try interval ?? ledger.transaction { try $0.state() }.interval ?? timeSpan(Defaults.monitorInterval, "")
    return try Pass(session: session, ledger: ledger, interval: interval, context: context, notes: notes, alive: alive)
      .make()
  }
  func passWithEitherLedger() throws -> Pass.Outcome {
    notes.enter(.ledger)
    do {
      if notes.needsNewLedger {
        try Ledger.setAside(ofTracker: tracker, because: "it ends passes", log: session.log, now: now)
      }
      let ledger = try Ledger(ofTracker: tracker, log: session.log, now: now)
      try ledger.takeBack(fromSpareOf: tracker)
      return try pass(ledger)
    } catch let error as LedgerError {
      guard error.isPassing else { throw error }
      session.log.error(error.description)
      var outcome = try pass(Ledger(spareOf: tracker, log: session.log, now: now))
      outcome.status = .inputOutput
      return outcome
    }
  }
  do {
    let outcome = try passWithEitherLedger()
    notes.end()
    return outcome
  } catch let error as LedgerError {
    // It would end the next pass too, and nobody would be told.
    if case .refused = error { notes.end(asDeath: true) } else { notes.end() }
    throw error
  } catch {
    notes.end()
    throw error
  }
}

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
func lockMonitor(ofTracker tracker: String, log: Log, waitingAtMost milliseconds: Int = 0) throws -> File {
  let path = Ledger.path(ofTracker: tracker) + "-lock"
  // A link or a directory there would end every pass for good.
  if let aside = (try? movePlantAside(path, from: .sharedFile)) ?? nil {
    log.error("what stood in the place of a file is moved aside", ["file": path, "moved_to": aside])
  }
  // Where nothing can be written beside the tracker people must hear of it all the same.
  let file = try File(try isLockThere(path) ? path : Ledger.spareLock(ofTracker: tracker), .readWrite)
  try lock(file, ofTracker: tracker, waitingAtMost: milliseconds)
  return file
}

/// Makes the lock file where it is missing.
/// - Returns: false on a disk that is full or mounted read-only.
private func isLockThere(_ path: String) throws(SystemError) -> Bool {
  do {
    if isMissing(path) {
      try makeDirectory(parentDirectory(of: path), permissions: 0o770)
      try ensureFile(path, permissions: 0o660)
    }
    _ = try File(path, .readWrite)
    return true
  } catch {
    guard error.isOfFullDisk else { throw error }
    return false
  }
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
