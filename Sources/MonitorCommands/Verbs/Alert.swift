internal import Alerts
internal import Arguments
internal import BatchTracker
internal import Batches
internal import Commands
internal import Ledger
internal import Platform

/// `alert NAME --batch BATCH (--summary TEXT [--severity SEVERITY] [--expires DURATION] | --resolve)`: raises or ends an
/// alert from a script.
func alert(_ invocation: Invocation, _ context: CommandContext) throws -> Int32 {
  let call = try AlertCall(invocation, context)
  return try call.isResolved ? call.resolve() : call.raise()
}

private struct AlertCall {
  let key: AlertKey
  let isResolved: Bool
  private let severity: String
  private let summary: String
  private let expires: TimeSpan
  private let session: Session
  private let context: CommandContext
  private let now: Timestamp

  init(_ invocation: Invocation, _ context: CommandContext) throws {
    let name = invocation.operands[0]
    guard isValidAlertName(name) else {
      throw InvalidValue("\(quoted(name)) is not a name for an alert: a letter, then up to 63 letters, digits or '_'")
    }
    guard Alert.named(name) == nil else {
      throw InvalidValue("\(name) is an alert of batchwatch's own; give yours another name")
    }
    key = AlertKey(name, batch: try Commands.name(invocation.value(.batch) ?? "", "batch"))
    isResolved = invocation.contains(.resolve)
    severity = invocation.value(.severity) ?? Defaults.severity
    guard isValidName(severity) else {
      throw InvalidValue("--severity \(quoted(severity)) is not a severity, such as critical, warning or info")
    }
    summary = String((invocation.value(.summary) ?? "").prefix(1000))
    expires = try timeSpan(invocation.value(.expires) ?? Defaults.expires, "--expires")
    guard expires >= .minutes(1), expires <= .days(366) else {
      throw InvalidValue("--expires is \(expires.description): from 1m to 366d is possible")
    }
    session = try Session(configuration: invocation.value(.config), log: context.log)
    self.context = context
    now = Timestamp(milliseconds: context.now())
  }

  func raise() throws -> Int32 {
    let raised = RaisedAlert(
      name: key.name, batch: key.batch, severity: severity, summary: summary, since: now, expires: now + expires)
    if try !RaisedAlerts(ofTracker: session.settings.tracker).raise(raised) {
      context.log.warn(
        "the disk takes nothing, so the alert is noted in memory only", ["alert": key.name, "batch": key.batch])
    }
    guard let outcome = try tell() else { return ExitStatus.done.rawValue }
    if outcome.toldBefore.contains(key) {
      try context.print("\(key.name) about \(key.batch) was told before\n")
    } else if outcome.mailed.contains(key) {
      try context.print("\(key.name) about \(key.batch) is mailed\n")
    } else if outcome.posted.contains(key) {
      try context.print("\(key.name) about \(key.batch) is posted to Alertmanager, which tells people\n")
    } else if outcome.state.alerts[key]?.told != nil {
      try context.print("\(key.name) about \(key.batch) was told before\n")
    } else {
      context.log.error(
        "nobody could be told yet; the alert is noted, and the next pass of the monitor tries again",
        ["alert": key.name, "batch": key.batch, "look": "batchwatch doctor"])
      return (context.bestEffort ? ExitStatus.done : .unavailable).rawValue
    }
    return ExitStatus.done.rawValue
  }

  func resolve() throws -> Int32 {
    // Units resolve whenever they succeed, so that there is nothing to resolve is the usual case.
    guard try RaisedAlerts(ofTracker: session.settings.tracker).resolve(key.name, batch: key.batch) else {
      return ExitStatus.done.rawValue
    }
    _ = try tell()
    return ExitStatus.done.rawValue
  }

  /// Tells people at once by a pass of our own; nil where that is left to the monitor, which sees it within seconds.
  private func tell() throws -> Pass.Outcome? {
    let tracker = session.settings.tracker
    guard mayBeMonitor(ofTracker: tracker) else {
      try leaveToMonitor("the monitor's ledger is another user's")
      return nil
    }
    do {
      let lock = try lockMonitor(ofTracker: tracker, log: session.log)
      defer { lock.unlock() }
      return try makePass(session, interval: nil, context, alive: {})
    } catch is MonitorBusy {
      try context.print("\(key.name) about \(key.batch) is noted; the monitor that runs tells people\n")
      return nil
    } catch let error as LedgerError {
      try leaveToMonitor(error.description)
    } catch let error as SystemError {
      try leaveToMonitor(error.description)
    }
    return nil
  }

  /// Whether a pass of this user's leaves the monitor what it needs: the ledger is its own, or it may make one. A pass that
  /// can't note what it told would be told again by the monitor, and a ledger of this user's would be closed to it.
  private func mayBeMonitor(ofTracker tracker: String) -> Bool {
    let user = effectiveUserID()
    let path = Ledger.path(ofTracker: tracker)
    let ledger = (try? fileInformation(path)) ?? nil
    guard let owned = ledger ?? ((try? fileInformation(parentDirectory(of: path))) ?? nil) else { return true }
    return user == 0 || owned.owner == user
  }

  /// This user can't tell people, for lack of rights; whether a monitor will is seen by its last pass.
  private func leaveToMonitor(_ reason: String) throws {
    let last = (try? Ledger(reading: session.settings.tracker)?.summary()) ?? nil
    if let last, now - last.lastPass < .minutes(10) {
      try context.print("\(key.name) about \(key.batch) is noted; the monitor tells people at its next pass\n")
      return
    }
    context.log.warn(
      "the alert is noted, but no monitor ran for ten minutes, and this user can't tell people",
      ["alert": key.name, "batch": key.batch, "reason": reason])
  }
}
