internal import Batches
internal import Ledger
internal import Presentation

extension Page {
  /// Whether an alert would reach people, as the monitor found at its last pass.
  mutating func addAlertPath(_ monitor: MonitorSummary, at now: Timestamp) {
    let lead = Line("alert path  ", .strong)
    let age = max(.zero, elapsed(from: monitor.lastPass, to: now))
    if age > .minutes(10) {
      addWrapped("nobody watches: the monitor's last pass ended \(age.shortText) ago", .bad, after: lead)
    } else if monitor.way == "none" {
      addWrapped("NOBODY would hear: neither 'alert_path' nor 'mail' is configured", .bad, after: lead)
    } else if let broken = monitor.links.first(where: { $0.state == "down" }) {
      addWrapped("broken at \(broken.link): \(safe(broken.evidence)); see batchwatch doctor", .bad, after: lead)
    } else if monitor.way.isEmpty {
      addWrapped("by mail, as no stack is configured; last pass \(age.shortText) ago", .good, after: lead)
    } else if let heartbeat = monitor.heartbeatAge {
      addWrapped("works, its heartbeat came back \(heartbeat.shortText) old", .good, after: lead)
    } else {
      addWrapped("no heartbeat has come back yet", .warning, after: lead)
    }
    if monitor.outbox > 0 {
      let mails = monitor.outbox == 1 ? "1 mail waits" : "\(monitor.outbox) mails wait"
      addWrapped("\(mails) for a relay; see batchwatch doctor", .bad, after: Line(String(repeating: " ", count: 12)))
    }
  }
}
