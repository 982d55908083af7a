internal import AlertPath
internal import Alerts
internal import Batches
internal import Ledger

extension Decider {
  mutating func tellWhatEnded() {
    var ended: [FollowedAlert] = []
    for key in keys {
      guard let alert = state.alerts[key], let cleared = alert.cleared else { continue }
      // A second look confirms the end; until Prometheus has seen it too, it sends the alert on.
      guard cleared < now else {
        if alert.told?.way == .mail, mayRepeat(alert) { decision.silences[key] = now + facts.intervals(22) }
        continue
      }
      if alert.told != nil, isEvent(alert) {
        drop(alert)
        continue
      }
      switch alert.told?.way {
      case nil:
        // A mail about it that still waits is sent all the same: something was wrong, and nobody has heard.
        if let thread = alert.thread, facts.waiting[thread]?.isEmpty == false { continue }
        drop(alert)
      case .mail: ended.append(alert)
      case .stack: if tellInPlaceOfStack(alert, cleared) { ended.append(alert) }
      }
    }
    orderEnds(ended)
  }

  /// Whether it tells of something that was, and so has no end to be told.
  private func isEvent(_ alert: FollowedAlert) -> Bool { Alert.localOnly.contains { $0.name == alert.key.name } }

  /// What Alertmanager told of it also ends, as far as it can. - Returns: whether a mail must say so instead.
  private mutating func tellInPlaceOfStack(_ alert: FollowedAlert, _ cleared: Timestamp) -> Bool {
    let age = now - cleared
    if way(of: alert) == .mail {
      // It may come back in time to say so itself: Prometheus tells it of an end for a quarter of an hour.
      guard age >= facts.intervals(15) else { return false }
      if facts.mail?.sendResolved == true { return true }
      drop(alert)
    } else if let seen = facts.seen, seen[alert.key] == nil || age >= facts.intervals(60) {
      // Alertmanager has told it, or does so when what it was sent last expires.
      drop(alert)
    }
    return false
  }

  /// The end of a thread is told once all of it has ended.
  private mutating func orderEnds(_ alerts: [FollowedAlert]) {
    for (thread, group) in Dictionary(grouping: alerts, by: \.thread).sorted(by: { ($0.key ?? 0) < ($1.key ?? 0) }) {
      for (batch, ended) in Dictionary(grouping: group, by: \.key.batch).sorted(by: { $0.key < $1.key }) {
        let goesOn = state.alerts.values.contains { other in
          thread != nil && other.thread == thread && !group.contains { $0.key == other.key }
        }
        if goesOn { continue }
        if facts.mail?.sendResolved == true {
          decision.mails.append(MailOrder(occasion: .resolved, batch: batch, alerts: ended, thread: thread))
        }
        for alert in ended { drop(alert) }
      }
    }
  }

  /// Stops following.
  mutating func drop(_ alert: FollowedAlert) {
    state.alerts[alert.key] = nil
    if let silence = alert.silence, silence.end > now { leave(silence, of: alert.key) }
  }
}
