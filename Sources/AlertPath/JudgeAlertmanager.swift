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

  init(_ answers: Answers, _ settings: AlertPathSettings, _ knowledge: PathKnowledge) {
    receivers = knowledge.receivers.filter { settings.alertmanagers.contains($0.key) }
    for member in settings.alertmanagers {
      if let page = try? answers[.notifications(member)]?.get() {
        receivers[member] = (receivers[member] ?? Receivers()).updated(by: page)
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
