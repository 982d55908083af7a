/// How many notifications an integration of Alertmanager (`email`, `slack`, …) tried and lost since its start.
package struct NotificationCounts: Equatable, Sendable {
  package var tried: Double
  package var failed: Double

  package init(tried: Double, failed: Double) {
    self.tried = tried
    self.failed = failed
  }
}

/// Whether Alertmanager's integrations reach their servers, by how its counters move: the API shows an alert as active
/// while its mail server is dead.
package struct Receivers: Equatable, Sendable {
  /// By integration.
  package var counts: [String: NotificationCounts]
  /// Integrations whose last notifications all failed.
  package var failing: Set<String>

  package init(counts: [String: NotificationCounts] = [:], failing: Set<String> = []) {
    self.counts = counts
    self.failing = failing
  }

  /// What holds after a look at Alertmanager's `/metrics`.
  ///
  /// An integration fails from the first look at which more was lost than before, and nothing got through; and works
  /// again once something got through. At the first look, or after a restart of Alertmanager, its counters are measured
  /// from 0, since all of it happened after that.
  package func updated(by page: [UInt8]) -> Receivers {
    let now = counters(in: page)
    var result = Receivers(counts: now, failing: failing.filter { now[$0] != nil })
    for (integration, counts) in now {
      var before = self.counts[integration] ?? NotificationCounts(tried: 0, failed: 0)
      if counts.tried < before.tried || counts.failed < before.failed {
        before = NotificationCounts(tried: 0, failed: 0)
      }
      let failed = counts.failed - before.failed
      let succeeded = counts.tried - before.tried - failed
      if succeeded > 0 {
        result.failing.remove(integration)
      } else if failed > 0 {
        result.failing.insert(integration)
      }
    }
    return result
  }
}

/// What the page counts of each integration.
///
/// A notification that finds no server is tried again and again, and counts as failed only minutes later; each request
/// that is made for it counts at once. Releases before 0.23 count notifications only.
private func counters(in page: [UInt8]) -> [String: NotificationCounts] {
  let requests = counts(
    in: page, "alertmanager_notification_requests_total", "alertmanager_notification_requests_failed_total")
  if !requests.isEmpty { return requests }
  return counts(in: page, "alertmanager_notifications_total", "alertmanager_notifications_failed_total")
}

private func counts(in page: [UInt8], _ all: String, _ failed: String) -> [String: NotificationCounts] {
  var counts: [String: NotificationCounts] = [:]
  for sample in samples([all, failed], in: page) where sample.value.isFinite {
    // Newer releases split the failures by reason.
    let integration = sample.labels["integration"] ?? ""
    var count = counts[integration] ?? NotificationCounts(tried: 0, failed: 0)
    if sample.name == all { count.tried += sample.value } else { count.failed += sample.value }
    counts[integration] = count
  }
  return counts
}
