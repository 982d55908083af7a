package import Batches

/// What a member of the Alertmanager cluster counts, checked.
package struct MemberPage: Equatable, Sendable {
  /// How many notifications each integration tried and lost; none where one of the counts is impossible, for then no other
  /// is believed.
  package var counts: [String: NotificationCounts]
  /// When it was started, by its own clock, from 1970 to the year 9999; nil where it doesn't say.
  package var started: Timestamp?
  /// Why there is no start, as evidence: what it says is no time. Empty where all is well.
  package var impossibleStart: [String] = []
  /// Why there are no counts, likewise.
  package var impossibleCounts: [String] = []

  /// More integrations than Alertmanager knows; each costs a row in the ledger.
  private static let mostIntegrations = 100

  static let start = "process_start_time_seconds"
  static let requests = (
    all: "alertmanager_notification_requests_total", failed: "alertmanager_notification_requests_failed_total"
  )
  static let notifications = (
    all: "alertmanager_notifications_total", failed: "alertmanager_notifications_failed_total"
  )

  /// - Parameters:
  ///   - page: what its `/metrics` says.
  ///   - member: its URL.
  package init(_ page: [UInt8], of member: String) {
    let found = samples(Set(Question.notifications(member).families ?? []), in: page)
    counts = [:]
    if let sample = found.first(where: { $0.name == Self.start && $0.labels.isEmpty }) {
      started = sample.moment
      if started == nil { impossibleStart = [sample.told(by: member, isNo: "time")] }
    }
    // A notification that finds no server is tried again and again, and counts as failed only minutes later; each request
    // that is made for it counts at once. Releases before 0.23 count notifications only.
    do throws(Refusal) {
      counts = try Self.counts(found, Self.requests, member)
      if counts.isEmpty { counts = try Self.counts(found, Self.notifications, member) }
    } catch {
      impossibleCounts = [error.evidence]
    }
  }

  private static func counts(
    _ found: [Sample], _ names: (all: String, failed: String), _ member: String
  ) throws(Refusal) -> [String: NotificationCounts] {
    var counts: [String: NotificationCounts] = [:]
    for sample in found where sample.name == names.all || sample.name == names.failed {
      guard let value = sample.count else { throw Refusal(sample.told(by: member, isNo: "count"), fix: "") }
      // Newer releases split the failures by reason.
      let integration = evidence(sample.labels["integration"] ?? "")
      var count = counts[integration] ?? NotificationCounts(tried: 0, failed: 0)
      if sample.name == names.all { count.tried += value } else { count.failed += value }
      counts[integration] = count
    }
    guard counts.count <= mostIntegrations else {
      throw Refusal("\(member) counts for \(counts.count) integrations, which is more than there are", fix: "")
    }
    return counts
  }
}
