internal import Alerts
package import Batches

/// A batch as the views show it.
package struct ShownBatch: Sendable {
  package var report: BatchReport
  /// The rules of `report.timezone`.
  package var zone: TimeZoneRules

  package init(report: BatchReport, zone: TimeZoneRules) {
    self.report = report
    self.zone = zone
  }
}

/// How a batch stands, in one word. The raw values are part of the JSON that `status` prints: never rename one.
package enum BatchState: String, CaseIterable {
  // The order is that of the overview within those that are well or not.
  /// The slot came, a start was due, and no run started.
  case notStarted = "not_started"
  case lost, failed, incomplete
  /// More than one run is open.
  case overlapping
  /// The slot came and no run started, but it still may.
  case late
  case running
  /// The first slot is still to come.
  case waiting
  /// Without schedule and run.
  case unused
  case succeeded

  package init(_ report: BatchReport, at now: Timestamp) {
    if report.openRuns > 1 {
      self = .overlapping
    } else if let run = report.run, report.runIsCurrent || report.slot == nil {
      switch run.outcome {
      case .running: self = .running
      case .succeeded: self = .succeeded
      case .failed: self = .failed
      case .incomplete: self = .incomplete
      case .lost: self = .lost
      }
    } else if report.slotIsComplete {
      self = .succeeded
    } else if let slot = report.slot {
      self = now > slot.startDeadline ?? slot.deadline ?? now ? .notStarted : .late
    } else {
      self = report.definition.schedule == nil ? .unused : .waiting
    }
  }

  package var word: String {
    switch self {
    case .notStarted: "not started"
    case .waiting: "waiting"
    case .unused: "no run yet"
    default: rawValue
    }
  }

  package var ink: Ink {
    switch self {
    case .notStarted, .lost, .failed, .incomplete: .bad
    case .overlapping, .late: .warning
    case .running: .active
    case .waiting, .unused: .faint
    case .succeeded: .good
    }
  }

  /// A sign of one column before the batch's name.
  package func sign(unicode: Bool) -> String {
    switch self {
    case .notStarted, .lost, .failed, .incomplete: unicode ? "✗" : "x"
    case .overlapping, .late: "!"
    case .running: unicode ? "●" : ">"
    case .waiting, .unused: unicode ? "○" : "-"
    case .succeeded: unicode ? "✓" : "+"
    }
  }

  /// The state and its time, for a headline: `running for 40m 00s`, `succeeded 2h 10m ago, took 1h 59m`.
  package func sentence(_ report: BatchReport, at now: Timestamp) -> String {
    let slot = report.slot?.start ?? now
    switch self {
    case .notStarted, .late: return "\(word), \(elapsed(from: slot, to: now).shortText) after the slot"
    case .waiting:
      guard let next = report.nextSlot else { return "waiting for a slot, but none will come" }
      return "waiting for its first slot in \(elapsed(from: now, to: next.start).shortText)"
    case .unused: return word
    case .overlapping: return "\(report.openRuns) runs overlap"
    case .running:
      guard let run = report.run else { return word }
      let span = run.duration(at: now)
      return span < .zero ? "running, begun \(agoText(run.start, now))" : "running for \(span.shortText)"
    case .succeeded, .failed, .incomplete, .lost:
      guard let run = report.run, let end = run.end, let took = run.took else { return word }
      return "\(word) \(agoText(end, now)), took \(took.shortText)"
    }
  }
}

/// `2h 10m ago`; a clock that was set back makes what it has recorded before lie ahead.
private func agoText(_ moment: Timestamp, _ now: Timestamp) -> String {
  moment > now
    ? "\(elapsed(from: now, to: moment).shortText) ahead of the clock"
    : "\(elapsed(from: moment, to: now).shortText) ago"
}

/// The problems worth showing beside each other: one lost run is not told twice.
package func shownProblems(_ report: BatchReport, at now: Timestamp) -> [Problem] {
  let all = problems(of: report, at: now)
  let isOneLost = all.contains { $0.kind == .lost } && report.totals.consecutiveFailures == 1
  return isOneLost ? all.filter { $0.kind != .failed } : all
}
