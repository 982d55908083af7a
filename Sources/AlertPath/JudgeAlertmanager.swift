internal import Batches
internal import Configuration
internal import JSON

/// What the members of the Alertmanager cluster say.
struct AlertmanagerFindings {
  /// Members that gave a list of alerts.
  var alive: [String] = []
  var heartbeats: [Heartbeat] = []
  var refusals: [Refusal] = []
  var receivers: [String: Receivers]
  /// When each member was started, as far as that is known.
  var started: [String: Double]

  init(_ answers: Answers, _ settings: AlertPathSettings, _ knowledge: PathKnowledge) {
    receivers = knowledge.receivers.filter { settings.alertmanagers.contains($0.key) }
    started = knowledge.started.filter { settings.alertmanagers.contains($0.key) }
    for member in settings.alertmanagers {
      if let page = try? answers[.notifications(member)]?.get() {
        receivers[member] = (receivers[member] ?? Receivers()).updated(by: page)
        started[member] = samples(["process_start_time_seconds"], in: page).first?.value
      }
      guard let answer = answers[.heartbeats(member)] else { continue }
      switch answer {
      case .failure(let refusal): refusals.append(refusal)
      case .success(let body):
        do {
          heartbeats += try AlertPath.heartbeats(in: body)
          alive.append(member)
        } catch {
          refusals.append(
            Refusal("\(member): \(error.reason)", fix: "check that the URL in alert_path is Alertmanager's own"))
        }
      }
    }
  }

  var state: LinkState {
    guard let refusal = refusals.first else { return .up(evidence: "\(alive.count) of \(alive.count) members answer") }
    let count = alive.count + refusals.count
    // One member that works is enough for an alert; the others are told of.
    return alive.isEmpty
      ? refusal.state : .up(evidence: "\(alive.count) of \(count) members answer: \(refusal.evidence)")
  }

  /// When the first of the members that answer was started anew, by its own clock, where all were since they were last
  /// seen, so that the alerts of before are lost.
  func restarted(since before: [String: Double]) -> Timestamp? {
    let starts = alive.map { member -> Double? in
      guard let now = started[member], let then = before[member], now > then + 1 else { return nil }
      return now
    }
    guard let first = starts.compactMap(\.self).min(), !starts.contains(nil), first < 1e11 else { return nil }
    return Timestamp(milliseconds: Int64(clamping: first * 1000))
  }

  /// Whether every integration that has ever been tried fails, so that nobody hears anything of Alertmanager.
  var reachesNobody: Bool {
    let used = alive.compactMap { receivers[$0] }.flatMap { receivers in
      receivers.counts.filter { $0.value.tried > 0 }.map { receivers.failing.contains($0.key) }
    }
    return !used.isEmpty && used.allSatisfy(\.self)
  }

  /// Whether what is in Alertmanager reaches people: every member that answers may be the one that notifies.
  var receiversState: LinkState {
    if alive.isEmpty { return .unknown(reason: "no Alertmanager answers") }
    let failing = Set(alive.flatMap { receivers[$0]?.failing ?? [] }).sorted()
    if !failing.isEmpty {
      let list = failing.joined(separator: ", ")
      return .down(
        evidence: "the last notifications by \(list) all failed",
        fix: "read Alertmanager's log for the receiver's error, and mend the server or its settings")
    }
    let tried = alive.compactMap { receivers[$0] }.flatMap(\.counts.values).reduce(0) { $0 + $1.tried }
    guard alive.contains(where: { receivers[$0] != nil }) else {
      return .unknown(reason: "Alertmanager's /metrics gave no counters of notifications")
    }
    return tried > 0
      ? .up(evidence: "the last notifications got through") : .unknown(reason: "Alertmanager has notified nobody yet")
  }
}
