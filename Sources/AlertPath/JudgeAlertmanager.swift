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
  /// When each member was started, in Unix seconds by its own clock, as far as that is known.
  var started: [String: Double]
  private var starts: [String: Timestamp] = [:]
  /// What can't be of what members say of themselves, as evidence.
  private var impossible: [String] = []
  /// Those of it that are counts of notifications.
  private var uncounted: [String] = []

  init(_ answers: Answers, _ settings: AlertPathSettings, _ knowledge: PathKnowledge) {
    receivers = knowledge.receivers.filter { settings.alertmanagers.contains($0.key) }
    started = knowledge.started.filter { settings.alertmanagers.contains($0.key) }
    for member in settings.alertmanagers {
      if let body = try? answers[.notifications(member)]?.get() {
        let page = MemberPage(body, of: member)
        impossible += page.impossibleStart
        uncounted += page.impossibleCounts
        // What was counted before stays known while nothing that can be believed is.
        if page.impossibleCounts.isEmpty {
          receivers[member] = (receivers[member] ?? Receivers()).updated(by: page.counts)
        }
        starts[member] = page.started
        started[member] = page.started.map { Double($0.milliseconds) / 1000 }
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
    if let refusal = refusals.first, alive.isEmpty { return refusal.state }
    // One member that works is enough for an alert; the others are told of.
    let told = refusals.prefix(1).map(\.evidence) + impossible.prefix(1)
    let count = "\(alive.count) of \(alive.count + refusals.count) members answer"
    return .up(evidence: ([count] + told).joined(separator: ": "))
  }

  /// When the first of the members that answer was started anew, by its own clock, where all were since they were last
  /// seen, so that the alerts of before are lost.
  func restarted(since before: [String: Double]) -> Timestamp? {
    let restarts = alive.map { member -> Timestamp? in
      guard let now = started[member], let then = before[member], now > then + 1 else { return nil }
      return starts[member]
    }
    guard !restarts.contains(nil) else { return nil }
    return restarts.compactMap(\.self).min()
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
    if let seen = uncounted.first {
      return .unknown(reason: "\(seen): check that the URL in alert_path is Alertmanager's own")
    }
    let tried = alive.compactMap { receivers[$0] }.flatMap(\.counts.values).reduce(0) { $0 + $1.tried }
    guard alive.contains(where: { receivers[$0] != nil }) else {
      return .unknown(reason: "Alertmanager's /metrics gave no counters of notifications")
    }
    return tried > 0
      ? .up(evidence: "the last notifications got through") : .unknown(reason: "Alertmanager has notified nobody yet")
  }
}
