internal import Arguments
internal import BatchTracker
internal import Batches
internal import Commands
internal import Platform
internal import Presentation

/// `status [BATCH…] [--json] [--follow [--interval 2s]]`: what each batch is doing now.
func status(_ invocation: Invocation, _ context: CommandContext) throws {
  let names = try invocation.operands.map { text throws(InvalidValue) in try name(text, "batch") }
  let interval = try timeSpan(invocation.value(.interval) ?? Defaults.interval, "--interval")
  guard interval >= TimeSpan(milliseconds: 100), interval <= .hours(1) else {
    throw InvalidValue("--interval is \(interval.description): from 100ms to 1h is possible")
  }
  var hasSeenRun = false
  while true {
    let frame = try StatusFrame(invocation, names, context)
    try context.print(frame.text)
    guard invocation.contains(.follow) else { return }
    // Following ends with the runs that it saw; before the first of them it waits.
    hasSeenRun = hasSeenRun || frame.isRunning
    if hasSeenRun && !frame.isRunning { return }
    context.sleep(Int(interval.milliseconds))
  }
}

/// What is shown at one moment.
private struct StatusFrame {
  let text: String
  let isRunning: Bool

  init(_ invocation: Invocation, _ names: [String], _ context: CommandContext) throws {
    let now = Timestamp(milliseconds: context.now())
    let session = try Session(configuration: invocation.value(.config), log: context.log)
    let reports = try gatherReports(of: names, session, at: now)
    let batches = reports.map { ShownBatch(report: $0, zone: session.zone($0.timezone)) }
    isRunning = reports.contains { $0.openRuns > 0 }
    let monitor = monitorSummary(session)
    if invocation.contains(.json) {
      text = statusJSON(batches, monitor: monitor, at: now)
      return
    }
    let view = statusView(batches, named: !names.isEmpty, monitor: monitor, at: now, style: context.style)
    guard invocation.contains(.follow) else {
      text = view
      return
    }
    // On a terminal each frame is drawn over the last (home, then clear what is left below); elsewhere they follow
    // each other.
    text = context.style.isTerminal ? "\u{1B}[H\(eachLineCleared(view))\u{1B}[J" : view + "\n"
  }
}

private func eachLineCleared(_ text: String) -> String {
  text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\u{1B}[K\n")
}
