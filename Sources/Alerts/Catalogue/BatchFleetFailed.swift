import Batches

extension Alert {
  static let batchFleetFailed = Alert(
    "BatchFleetFailed", .fleet,
    condition: routed("sum by (batch) (instance_batch:batch_failed:last) > 0"),
    delay: .zero, severity: .own,
    phrase: AlertPhrase("failed on one of its hosts"),
    meaning: """
      On at least one of the hosts that the batch is spread over, its part failed, as `BatchFailed` means it, or is lost, \
      as `BatchLost` does.
      """,
    summary: "\(.batch) failed on \(.value(.count)) of its hosts",
    description: """
      Hosts on which the part of \(.batch) ended without success: \(.value(.count))\
      \(.hosts("instance_batch:batch_failed:last{batch=%q} > 0", lead: " (", end: ")"))\
      \(.overHosts("batch:batch_completion_ratio:avg{batch=%q}", .percentage, lead: "; the whole is ", end: " complete")).
      """)
}

/// The labels by which an alert of a batch over all its hosts is routed: those of most of them, since an alert has one
/// severity and one team.
func routed(_ condition: String) -> String {
  let indented = condition.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
  return """
    (
    \(indented)
    )
    * on (batch) group_left (severity, team)
      (topk by (batch) (1, count by (batch, severity, team) (batch_info)) * 0 + 1)
    """
}
