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

  let night: Night
  private(set) var mistakes: [Mistake] = []
  private(set) var believed: [AlertKey: Belief] = [:]
  private var since = (stack: 0, alertmanager: 0, mail: 0, watched: 0)
  private var relayDownSince: Int?
  /// Seconds until people heard of an alert, one for each that they heard of.
  private(set) var delays: [Int] = []

  struct Belief {
    var holds: Bool
    var time: Int
    /// Whether that was judged already.
    var isJudged = false
  }

  init(_ night: Night) { self.night = night }

  private mutating func add(_ kind: Mistake.Kind, _ key: AlertKey, _ time: Int) {
    mistakes.append(Mistake(kind: kind, key: key, time: time, excuse: excuse(kind, key, time)))
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

  /// Of batchwatch itself nothing may be heard while nothing is broken.
  private mutating func noteOther(_ heard: Heard) {
    if night.faults.isEmpty { add(.neverWas, heard.key, heard.time) }
  }

  func held(_ key: AlertKey, from: Int, to: Int) -> Bool {
    night.episodes.contains { $0.key == key && $0.from <= to && from < $0.to }
  }

  private func holdsAllOf(_ key: AlertKey, from: Int, to: Int) -> Bool {
    night.episodes.contains { $0.key == key && $0.from <= from && to < $0.to }
  }

  // MARK: What should have been heard

  /// For so long a way must have worked, and the alert held, for its silence to be a mistake.
  static let patience = 35 * 60
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

  func wasSilenced(_ key: AlertKey, from: Int, to: Int) -> Bool {
    key.batch == "leads" && wasBroken(.silence, from: from, to: to)
  }
}
