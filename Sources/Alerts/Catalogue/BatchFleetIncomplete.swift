import Batches

extension Alert {
  /// A silent host takes its deadline along, which may be the last one: so the last of a day counts. The time that it
  /// waits is shorter than that of `BatchIncomplete`, which it mutes.
  static let batchFleetIncomplete = Alert(
    "BatchFleetIncomplete", .fleet,
    condition: routed(
      """
      batch:batch_completion_ratio:avg
      and on (batch) batch:batch_hosts:max
      and on (batch) (batch:batch_slot_complete:min == 0)
      and on (batch) (max_over_time(batch:batch_deadline_timestamp_seconds:max[1d]) < time())
      """),
    delay: .minutes(1), severity: .own,
    phrase: AlertPhrase("missed its deadline over all hosts"),
    meaning: """
      The last deadline of the hosts that the batch is spread over has passed, and it isn't known of all of them that \
      their part is complete.
      """,
    summary: "\(.batch) missed its deadline at \(.value(.percentage)), over all its hosts",
    description: """
      Over all its hosts \(.batch) is \(.value(.percentage)) complete, and its last deadline has passed.\
      \(.hosts("instance_batch:batch_slot_complete:last{batch=%q} == 0", lead: " Not complete on ", end: "."))\
      \(.hosts(silent, lead: " Silent: ", end: "."))\
      \(.overHosts("batch:batch_info:count{batch=%q}", .count, lead: " Hosts that report: ", end: ""))\
      \(.overHosts("batch:batch_hosts:max{batch=%q}", .count, lead: " of ", end: "."))
      """)
}

private let silent =
  "instance_batch:batch_slot_complete:last{batch=%q} unless on (job, instance, batch) batch_info"
