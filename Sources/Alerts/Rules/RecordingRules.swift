/// A series that Prometheus computes at every evaluation, so that dashboards need not.
struct RecordingRule: Sendable {
  /// Named `LEVEL:METRIC:OPERATION` after its labels, as Prometheus's own convention has it.
  let name: String
  let expression: String
  let meaning: String
}

extension RecordingRule {
  /// One view of a batch whose parts run on several hosts.
  ///
  /// Of a batch with `hosts` a silent host must not look done: its last word counts until its next slot, then it counts
  /// as nothing. Of others, whose hosts nobody has counted, a stage is as far as it came on any host that reports.
  ///
  /// Alertmanager mutes by the batch's name alone. So a host that lacks `hosts`, as while it is rolled out, is a part too
  /// where another one of the name has it: else its failure would be muted, and told by nothing.
  static let fleet: [RecordingRule] = [
    RecordingRule(
      name: "batch:batch_hosts:max", expression: "max by (batch) (batch_hosts)",
      meaning: "Hosts that the batch is spread over, as configured."),
    lastWord(
      of: "batch_next_slot_timestamp_seconds", "batch_next_slot_timestamp_seconds",
      while: "last_over_time(instance_batch:batch_next_slot_timestamp_seconds:last[1h]) > time()",
      meaning: "Next slot of a part, also of a host that is silent, until then."),
    lastWord(
      of: "batch_completion_ratio", "batch_completion_ratio", meaning: "Completion of a part, by its host's last word."),
    lastWord(
      of: "batch_slot_complete", "batch_slot_complete",
      meaning: "Whether a part of the slot is complete, by its host's last word."),
    lastWord(
      of: "batch_failed",
      """
      (
        sum without (outcome) (batch_run_outcome{outcome="lost"} == 1)
        or (batch_consecutive_failures >= bool \(perBatch) batch_failures_before_alert)
      )
      """,
      meaning: "Whether a part has failed so often that it is told, or is lost, by its host's last word."),
    RecordingRule(
      name: "batch:batch_info:count", expression: "count by (batch) (batch_info)",
      meaning: "Hosts that report the batch, or part of it."),
    RecordingRule(
      name: "batch_stage:batch_stage_completion_ratio:max",
      expression: "max by (batch, stage) (batch_stage_completion_ratio)",
      meaning: "Completion of a stage on the host where it came furthest."),
    RecordingRule(
      name: "batch:batch_completion_ratio:avg",
      expression: """
        clamp_max(
          sum by (batch) (instance_batch:batch_completion_ratio:last) / on (batch) batch:batch_hosts:max, 1
        )
        or avg by (batch) (batch_stage:batch_stage_completion_ratio:max)
        or min by (batch) (batch_completion_ratio)
        """,
      meaning: """
        Mean completion of a batch's hosts, of which one counts as nothing that was not heard of since its slot began; \
        without `hosts`, of its stages, all of one weight; without stages, the least.
        """),
    RecordingRule(
      name: "batch:batch_slot_complete:min",
      expression: """
        (sum by (batch) (instance_batch:batch_slot_complete:last) >= bool on (batch) batch:batch_hosts:max)
        or min by (batch) (batch_slot_complete)
        """,
      meaning: "Whether the slot is complete on every host; with `hosts`, on so many."),
    RecordingRule(
      name: "batch_outcome:batch_run_outcome:sum", expression: "sum by (batch, outcome) (batch_run_outcome)",
      meaning: "Hosts whose newest run has this outcome."),
    RecordingRule(
      name: "batch:batch_running:sum", expression: "sum by (batch) (batch_running)",
      meaning: "Open runs on all hosts."),
    RecordingRule(
      name: "batch:batch_last_progress_timestamp_seconds:max",
      expression: "max by (batch) (batch_last_progress_timestamp_seconds)",
      meaning: "The last record on any host."),
    RecordingRule(
      name: "batch:batch_deadline_timestamp_seconds:min",
      expression: "min by (batch) (batch_deadline_timestamp_seconds)",
      meaning: "The first deadline of any host."),
    RecordingRule(
      name: "batch:batch_deadline_timestamp_seconds:max",
      expression: "max by (batch) (batch_deadline_timestamp_seconds)",
      meaning: "The last deadline of any host: that of the whole."),
    RecordingRule(
      name: "batch:batch_leads:sum", expression: "sum by (batch) (batch_leads)",
      meaning: "Leads of the current slot on all hosts."),
    RecordingRule(
      name: "batch_resource_currency:batch_run_cost:sum",
      expression: "sum by (batch, resource, currency) (batch_run_cost)",
      meaning: "Cost of the newest runs on all hosts, by resource."),
    RecordingRule(
      name: "batch_currency:batch_cost_per_lead:ratio",
      expression: """
        sum by (batch, currency) (batch_run_cost)
        / on (batch) group_left () (sum by (batch) (batch_leads) > 0)
        """,
      meaning: "What a lead costs when the parts on all hosts are added up."),
  ]

  /// What a host of a batch with `hosts` says; when it is silent, what it said last, while `condition` holds. The series
  /// remembers itself, so it costs nothing to remember a day. It doesn't hold against a host that speaks: if the only
  /// hosts with `hosts` fall silent, or it was taken out, the batch is spread over none.
  private static func lastWord(
    of metric: String, _ expression: String, while condition: String? = nil, meaning: String
  ) -> RecordingRule {
    let name = "instance_batch:\(metric):last"
    let remembered =
      condition
        ?? """
        last_over_time(\(name)[1h])
          and \(perBatch) (instance_batch:batch_next_slot_timestamp_seconds:last > time())
        """
    return RecordingRule(
      name: name,
      expression: """
        \(expression)
          and on (batch) batch:batch_hosts:max
        or \(remembered)
          unless \(perBatch) batch_info
        """,
      meaning: meaning)
  }

  /// How each batch stands, as one number for a state timeline. What doesn't hold is left out before it is joined:
  /// that takes a third off the time of the slowest of all rules.
  static let states: [RecordingRule] = [
    RecordingRule(
      name: "instance_batch:batch_state:code",
      expression: """
        (batch_running > 1) * 0 + 7
        or (
          (batch_slot_started == 0) + 6
          and \(perBatch) (batch_slot_complete == 0)
          and \(perBatch) (batch_start_deadline_timestamp_seconds < time())
        )
        or sum without (outcome) (
          batch_run_outcome{outcome="running"}
          or (batch_run_outcome{outcome="succeeded"} == 1) * 2
          or (batch_run_outcome{outcome="failed"} == 1) * 3
          or (batch_run_outcome{outcome="incomplete"} == 1) * 4
          or (batch_run_outcome{outcome="lost"} == 1) * 5
        )
        """,
      meaning: """
        0 nothing yet, 1 running, 2 succeeded, 3 failed, 4 incomplete, 5 lost, 6 not started in time, 7 overlapping.
        """)
  ]
}
