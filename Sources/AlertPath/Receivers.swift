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

  /// Notifications that got through.
  package var succeeded: Double { counts.values.reduce(0) { $0 + $1.tried - $1.failed } }

  /// What holds after a look at what Alertmanager counts now.
  ///
  /// An integration fails from the first look at which more was lost than before, and nothing got through; and works
  /// again once something got through. At the first look, or after a restart of Alertmanager, its counters are measured
  /// from 0, since all of it happened after that.
  package func updated(by now: [String: NotificationCounts]) -> Receivers {
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
