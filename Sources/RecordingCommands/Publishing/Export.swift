internal import Arguments
internal import BatchTracker
internal import Batches
internal import Commands
internal import Ledger
internal import Metrics

/// `export`: writes every batch's file and batchwatch's own.
func export(_ invocation: Invocation, _ context: CommandContext) throws -> Int32 {
  let session = try Session(configuration: invocation.value(.config), log: context.log)
  let exporter = Exporter(session: session, now: Timestamp(milliseconds: context.now()))
  let findings = try exporter.exportBatches()
  let monitor = monitorSummary(session)
  try Publisher(session).publishTool {
    var report = exporter.report(findings, version: batchwatchVersion, at: Timestamp(milliseconds: context.now()))
    report.monitor = monitor.map(MonitorFigures.init)
    return report
  }
  if !findings.trackerIsUp || !findings.unwritten.isEmpty { return ExitStatus.inputOutput.rawValue }
  return (session.mistakes == nil ? ExitStatus.done : .wrongConfiguration).rawValue
}
