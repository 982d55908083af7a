internal import Alerts
internal import Arguments
internal import BatchTracker
internal import Batches
internal import Commands
internal import Configuration

/// `check-config`: reads the whole configuration and tells every mistake, or what it would do and what of it can do
/// nothing.
func checkConfig(_ invocation: Invocation, _ context: CommandContext) throws {
  guard let file = try ConfigurationFile.find(invocation.value(.config)) else {
    try context.print("no configuration at \(ConfigurationFile.defaultPath): every batch is recorded with defaults\n")
    return
  }
  let configuration = try file.parse()
  let settings = try Settings(configuration.settings)
  let count = configuration.batches.count
  let warnings = warnings(configuration, settings, at: Timestamp(milliseconds: context.now()))
  let remark = warnings.isEmpty ? "" : ", \(warnings.count) warning\(warnings.count == 1 ? "" : "s")"
  var lines = [
    "\(file.path): \(count) batch\(count == 1 ? "" : "es"), no mistakes\(remark)",
    "tracker             \(settings.tracker)",
    "textfile_directory  \(settings.textfileDirectory)",
    "timezone            \(settings.timezone)",
    "currency            \(settings.currency)",
    "retention           \(settings.retention.description)",
    "spool               \(settings.spool)",
  ]
  lines += ways(configuration)
  for batch in configuration.batches { lines.append("batch               \(summary(of: batch))") }
  lines += warnings.map { "warning             \($0)" }
  try context.print(lines.joined(separator: "\n") + "\n")
}

/// What is valid, and yet can't be what was meant.
private func warnings(_ configuration: Configuration, _ settings: Settings, at now: Timestamp) -> [String] {
  var warnings = [settings.clockWarning(configuration.batches, at: now), mailWarning(configuration)].compactMap(\.self)
  for batch in configuration.batches {
    warnings += scheduleWarnings(of: batch, after: now).map { "\(batch.name): \($0)" }
  }
  return warnings
}

private func mailWarning(_ configuration: Configuration) -> String? {
  guard case .sendmail(let program)? = configuration.mail?.transport, let unit = unitThatKeepsPrivileges(from: program)
  else { return nil }
  return "mail: \(kept(program, from: unit)); use 'smtp: smtp://localhost:25' with 'starttls: never', or the drop-in "
    + "sendmail.conf: see \"Mail by sendmail\" in docs/security.md"
}

/// How people hear of alerts.
private func ways(_ configuration: Configuration) -> [String] {
  var lines: [String] = []
  if let path = configuration.alertPath {
    let optional = [path.prometheus, path.nodeExporter].compactMap(\.self)
    lines.append("alert_path          \((path.alertmanagers + optional).joined(separator: ", "))")
  }
  if let mail = configuration.mail {
    let transport =
      switch mail.transport {
      case .smtp(let smtp): smtp.relays.joined(separator: ", ")
      case .sendmail(let program): program
      }
    lines.append("mail                to \(mail.to.joined(separator: ", ")) by \(transport)")
  }
  if lines.isEmpty {
    lines.append("mail                none: without 'mail' and 'alert_path' nobody hears of an alert from this host")
  } else if configuration.mail == nil {
    lines.append("mail                none: nobody hears of an alert from this host while the alert path is down")
  }
  return lines
}

/// One line on a batch: its name, when it starts, its deadline and its stages.
private func summary(of batch: BatchDefinition) -> String {
  var parts = [batch.name]
  switch batch.schedule {
  case .cron(let expression): parts.append("at '\(expression.source)'")
  case .every(let span): parts.append("every \(span.description)")
  case nil: parts.append("without a schedule")
  }
  switch batch.deadline {
  case .within(let span): parts.append("complete within \(span.description)")
  case .by(let time): parts.append("complete by \(time.description)")
  case nil: break
  }
  if !batch.stages.isEmpty { parts.append("\(batch.stages.count) stages") }
  parts += summary(of: batch.guards)
  return parts.joined(separator: ", ")
}

/// What `run` does around the batch's command, in a few words each.
private func summary(of guards: Guards) -> [String] {
  var parts: [String] = []
  if let timeout = guards.timeout { parts.append("timeout \(timeout)") }
  if guards.noOverlap { parts.append("no overlap") }
  if guards.retries > 0 { parts.append("\(guards.retries) \(guards.retries == 1 ? "retry" : "retries")") }
  if !guards.okStatuses.isEmpty {
    parts.append("ok status \(guards.okStatuses.map { String($0) }.joined(separator: " "))")
  }
  if guards.quiet { parts.append("quiet") }
  if guards.noOutput { parts.append("no output") }
  if let directory = guards.keepLog { parts.append("logs in \(directory)") }
  return parts
}
