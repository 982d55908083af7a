import Batches

/// The keys of `run` in a batch.
let guardTable = SettingTable<Guards>(
  place: "'run'",
  settings: [
    Setting(
      "timeout", .duration(in: Guards.timeouts), "An attempt that takes longer is ended with SIGTERM, and has failed.",
      fallback: "none", example: "3h",
      aliases: ["max_runtime", "time_limit", "max_duration", "runtime_max", "run_timeout", "limit"],
      store: { $0.timeout = $1 }),
    Setting(
      "kill_after", .duration(in: Guards.killDelays),
      "What still runs so long after the timeout is ended with SIGKILL.",
      fallback: "`\(Guards.defaultKillAfter)`", example: "30s",
      aliases: ["kill_timeout", "stop_timeout", "grace_period"],
      store: { $0.killAfter = $1 }),
    Setting(
      "no_overlap", .boolean, "Whether a run is refused while an earlier one of the batch goes on.",
      fallback: "`false`", example: "true", aliases: ["lock", "exclusive", "single", "singleton", "forbid_overlap"],
      store: { $0.noOverlap = $1 }),
    Setting(
      "wait", .duration(in: Guards.waits), "How long it waits for the earlier run to end before it is refused.",
      fallback: "`0s`", example: "10m", aliases: ["wait_for_lock", "lock_timeout", "lock_wait"],
      store: { $0.wait = $1 }),
    Setting(
      "retries", .integer(Guards.retryCounts), "How often a command that failed is tried again.", fallback: "`0`",
      example: "2", aliases: ["retry", "max_retries", "attempts", "retry_count"], store: { $0.retries = $1 }),
    Setting(
      "retry_delay", .duration(in: Guards.retryDelays),
      "The time before the second attempt, doubled before each further one up to an hour.",
      fallback: "`\(Guards.defaultRetryDelay)`", example: "5m",
      aliases: ["retry_interval", "retry_wait", "delay", "backoff", "retry_backoff"], store: { $0.retryDelay = $1 }),
    Setting(
      "ok_status", .exitStatuses, "Exit statuses that count as success beside 0.", fallback: "none",
      example: "[24]",
      aliases: [
        "ok_statuses", "success_status", "success_exit_status", "exit_codes", "success_codes", "ok_exit_codes",
      ],
      store: { $0.okStatuses = $1 }),
    Setting(
      "quiet", .boolean, "Whether the command's output is held back, and printed only if the command failed.",
      fallback: "`false`", example: "true", aliases: ["silent", "chronic"], store: { $0.quiet = $1 }),
    Setting(
      "no_output", .boolean, "Whether no output is kept in the tracker, and so none gets into alerts.",
      fallback: "`false`", example: "true", aliases: ["discard_output", "drop_output"], store: { $0.noOutput = $1 }),
    Setting(
      "keep_log", .logDirectory, "The directory in which each run's whole output is kept, in a file of its own.",
      fallback: "none", example: "/var/log/batches",
      aliases: ["log_directory", "log_dir", "logs", "log", "log_path", "keep_logs"], store: { $0.keepLog = $1 }),
  ], check: checkGuards)

/// What refines a guard is a mistake without it: somebody believes in a guard that isn't there.
@Sendable
private func checkGuards(_ node: YAMLNode, _ guards: inout Guards, _ findings: inout Findings) {
  let refinements = [("kill_after", "timeout", "timeout: 3h"), ("retry_delay", "retries", "retries: 2")]
  for (key, needed, example) in refinements where node.entry(key) != nil && node.entry(needed) == nil {
    findings.add(place(ofKey: key, in: node), "'\(key)' needs '\(needed)' beside it, such as '\(example)'")
  }
  // One that is there and wrong has its message already.
  let hasLock = node.entry("no_overlap").map { guards.noOverlap || $0.value.isWrongBoolean } ?? false
  if node.entry("wait") != nil, !hasLock {
    findings.add(place(ofKey: "wait", in: node), "'wait' needs 'no_overlap: true' beside it")
  }
}

extension YAMLNode {
  fileprivate var isWrongBoolean: Bool {
    guard case .scalar(let scalar) = content else { return true }
    return scalar.boolean == nil
  }
}
