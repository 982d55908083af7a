package import Batches
internal import Commands
internal import JSON

/// What `history --json` prints. Members are never renamed or removed, and all are there always.
///
/// - `batch`: the batch's name; `currency`: that of `cost_per_lead`
/// - `runs`: in the order given: `id`, `outcome` (`running`, `succeeded`, `failed`, `incomplete`, `lost`), `slot` (that it
///   filled), `start`, `end` (RFC 3339 in UTC), `duration_seconds` (null while it is open), `completion_ratio` (null
///   without stages), `leads`, `costs` (each `resource`, `currency`, `amount`), `cost_per_lead`, `reason`, `problems` (as
///   in status: what was wrong beside the outcome, by today's configuration); of its command
///   `exit_status`, `cpu_seconds`, `peak_memory_bytes` and `output` (the end of it, bytes that aren't UTF-8 replaced);
///   `log` (the file with its whole output); `attempts` that failed and were followed by others: each `stage` (null for the
///   run's own command), `number`, `of` (how many there could be), `start`, `end`, `duration_seconds`, `next` (when the
///   next one was to begin), `reason`, and of its command the same four
/// - `refused_starts`: the latest first, none from before the runs that are listed: `time`, `waited_seconds`, `running` (the
///   id of the run that went on)
package func historyJSON(
  _ runs: [HistoryEntry], refused: [RefusedStart] = [], of batch: String, currency: String
) -> String {
  JSONWriter.document { json in
    json.member("batch", batch)
    json.member("currency", currency)
    json.array("runs", runs) { json, run in
      json.member("id", run.name)
      json.member("outcome", run.outcome.rawValue)
      json.member("slot", run.slot)
      json.member("start", run.start)
      json.member("end", run.end)
      json.member("duration_seconds", run.took)
      json.member("completion_ratio", run.completion)
      json.member("leads", run.leads)
      json.write(run.costs)
      json.member("cost_per_lead", costPerLead(costs: run.costs, leads: run.leads, in: currency))
      json.member("reason", run.reason)
      json.write(run.problems)
      json.member("exit_status", run.exitStatus)
      json.member("cpu_seconds", run.cpuSeconds)
      json.member("peak_memory_bytes", run.peakMemoryBytes)
      json.member("output", run.output.map { String(decoding: $0, as: UTF8.self) })
      json.member("log", run.log)
      json.array("attempts", run.attempts) { json, attempt in
        json.write(attempt)
        json.member("output", String(decoding: attempt.output, as: UTF8.self))
      }
    }
    json.array("refused_starts", refused) { json, start in
      json.member("time", start.time)
      json.member("waited_seconds", start.waited)
      json.member("running", start.holder)
    }
  }
}
