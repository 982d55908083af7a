import Ledger

/// Prometheus, as far as it evaluates rules of one host and sends what fires to Alertmanager.
struct SimulatedPrometheus {
  /// What a scrape found.
  struct Sample {
    /// The time of the last export, by the host's clock, in milliseconds.
    var exported: Int64
    var holding: Set<AlertKey>
  }

  /// What it sends of an alert.
  struct Notice {
    var key: AlertKey
    var starts: Int
    var ends: Int
    var exported: Int64?
  }

  private struct Active {
    var began: Int
    var fired: Int?
    var kept: Int?
    var resolved: Int?
    var sent: Int?
    var exported: Int64?
  }

  var sample: Sample?
  private var active: [AlertKey: Active] = [:]
  /// The last export that it has seen.
  private var lastExport: Int64?

  static let heartbeat = AlertKey("BatchwatchHeartbeat")
  static let exportStale = AlertKey("BatchwatchExportStale")
  static let pathDown = "BatchwatchAlertPathDown"

  /// `for` and `keep_firing_for` of an alert's rule.
  static func rule(_ name: String) -> (delay: Int, kept: Int) {
    switch name {
    case "BatchFailed": (0, 300)
    case "BatchIncomplete", "BatchSlow": (120, 300)
    case exportStale.name: (60, 0)
    case pathDown: (300, 0)
    default: (0, 0)
    }
  }

  /// It was killed: only what it has stored is known.
  mutating func restart() {
    sample = nil
    active = [:]
  }

  mutating func scrape(_ found: Sample?) {
    sample = found
    lastExport = found?.exported ?? lastExport
  }

  /// Evaluates all rules. - Returns: what it sends.
  mutating func evaluate(at now: Int, clock: Int64) -> [Notice] {
    var holding = sample?.holding ?? []
    if sample != nil { holding.insert(Self.heartbeat) }
    if let lastExport, clock - lastExport > 300_000 {
      holding.insert(Self.exportStale)
      holding = holding.filter { $0.name != Self.pathDown }
    }
    for key in holding {
      if active[key] == nil || active[key]?.resolved != nil { active[key] = Active(began: now) }
      active[key]?.kept = nil
      active[key]?.exported = sample?.exported
      if active[key]?.fired == nil, now - (active[key]?.began ?? now) >= Self.rule(key.name).delay {
        active[key]?.fired = now
      }
    }
    active = active.filter { $1.fired != nil || holding.contains($0) }
    for (key, alert) in active where !holding.contains(key) && alert.resolved == nil {
      let kept = alert.kept ?? now
      active[key]?.kept = kept
      if now - kept >= Self.rule(key.name).kept { active[key]?.resolved = now }
    }
    active = active.filter { now - ($1.resolved ?? now) <= 900 }
    return active.keys.sorted().compactMap { send($0, at: now) }
  }

  private mutating func send(_ key: AlertKey, at now: Int) -> Notice? {
    guard let alert = active[key], let fired = alert.fired else { return nil }
    let isNews = alert.resolved.map { resolved in resolved > alert.sent ?? 0 } ?? false
    // It compares strictly, so with evaluations each half minute it sends every 90 seconds.
    guard isNews || alert.sent.map({ now - $0 > 60 }) ?? true else { return nil }
    active[key]?.sent = now
    return Notice(key: key, starts: fired, ends: alert.resolved ?? now + 240, exported: alert.exported)
  }
}
