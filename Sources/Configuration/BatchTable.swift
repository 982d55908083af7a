import Batches

/// A batch while it is read: its settings that depend on each other are put together at its end.
struct BatchDraft: Sendable {
  var definition = BatchDefinition(name: "")
  var schedule: CronExpression?
  var every: TimeSpan?
  var completeBy: ClockTime?
  var completeWithin: TimeSpan?
}

/// The keys of one item of `batches`.
let batchTable = SettingTable<BatchDraft>(
  place: "a batch",
  settings: [
    Setting(
      "name", .name, "What the recording verbs call it: \(nameRule).", example: "leads-nightly",
      aliases: ["job", "job_name", "id", "batch", "slug"], isRequired: true, store: { $0.definition.name = $1 }),
    Setting(
      "description", .text(limit: 1000), "What the batch does, for the people who get its alerts.",
      example: "Scrape, enrich and mail the night's leads", aliases: ["desc", "summary", "comment"],
      store: { $0.definition.description = $1 }),
    Setting(
      "schedule", .cron,
      "When it should start: five fields or a nickname such as `@daily`, with Debian cron's rules. Put it in quotes.",
      example: "\"0 1 * * *\"", aliases: ["cron", "crontab", "cron_expression", "cron_schedule", "when", "calendar"],
      store: { $0.schedule = $1 }),
    Setting(
      "every", .duration(atLeast: .minutes(1)),
      "Instead of `schedule`: it should start this long after its last start.",
      example: "6h", aliases: ["interval", "period", "frequency"], store: { $0.every = $1 }),
    Setting(
      "timezone", .timezone, "The zone of `schedule` and `complete_by`.", fallback: "the top-level `timezone`",
      example: "Europe/Berlin", aliases: timezoneAliases, store: { $0.definition.timezone = $1 }),
    Setting(
      "early_tolerance", .duration(atLeast: TimeSpan(seconds: 0)),
      "A run that starts up to this long before its time counts as that time's run.",
      fallback: "`\(BatchDefinition.defaultEarlyTolerance)`", example: "10m",
      aliases: ["early", "early_start", "start_early"], store: { $0.definition.earlyTolerance = $1 }),
    Setting(
      "start_within", .duration, "A start later than this after its time raises `BatchNotStarted`.",
      fallback: "`\(BatchDefinition.defaultStartWithin)` with a schedule", example: "15m",
      aliases: ["grace", "grace_period", "grace_time", "checkin_margin", "margin", "start_grace", "start_deadline"],
      store: { $0.definition.startWithin = $1 }),
    Setting(
      "complete_by", .clockTime, "The time of day by which it must be complete, else `BatchIncomplete`.",
      example: "\"05:00\"", aliases: ["deadline", "due", "due_by", "end_by", "finish_by", "completion_deadline"],
      store: { $0.completeBy = $1 }),
    Setting(
      "complete_within", .duration, "Instead of `complete_by`: how long after its time it must be complete.",
      example: "4h", aliases: ["sla", "complete_in", "due_within", "end_within", "finish_within"],
      store: { $0.completeWithin = $1 }),
    Setting(
      "max_duration", .duration, "A run that takes longer raises `BatchSlow`.", example: "3h",
      aliases: ["max_runtime", "max_run_time", "time_limit", "maximum_duration"],
      store: { $0.definition.maxDuration = $1 }),
    Setting(
      "min_duration", .duration, "A run that succeeds sooner raises `BatchTooFast`.", example: "5m",
      aliases: ["min_runtime", "min_run_time", "minimum_duration"], store: { $0.definition.minDuration = $1 }),
    Setting(
      "stall_after", .duration, "A run without progress for this long raises `BatchStalled`.", example: "45m",
      aliases: ["stalled_after", "stall_timeout", "inactivity", "no_progress_after"],
      store: { $0.definition.stallAfter = $1 }),
    Setting(
      "failures_before_alert", .integer(1...1000), "So many runs must fail in a row before `BatchFailed`.",
      fallback: "`1`", example: "1",
      aliases: ["failure_tolerance", "failure_issue_threshold", "failures", "max_failures", "failure_threshold"],
      store: { $0.definition.failuresBeforeAlert = $1 }),
    Setting(
      "stages", .list(of: .stage, limit: 200), "Its stages in their order; names, or [mappings](#a-stage).",
      fallback: "none", example: "[scrape, enrich, {name: mockup, optional: true}]",
      aliases: ["steps", "tasks", "phases"],
      store: { $0.definition.stages = $1 }),
    Setting(
      "hosts", .integer(2...10_000),
      "Over so many hosts the batch [is spread](fleet.md), each with stages of its own; the same number on all of them.",
      fallback: "it is this host's alone", example: "5", aliases: ["host_count", "parts", "nodes"],
      store: { $0.definition.hosts = $1 }),
    Setting(
      "cost_per_lead_limit", .positiveNumber, "A run that costs more for each lead raises `BatchCostPerLeadHigh`.",
      example: "0.75",
      aliases: [
        "limit_cost_per_lead", "cost_per_lead", "max_cost_per_lead", "lead_cost_limit", "limit_cost", "cost_limit",
        "cost_per_lead_threshold",
      ], store: { $0.definition.costPerLeadLimit = $1 }),
    Setting(
      "gpu_cost_limit", .positiveNumber, "A run whose GPUs cost more raises `BatchGPUCostHigh`.", example: "20",
      aliases: ["limit_gpu_cost", "gpu_cost", "max_gpu_cost", "gpu_limit", "gpu_cost_threshold"],
      store: { $0.definition.gpuCostLimit = $1 }),
    Setting(
      "duration_buckets", .list(of: .duration, limit: 64), "Upper bounds of the duration histogram, ascending.",
      fallback: "`[" + BatchDefinition.defaultDurationBuckets.map(\.description).joined(separator: ", ") + "]`",
      example: "[30m, 1h, 2h, 4h, 8h, 12h]", aliases: ["buckets", "histogram_buckets"],
      store: { $0.definition.durationBuckets = $1 }),
    Setting(
      "severity", .label, "The label `severity` of its alerts, for routing.",
      fallback: "`\(BatchDefinition.defaultSeverity)`", example: "critical", aliases: ["priority", "level"],
      store: { $0.definition.severity = $1 }),
    Setting(
      "team", .label, "The label `team` of its alerts, for routing.", fallback: "empty", example: "data-engineering",
      aliases: ["owner", "group"], store: { $0.definition.team = $1 }),
    Setting(
      "runbook_url", .httpLink, "What to do about its alerts.", fallback: "the alert's own runbook",
      example: "https://wiki.example.com/leads-nightly", aliases: ["runbook", "runbook_link", "documentation_url"],
      store: { $0.definition.runbookURL = $1 }),
    Setting(
      "run", .mapping("a mapping", { guardTable }, empty: Guards()),
      "What `batchwatch run` does around the command of a whole run, see [`run`](#run).", fallback: "nothing",
      example: "{timeout: 3h, no_overlap: true, retries: 2}", aliases: ["guards", "runner", "command"],
      store: { $0.definition.guards = $1 }),
  ], check: checkBatch)
