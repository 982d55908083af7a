import Ledger

/// The ways to people that work at a moment.
struct Ways {
  /// Prometheus sees the host, and Alertmanager tells.
  var stack: Bool
  /// The host can post to Alertmanager, which tells.
  var alertmanager: Bool
  /// The host can mail.
  var mail: Bool
  /// Whether passes come.
  var isWatched: Bool
}

/// Whether people believe what is so, and hear nothing twice.
struct Judgement {
  struct Mistake: Sendable {
    enum Kind: String, CaseIterable, Sendable {
      /// It held for long, a way was there, and nobody heard.
      case unheard
      /// It was over for long, a way was there, and nobody heard that.
      case endUnheard
      /// Heard again, though nothing was new.
      case twice
      /// Its end was heard again.
      case endTwice
      /// That it holds was heard, and it never did since its end was told.
      case neverWas
      /// It was called over, and holds.
      case falseEnd
      /// A reminder came too soon.
      case soon
      /// It was told though somebody had silenced it.
      case silenced
    }

    var kind: Kind
    var key: AlertKey
    var time: Int
    /// Why it can't be helped, as docs/alert-path.md says; nil for what must not be.
    var excuse: String?

    var text: String { "\(clock(time)) \(kind.rawValue): \(key.text)" + (excuse.map { " (\($0))" } ?? "") }
  }

  private let night: Night
  private(set) var mistakes: [Mistake] = []
  private var believed: [AlertKey: Belief] = [:]
  private var since = (stack: 0, alertmanager: 0, mail: 0, watched: 0)
  private var relayDownSince: Int?
  /// Seconds until people heard of an alert, one for each that they heard of.
  private(set) var delays: [Int] = []

  private struct Belief {
    var holds: Bool
    var time: Int
    /// Whether that was judged already.
    var isJudged = false
  }

  init(_ night: Night) { self.night = night }

  private mutating func add(_ kind: Mistake.Kind, _ key: AlertKey, _ time: Int) {
    mistakes.append(Mistake(kind: kind, key: key, time: time, excuse: excuse(kind, key, time)))
  }

  // MARK: What can't be helped

  /// Whether something of these kinds was broken at some moment of this time.
  private func wasBroken(_ kinds: Night.Kind..., from: Int, to: Int) -> Bool {
    night.faults.contains { kinds.contains($0.kind) && $0.from <= to && from <= $0.to }
  }

  private func excuse(_ kind: Mistake.Kind, _ key: AlertKey, _ time: Int) -> String? {
    let episode = night.episodes.last { $0.key == key && $0.from <= time }
    let begin = episode?.from ?? 0
    if wasBroken(.cutOff, from: begin - 600, to: time) { return "Alertmanager was cut off and told what it believed" }
    switch kind {
    case .twice, .endTwice, .neverWas:
      return excuseOfRepetition(kind, key, time, begin)
    case .endUnheard:
      return excuseOfSilence(key, time, begin)
    case .falseEnd, .soon, .unheard:
      if kind == .soon, wasBroken(.killed, from: 0, to: time) { return "Alertmanager lost what it had noted" }
      // Whether Alertmanager has called it over nobody knows who doesn't reach it.
      guard key == Night.script else { return nil }
      let isAway = wasBroken(.unreachable, .alertmanager, .killed, .monitor, from: begin - 600, to: time)
      return isAway ? "only the host sends it, and does not reach Alertmanager" : nil
    case .silenced:
      return wasBroken(.alertmanager, .killed, .unreachable, from: time, to: time)
        ? "a silence is known only by what it mutes" : nil
    }
  }

  /// Why nobody heard of an end.
  private func excuseOfSilence(_ key: AlertKey, _ time: Int, _ begin: Int) -> String? {
    let told = believed[key]?.time ?? begin
    let end = night.episodes.last { $0.key == key && $0.to <= time }?.to ?? time
    if wasBroken(.killed, from: told, to: end + 1800) { return "Alertmanager lost what it had noted" }
    if let episode = night.episodes.last(where: { $0.key == key && $0.to <= time }), episode.to - episode.from < 120,
      wasBroken(.alertmanager, .textfile, from: episode.from, to: time)
    {
      return "it was over before anybody watched"
    }
    if wasSilenced(key, from: told, to: end + 900) { return "somebody silenced its end" }
    if key == Night.slow, held(Night.incomplete, from: told, to: end + 900) { return "another alert muted its end" }
    return nil
  }

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
      stops.contains(where: { told <= $0.from && $0.from - told <= 180 })
    {
      return "it stopped before it was sure that it had told"
    }
    if kind == .endTwice, stops.contains(where: { $0.to - $0.from > 22 * 60 && $0.to <= time && time - $0.to < 900 }) {
      return "it ends what it has open, and could not for long"
    }
    if kind == .endTwice, mistakes.contains(where: { $0.key == key && $0.kind == .twice }) { return "both told it" }
    if kind == .twice, key == Night.slow, held(Night.incomplete, from: begin, to: time) {
      return "it was muted, and Alertmanager forgot it"
    }
    if kind == .twice, !night.setting.groupsByAlert, let told = believed[key]?.time, neighbourHeard(key, since: told) {
      return "it was silenced, and Alertmanager forgot it when it told of others of the group"
    }
    return nil
  }

  // MARK: What is heard

  mutating func note(_ heard: Heard) {
    guard Night.keys.contains(heard.key) else { return noteOther(heard) }
    let (key, time) = (heard.key, heard.time)
    let before = believed[key]
    if heard.isMail, heard.news == .firing || heard.news == .reminder, isSilenced(key, at: time) {
      add(.silenced, key, time)
    }
    switch heard.news {
    case .mentioned:
      return
    case .firing:
      if let before, before.holds {
        // Or Alertmanager reminds, when our silence is over.
        if time - before.time < remindsAfter { add(.twice, key, time) }
      } else if !held(key, from: (before?.time ?? 0) - (before == nil ? 0 : 60), to: time) {
        add(.neverWas, key, time)
      }
      if let begin = night.episodes.first(where: { $0.key == key && $0.from <= time && time < $0.to })?.from {
        delays.append(time - begin)
      }
      believed[key] = Belief(holds: true, time: time)
    case .reminder:
      if let before, before.holds, time - before.time < remindsAfter { add(.soon, key, time) }
      believed[key] = Belief(holds: true, time: time)
    case .resolved:
      if before?.holds == false { add(.endTwice, key, time) }
      if holdsAllOf(key, from: time - 240, to: time) { add(.falseEnd, key, time) }
      believed[key] = Belief(holds: false, time: time)
    }
  }

  /// Seconds after which people may be reminded.
  private var remindsAfter: Int { night.setting.repeatEvery * 3600 - 300 }

  private func neighbourHeard(_ key: AlertKey, since time: Int) -> Bool {
    believed.contains { $0.key != key && $0.key.batch == key.batch && $0.value.time > time }
  }

  /// Of batchwatch itself nothing may be heard while nothing is broken.
  private mutating func noteOther(_ heard: Heard) {
    if night.faults.isEmpty { add(.neverWas, heard.key, heard.time) }
  }

  private func held(_ key: AlertKey, from: Int, to: Int) -> Bool {
    night.episodes.contains { $0.key == key && $0.from <= to && from < $0.to }
  }

  private func holdsAllOf(_ key: AlertKey, from: Int, to: Int) -> Bool {
    night.episodes.contains { $0.key == key && $0.from <= from && to < $0.to }
  }

  // MARK: What should have been heard

  /// For so long a way must have worked, and the alert held, for its silence to be a mistake.
  private static let patience = 35 * 60
  private static let endPatience = 55 * 60

  mutating func look(_ ways: Ways, at time: Int) {
    if !ways.stack { since.stack = time }
    if !ways.alertmanager { since.alertmanager = time }
    if !ways.isWatched { since.watched = time }
    if !ways.mail {
      relayDownSince = relayDownSince ?? time
      since.mail = time
    } else if let down = relayDownSince {
      // A mail that waited waits on, for as long as it did before.
      since.mail = time + min(75 * 60, (time - down) * 3 / 2)
      relayDownSince = nil
    }
    for key in Night.keys {
      // What a script raised Prometheus doesn't know.
      let best = min(key == Night.script ? time : since.stack, since.alertmanager, since.mail)
      let holding = night.episodes.first { $0.key == key && $0.from <= time && time < $0.to }
      let belief = believed[key]
      if let holding {
        guard belief?.holds != true, time - max(holding.from, best) > Self.patience, !isMuted(key, at: time),
          !isUnheard(key, since: holding.from)
        else { continue }
        add(.unheard, key, time)
      } else if let belief, belief.holds, !belief.isJudged {
        let end = night.episodes.last { $0.key == key && $0.to <= time }?.to ?? 0
        let told = max(since.mail, since.watched, min(since.alertmanager, since.stack))
        guard time - max(end, belief.time, told) > Self.endPatience, !isMuted(key, at: time) else { continue }
        add(.endUnheard, key, time)
        believed[key]?.isJudged = true
      }
    }
  }

  private func isUnheard(_ key: AlertKey, since begin: Int) -> Bool {
    mistakes.contains { $0.kind == .unheard && $0.key == key && $0.time >= begin }
  }

  private func isMuted(_ key: AlertKey, at time: Int) -> Bool {
    let began = time - Self.patience
    return wasSilenced(key, from: began, to: time)
      || (key == Night.slow && held(Night.incomplete, from: began, to: time))
  }

  /// Whether somebody has silenced it, and a pass had time to see that.
  private func isSilenced(_ key: AlertKey, at time: Int) -> Bool {
    key.batch == "leads" && night.faults.contains { $0.kind == .silence && $0.from + 130 <= time && time < $0.to }
  }

  private func wasSilenced(_ key: AlertKey, from: Int, to: Int) -> Bool {
    key.batch == "leads" && wasBroken(.silence, from: from, to: to)
  }
}
