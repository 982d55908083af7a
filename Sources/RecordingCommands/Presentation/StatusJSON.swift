internal import Alerts
package import Batches
internal import Commands
internal import JSON
package import Ledger
package import Presentation

/// What `status --json` prints. Members are never renamed or removed, and all are there always.
///
/// - `time`: when this was so. Times are RFC 3339 in UTC, whole seconds, or null for what did not happen.
/// - `batches`: for each batch
///   - `name`, `description`, `schedule` (cron expression or `every 6h`), `timezone`, `severity`, `team`, `runbook_url`,
///     `currency`
///   - `state`: `not_started`, `lost`, `failed`, `incomplete`, `overlapping`, `late`, `running`, `waiting` (for the first
///     slot), `unused` (neither schedule nor run) or `succeeded`
///   - `completion_ratio`: 0 to 1, of the current slot
///   - `open_runs`, `consecutive_failures`
///   - `slot`: the current slot: `start`, `start_deadline`, `deadline`, `complete`; null before the first
///   - `next_slot`: likewise, without `complete`
///   - `expected_end`: of the newest run, judged by earlier ones
///   - `run`: the newest run: `id`, `outcome`, `current` (fills the slot), `start`, `end`, `progress` (the last record),
///     `duration_seconds` (until `time` while it is open), `leads`, `costs` (each `resource`, `currency`, `amount`),
///     `cost_per_lead` (in `currency`), `reason`, `log` (the file with its whole output), `attempts` (of its commands that
///     failed and were followed by others: as in history, without `output`)
///   - `stages`: each `name`, `optional`, `weight`, `state` (`pending`, `running`, `complete`, `skipped`, `failed`),
///     `completion_ratio`, `done`, `total`, `start`, `end`, `duration_seconds`, `reason`, `log`
///   - `last`: the last run that ended: `succeeded`, `end`, `success` (when a run last succeeded), `duration_seconds`,
///     `cpu_seconds`, `peak_memory_bytes`
///   - `totals`: of all runs: `runs` by outcome, `starts_refused`, `leads`, `costs`, `duration_seconds` (sum over succeeded runs),
///     `duration_buckets` (each `upper_bound_seconds`, `count`)
///   - `limits`: what is configured: `start_within_seconds`, `max_duration_seconds`, `min_duration_seconds`,
///     `stall_after_seconds`, `failures_before_alert`, `cost_per_lead`, `gpu_cost`
///   - `problems`: what is wrong, the gravest first: each `kind` (see `Problem.Kind`), `alert` (the
///     name of the alert that says so) and `text`
/// - `alert_path`: what the monitor found at its last pass, or null where none ever ran: `last_pass`, `way` (`stack`,
///   `alertmanager`, `mail`; empty where no stack is configured, and mail is the path; `none` where neither is),
///   `heartbeat_age_seconds`, `waiting_mails`, `links` (each `link`, `state` (`up`, `down`, `unknown`), `evidence`, `fix`)
package func statusJSON(_ batches: [ShownBatch], monitor: MonitorSummary? = nil, at now: Timestamp) -> String {
  JSONWriter.document { json in
    json.member("time", now.rfc3339)
    json.array("batches", batches) { $0.write($1.report, at: now) }
    json.object("alert_path", monitor) { json, monitor in
      json.member("last_pass", monitor.lastPass)
      json.member("way", monitor.way)
      json.member("heartbeat_age_seconds", monitor.heartbeatAge)
      json.member("waiting_mails", monitor.outbox)
      json.array("links", monitor.links) { json, link in
        json.member("link", link.link)
        json.member("state", link.state)
        json.member("evidence", link.evidence)
        json.member("fix", link.fix)
      }
    }
  }
}

extension JSONWriter {
  fileprivate mutating func write(_ report: BatchReport, at now: Timestamp) {
    writeDefinition(report)
    member("state", BatchState(report, at: now).rawValue)
    member("completion_ratio", report.completion)
    member("open_runs", report.openRuns)
    member("consecutive_failures", report.totals.consecutiveFailures)
    object("slot", report.slot) { json, slot in
      json.write(slot)
      json.member("complete", report.slotIsComplete)
    }
    object("next_slot", report.nextSlot) { $0.write($1) }
    member("expected_end", report.expectedEnd)
    object("run", report.run) { json, run in json.write(run, of: report, at: now) }
    array("stages", report.stages) { $0.write($1) }
    object("last") { $0.write(report.last) }
    object("totals") { $0.write(report.totals) }
    object("limits") { $0.writeLimits(report.definition) }
    write(problems(of: report, at: now))
  }

  private mutating func writeDefinition(_ report: BatchReport) {
    let definition = report.definition
    member("name", definition.name)
    member("description", definition.description)
    member("schedule", scheduleText(definition.schedule))
    member("timezone", report.timezone)
    member("severity", definition.severity)
    member("team", definition.team)
    member("runbook_url", definition.runbookURL)
    member("currency", report.currency)
  }

  private mutating func write(_ run: RunReport, of report: BatchReport, at now: Timestamp) {
    member("id", run.name)
    member("outcome", run.outcome.rawValue)
    member("current", report.runIsCurrent)
    member("start", run.start)
    member("end", run.end)
    member("progress", run.progress)
    member("duration_seconds", run.duration(at: now))
    member("leads", run.leads)
    write(run.costs)
    member("cost_per_lead", costPerLead(costs: run.costs, leads: run.leads, in: report.currency))
    member("reason", run.reason)
    member("log", run.log)
    array("attempts", run.attempts) { $0.write($1) }
  }

  private mutating func write(_ stage: StageReport) {
    member("name", stage.name)
    member("optional", stage.isOptional)
    member("weight", stage.weight)
    member("state", stage.state.rawValue)
    member("completion_ratio", stage.completion)
    member("done", stage.done)
    member("total", stage.total)
    member("start", stage.start)
    member("end", stage.end)
    member("duration_seconds", stage.took)
    member("reason", stage.reason)
    member("log", stage.log)
  }

  private mutating func write(_ last: LastRunReport) {
    member("succeeded", last.succeeded)
    member("end", last.end)
    member("success", last.success)
    member("duration_seconds", last.duration)
    member("cpu_seconds", last.cpuSeconds)
    member("peak_memory_bytes", last.peakMemoryBytes)
  }

  private mutating func write(_ totals: BatchTotals) {
    object("runs") { json in
      for outcome in Outcome.ended { json.member(outcome.rawValue, totals.runs(outcome)) }
    }
    member("starts_refused", totals.startsRefused)
    member("leads", totals.leads)
    write(totals.costs)
    member("duration_seconds", totals.durationSum)
    array("duration_buckets", totals.durationBuckets) { json, bucket in
      json.member("upper_bound_seconds", bucket.upperBound)
      json.member("count", bucket.count)
    }
  }

  private mutating func writeLimits(_ definition: BatchDefinition) {
    member("start_within_seconds", definition.startWithin)
    member("max_duration_seconds", definition.maxDuration)
    member("min_duration_seconds", definition.minDuration)
    member("stall_after_seconds", definition.stallAfter)
    member("failures_before_alert", definition.failuresBeforeAlert)
    member("cost_per_lead", definition.costPerLeadLimit)
    member("gpu_cost", definition.gpuCostLimit)
  }
}
