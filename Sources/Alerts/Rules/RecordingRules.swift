/// A series that Prometheus computes at every evaluation, so that dashboards need not.
struct RecordingRule: Sendable {
  /// Named `LEVEL:METRIC:OPERATION` after its labels, as Prometheus's own convention has it.
  let name: String
  let expression: String
  let meaning: String
}

extension RecordingRule {
  /// One view of a batch whose stages run on several hosts: a stage is as far as it came on any of them, money and
  /// leads add up, and the slot is complete where it is on every host.
  static let fleet: [RecordingRule] = [
    RecordingRule(
      name: "batch_stage:batch_stage_completion_ratio:max",
      expression: "max by (batch, stage) (batch_stage_completion_ratio)",
      meaning: "Completion of a stage on the host where it came furthest."),
    RecordingRule(
      name: "batch:batch_completion_ratio:avg",
      expression: """
        avg by (batch) (batch_stage:batch_stage_completion_ratio:max)
        or min by (batch) (batch_completion_ratio)
        """,
      meaning: "Mean completion of a batch's stages over all hosts, all of one weight; without stages, the least."),
    RecordingRule(
      name: "batch:batch_slot_complete:min", expression: "min by (batch) (batch_slot_complete)",
      meaning: "Whether the slot is complete on every host."),
    RecordingRule(
      name: "batch:batch_running:sum", expression: "sum by (batch) (batch_running)",
      meaning: "Open runs on all hosts."),
    RecordingRule(
      name: "batch:batch_info:count", expression: "count by (batch) (batch_info)",
      meaning: "Hosts that run the batch, or part of it."),
    RecordingRule(
      name: "batch:batch_last_progress_timestamp_seconds:max",
      expression: "max by (batch) (batch_last_progress_timestamp_seconds)",
      meaning: "The last record on any host."),
    RecordingRule(
      name: "batch:batch_deadline_timestamp_seconds:min",
      expression: "min by (batch) (batch_deadline_timestamp_seconds)",
      meaning: "The first deadline of any host."),
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
