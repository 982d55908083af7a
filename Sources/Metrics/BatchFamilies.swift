/// The families of one batch's file.
extension MetricFamily {
  /// Every family of a batch's file, in the order in which it is written.
  package static let batchFamilies: [MetricFamily] = [
    info, runbook,
    completion, stageCompletion, stageDuration,
    success, slotStarted, slotComplete, running, runOutcome, consecutiveFailures,
    duration, lastDuration, lastCPU, lastPeakMemory, runs, startsRefused,
    leads, leadsTotal, costPerLead, runCost, costTotal,
    lastStart, lastEnd, lastSuccess, lastProgress,
    slot, nextSlot, startDeadline, deadline, expectedEnd,
    costPerLeadLimit, gpuCostLimit, maxDuration, minDuration, stallAfter, failuresBeforeAlert, hosts,
  ]

  private static let withSchedule = "with a schedule"

  // MARK: What it is

  static let info = MetricFamily(
    "batch_info", .gauge, .none, labels: ["batch", "schedule", "timezone", "severity", "team"],
    help: "Always 1. The labels tell the batch's schedule and its time zone, and whom its alerts concern.")

  static let runbook = MetricFamily(
    "batch_runbook_info", .gauge, .none, labels: ["batch", "runbook_url"],
    presence: "where runbook_url is configured",
    help: "Always 1. The label tells where to read what to do about the batch's alerts.")

  // MARK: How far it is

  static let completion = MetricFamily(
    "batch_completion_ratio", .gauge, .ratio,
    help: "Completion of the current slot from 0 to 1: the weighted mean of its stages, skipped ones left out.")
  static let stageCompletion = MetricFamily(
    "batch_stage_completion_ratio", .gauge, .ratio, labels: ["batch", "stage"],
    presence: "for every configured or recorded stage",
    help: "Completion of a stage in the current slot from 0 to 1.")
  static let stageDuration = MetricFamily(
    "batch_stage_duration_seconds", .gauge, .seconds, labels: ["batch", "stage"],
    presence: "for every configured or recorded stage",
    help: "Time from a stage's start to its end in the current slot, 0 until it has ended.")

  // MARK: How it stands

  static let success = MetricFamily(
    "batch_success", .gauge, .boolean,
    help: "Whether the last run that ended succeeded.")
  static let slotStarted = MetricFamily(
    "batch_slot_started", .gauge, .boolean,
    help: "Whether the newest run fills the current slot; without a schedule, whether there was a run.")
  static let slotComplete = MetricFamily(
    "batch_slot_complete", .gauge, .boolean, presence: withSchedule,
    help: "Whether a run that fills the current slot succeeded.")
  static let running = MetricFamily(
    "batch_running", .gauge, .runs,
    help: "Number of runs that are open; more than one is an overlap.")
  static let runOutcome = MetricFamily(
    "batch_run_outcome", .gauge, .boolean, labels: ["batch", "outcome"],
    presence: "for each outcome: running, succeeded, failed, incomplete, lost",
    help: "Whether the newest run has this outcome; all 0 before the first run.")
  static let consecutiveFailures = MetricFamily(
    "batch_consecutive_failures", .gauge, .runs,
    help: "Number of runs that ended without success since the last success.")

  // MARK: What its runs took

  static let duration = MetricFamily(
    "batch_duration_seconds", .histogram, .seconds, labels: ["batch", "le"],
    help: "How long the runs that succeeded took.")
  static let lastDuration = MetricFamily(
    "batch_last_duration_seconds", .gauge, .seconds,
    help: "How long the last run that ended took, 0 before the first.")
  static let lastCPU = MetricFamily(
    "batch_last_cpu_seconds", .gauge, .seconds,
    help: "CPU time, user and system, of the last run that ended, 0 where it was not measured.")
  static let lastPeakMemory = MetricFamily(
    "batch_last_peak_memory_bytes", .gauge, .bytes,
    help: "Peak resident memory of the last run that ended, 0 where it was not measured.")
  static let runs = MetricFamily(
    "batch_runs_total", .counter, .runs, labels: ["batch", "outcome"],
    presence: "for each outcome: succeeded, failed, incomplete, lost",
    help: "Number of runs that ended, by their outcome.")
  static let startsRefused = MetricFamily(
    "batch_starts_refused_total", .counter, .starts,
    help: "Number of starts that were refused because an earlier run went on.")

  // MARK: What came out and what it cost

  static let leads = MetricFamily(
    "batch_leads", .gauge, .leads,
    help: "Number of leads that the run of the current slot brought so far.")
  static let leadsTotal = MetricFamily(
    "batch_leads_total", .counter, .leads,
    help: "Number of leads that all runs brought.")
  static let costPerLead = MetricFamily(
    "batch_cost_per_lead", .gauge, .money, labels: ["batch", "currency"],
    presence: "once the newest run has a lead",
    help: "Cost of the newest run over all resources, divided by its leads.")
  static let runCost = MetricFamily(
    "batch_run_cost", .gauge, .money, labels: ["batch", "resource", "currency"],
    presence: "for gpu, and for each resource with a cost",
    help: "Cost of the newest run so far, by resource.")
  static let costTotal = MetricFamily(
    "batch_cost_total", .counter, .money, labels: ["batch", "resource", "currency"],
    presence: "for gpu, and for each resource with a cost",
    help: "Cost of all runs, by resource.")

  // MARK: When

  static let lastStart = MetricFamily(
    "batch_last_start_timestamp_seconds", .gauge, .timestamp,
    help: "Start of the newest run, 0 before the first.")
  static let lastEnd = MetricFamily(
    "batch_last_end_timestamp_seconds", .gauge, .timestamp,
    help: "End of the last run that ended, 0 before the first.")
  static let lastSuccess = MetricFamily(
    "batch_last_success_timestamp_seconds", .gauge, .timestamp,
    help: "End of the last run that succeeded, 0 before the first.")
  static let lastProgress = MetricFamily(
    "batch_last_progress_timestamp_seconds", .gauge, .timestamp,
    help: "Last record of the newest run, 0 before the first run.")
  static let slot = MetricFamily(
    "batch_slot_timestamp_seconds", .gauge, .timestamp, presence: withSchedule,
    help: "When the current slot began, 0 before the first slot since the schedule is known.")
  static let nextSlot = MetricFamily(
    "batch_next_slot_timestamp_seconds", .gauge, .timestamp, presence: withSchedule + " that comes again",
    help: "When the next slot begins.")
  static let startDeadline = MetricFamily(
    "batch_start_deadline_timestamp_seconds", .gauge, .timestamp, presence: withSchedule + " and start_within",
    help: "Until when the run of the current slot must start; before the first slot, of that one.")
  static let deadline = MetricFamily(
    "batch_deadline_timestamp_seconds", .gauge, .timestamp, presence: withSchedule + " and a deadline",
    help: "Until when the current slot must be complete; before the first slot, that one.")
  static let expectedEnd = MetricFamily(
    "batch_expected_end_timestamp_seconds", .gauge, .timestamp,
    help: "When the newest run should end, judged by earlier ones, 0 before the first success.")

  // MARK: Limits, so that rules need no editing

  static let costPerLeadLimit = MetricFamily(
    "batch_cost_per_lead_limit", .gauge, .moneyOfBatch, presence: "where cost_per_lead_limit is configured",
    help: "Cost per lead above which an alert is due.")
  static let gpuCostLimit = MetricFamily(
    "batch_gpu_cost_limit", .gauge, .moneyOfBatch,
    presence: "where gpu_cost_limit is configured, unless the newest run has GPU costs in another currency",
    help: "GPU cost of one run above which an alert is due.")
  static let maxDuration = MetricFamily(
    "batch_max_duration_seconds", .gauge, .seconds, presence: "where max_duration is configured",
    help: "Duration of a run above which an alert is due.")
  static let minDuration = MetricFamily(
    "batch_min_duration_seconds", .gauge, .seconds, presence: "where min_duration is configured",
    help: "Duration of a succeeded run below which an alert is due.")
  static let stallAfter = MetricFamily(
    "batch_stall_after_seconds", .gauge, .seconds, presence: "where stall_after is configured",
    help: "Time without progress after which an alert is due for an open run.")
  static let failuresBeforeAlert = MetricFamily(
    "batch_failures_before_alert", .gauge, .runs,
    help: "Number of runs that must end without success in a row before an alert is due.")
  static let hosts = MetricFamily(
    "batch_hosts", .gauge, .hosts, presence: "where hosts is configured",
    help: "Number of hosts that the batch is spread over.")
}
