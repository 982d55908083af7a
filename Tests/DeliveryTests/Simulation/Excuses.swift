import Ledger

/// What can't be helped, as `docs/alert-path.md` says. It is counted all the same.
extension Judgement {
  /// Whether something of these kinds was broken at some moment of this time.
  func wasBroken(_ kinds: Night.Kind..., from: Int, to: Int) -> Bool {
    night.faults.contains { kinds.contains($0.kind) && $0.from <= to && from <= $0.to }
  }

  /// - Returns: why the mistake can't be helped; nil where it must not be.
  func excuse(_ kind: Mistake.Kind, _ key: AlertKey, _ time: Int) -> String? {
    let episode = night.episodes.last { $0.key == key && $0.from <= time }
    let begin = episode?.from ?? 0
    let cutOff = kind == .unheard ? time - Self.patience : begin - 600
    if wasBroken(.cutOff, from: cutOff, to: time) { return "Alertmanager was cut off and told what it believed" }
    switch kind {
    case .twice, .endTwice, .neverWas:
      return excuseOfRepetition(kind, key, time, begin)
    case .endUnheard:
      return excuseOfSilence(key, time, begin)
    case .falseEnd, .soon, .unheard:
      if kind == .soon, wasBroken(.killed, from: 0, to: time) { return "Alertmanager lost what it had noted" }
      if kind == .soon, wasBroken(.alertmanager, .unreachable, from: time - 660, to: time - 600) {
        return "it may have called over what only the host sent"
      }
      if kind == .falseEnd, wasBroken(.monitor, from: time - 900, to: time) { return "nobody watched" }
      let stackIsCut = wasBroken(.scrape, .prometheus, .textfile, .notifier, from: time - 1200, to: time)
      if stackIsCut, wasBroken(.unreachable, from: time - 600, to: time) { return "nobody reached Alertmanager" }
      // Whether Alertmanager has called it over nobody knows who doesn't reach it.
      guard key == Night.script else { return nil }
      let isAway = wasBroken(.unreachable, .alertmanager, .killed, .monitor, from: begin - 600, to: time)
      return isAway ? "only the host sends it, and does not reach Alertmanager" : nil
    case .silenced:
      return wasBroken(.unreachable, from: time, to: time) ? "the silence was set where the host could not see it" : nil
    }
  }

  /// Why nobody heard of an end: what Alertmanager has lost, or mutes, it doesn't tell.
  private func excuseOfSilence(_ key: AlertKey, _ time: Int, _ begin: Int) -> String? {
    let told = believed[key]?.time ?? begin
    let end = night.episodes.last { $0.key == key && $0.to <= time }?.to ?? time
    if wasBroken(.killed, from: told, to: end + 1800) { return "Alertmanager lost what it had noted" }
    if let episode = night.episodes.last(where: { $0.key == key && $0.to <= time }), episode.to - episode.from < 120,
      wasBroken(.alertmanager, .textfile, from: episode.from, to: time)
    {
      return "it was over before anybody watched"
    }
    if wasBroken(.textfile, from: end - 60, to: time) { return "the figures stand still" }
    if wasBroken(.receivers, .receiversHang, from: told - 600, to: end + 900) { return "the receivers failed" }
    if wasBroken(.kill, from: told, to: end + 900) { return "passes were killed" }
    if wasBroken(.alertmanager, from: told, to: end + 1200), wasBroken(.prometheus, from: end, to: end + 1500) {
      return "Alertmanager and Prometheus both forgot it"
    }
    if stopsOfAlertmanager(from: told, to: end + 900) > 1 { return "it stopped before it was sure that it had told" }
    if night.faults.contains(where: { $0.kind == .alertmanager && $0.to <= told && told - $0.to <= 90 }) {
      return "it told in the moment of its return"
    }
    if wasSilenced(key, from: told, to: end + 900) { return "somebody silenced its end" }
    if key == Night.slow, held(Night.incomplete, from: told, to: end + 900) { return "another alert muted its end" }
    return nil
  }

  private func stopsOfAlertmanager(from: Int, to: Int) -> Int {
    night.faults.count { $0.kind == .alertmanager && $0.from <= to && from <= $0.to }
  }

  /// Why it was heard again.
  private func excuseOfRepetition(_ kind: Mistake.Kind, _ key: AlertKey, _ time: Int, _ begin: Int) -> String? {
    if wasBroken(.receivers, .receiversHang, from: begin - 600, to: time) { return "the receivers failed" }
    if wasBroken(.unreachable, from: begin - 600, to: time) { return "the host alone didn't reach Alertmanager" }
    if wasBroken(.killed, from: 0, to: time) { return "Alertmanager lost what it had noted" }
    if wasBroken(.relayMute, .kill, from: begin, to: time) { return "the fate of a mail is unknown" }
    let stops = night.faults.filter { $0.kind == .alertmanager }
    if kind == .twice, stops.contains(where: { $0.to <= time && time - $0.to <= 90 }) {
      return "it told in the moment of its return"
    }
    if kind == .twice, let told = believed[key]?.time,
      stops.contains(where: { told <= $0.from && $0.from - told <= 180 || begin > told })
    {
      return "it stopped before it was sure that it had told"
    }
    if kind == .neverWas, wasBroken(.textfile, from: begin, to: time) { return "the figures stand still" }
    if kind == .neverWas, wasBroken(.notifier, from: begin, to: time) { return "Prometheus kept it firing" }
    if kind == .neverWas, wasBroken(.relay, from: begin, to: time), !stops.isEmpty { return "the mail had to wait" }
    if kind == .endTwice, stops.contains(where: { $0.to - $0.from > 5 * 60 && $0.to <= time && time - $0.to < 1800 }) {
      return "it ends what it has open, and could not for long"
    }
    if kind == .endTwice, mistakes.contains(where: { $0.key == key && $0.kind == .twice }) { return "both told it" }
    if kind == .twice, key == Night.slow, held(Night.incomplete, from: begin, to: time) {
      return "it was muted, and Alertmanager forgot it"
    }
    if kind == .twice, !night.setting.groupsByAlert, let told = believed[key]?.time,
      neighbourHeld(key, since: told, until: time)
    {
      return "it was silenced, and Alertmanager forgot it when it told of others of the group"
    }
    return nil
  }

  /// Whether another alert of the batch held meanwhile, or shortly before: Alertmanager remembers of a group only what it
  /// told last.
  private func neighbourHeld(_ key: AlertKey, since time: Int, until end: Int) -> Bool {
    Night.keys.contains { $0 != key && $0.batch == key.batch && held($0, from: time - 1200, to: end) }
  }
}
