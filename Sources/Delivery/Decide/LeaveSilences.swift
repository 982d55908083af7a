internal import AlertPath
internal import Batches
internal import Ledger

/// Silences of ours that no alert needs any more.
extension Decider {
  /// Leaves a silence of an alert that is followed no more, or not by it. Prometheus may go on sending what is over: it
  /// keeps it firing for five minutes, and sends its end for a quarter of an hour.
  mutating func leave(_ silence: FollowedAlert.OwnSilence, of key: AlertKey, atOnce: Bool = false) {
    state.leftSilences[silence.id] = LeftSilence(key, until: atOnce ? now : now + facts.intervals(22), end: silence.end)
  }

  /// Ends what is left of silences, also those that would keep an alert quiet that holds anew. Each is remembered until
  /// Alertmanager has ended it, for the next failure must be heard.
  mutating func endLeftSilences() {
    for (id, silence) in state.leftSilences.sorted(by: { $0.key < $1.key }) {
      if silence.end <= now {
        state.leftSilences[id] = nil
      } else if let seen = facts.seen {
        // Once it is over there too, nothing is left to keep quiet.
        let isOver = seen[silence.key] == nil && silence.until - now <= facts.intervals(15)
        if held[silence.key] != nil || isOver || silence.until <= now { decision.endedSilences.append(id) }
      }
    }
  }
}
