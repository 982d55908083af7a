import AlertPath
import Batches
import Ledger

@testable import Delivery

/// Passes one after the other, each a minute after the last, with what they remember and the mails that they order.
struct Story {
  static let failed = AlertKey("BatchFailed", batch: "leads")
  static let slow = AlertKey("BatchSlow", batch: "leads")
  static let script = AlertKey("DiskFull", batch: "backup")
  static let host = ["instance": "db1:9100", "job": "node"]

  var state = LedgerState()
  var ledger = MemoryLedger()
  var now = Timestamp(seconds: 1_772_776_800)
  /// What the next passes find.
  var way: Way? = .stack
  var seen: [AlertKey: SeenAlert]? = [:]
  var mail: MailRules? = MailRules(repeatEvery: .hours(4), sendResolved: true)
  var relayIsOpen = true
  var unknown: Set<String> = []
  var silenceEnds: [String: Timestamp] = [:]
  var mutedUntil: [AlertKey: Timestamp]?
  var silencesMailed = true
  var knowsLabels = true
  var isDoubtful = false
  var reachesNobody = false
  var hasRestarted = false
  var wasCutOff = false
  var notified: Double?
  /// Whether Alertmanager ends silences when it is asked to.
  var endsSilences = true
  /// Silences of ours that Alertmanager has.
  var silences: [String: LeftSilence] = [:]
  /// Those that we were killed before we could remember.
  var forgotten: Set<String> = []
  private var lastSilence = 0

  /// Alertmanager has told `failed`.
  static func told() -> Story {
    var story = Story()
    story.show(failed)
    story.passes(5, [held(failed)])
    return story
  }

  /// A pass, with all that it does if nothing fails.
  mutating func pass(_ holding: [HeldAlert] = [], every step: TimeSpan = .minutes(1)) -> Decision {
    let facts = facts(holding)
    let decision = decide(facts, &state)
    ledger.carryOut(decision, &state, at: now)
    if endsSilences {
      for id in decision.endedSilences {
        state.leftSilences[id] = nil
        silences[id] = nil
      }
    }
    for (key, end) in decision.silences.sorted(by: { $0.key < $1.key }) {
      lastSilence += 1
      state.alerts[key]?.silence = FollowedAlert.OwnSilence(id: "s\(lastSilence)", end: end)
      silences["s\(lastSilence)"] = LeftSilence(key, until: end, end: end)
    }
    if relayIsOpen {
      for mail in ledger.waiting { ledger.change(mail.id) { $0.outcome = "accepted" } }
    }
    now = now + step
    return decision
  }

  /// What the next pass finds.
  private func facts(_ holding: [HeldAlert]) -> PassFacts {
    var facts = PassFacts(now: now, interval: .minutes(1), holding: holding)
    facts.way = way
    facts.seen = shown
    facts.ownSilences = seen.map { _ in forgotten.union(silences.filter { $0.value.end > now }.keys) }
    facts.mail = mail
    facts.unknown = unknown
    facts.silenceEnds = silenceEnds
    facts.mutedUntil = mutedUntil
    facts.silencesMailed = silencesMailed
    facts.knowsLabels = knowsLabels
    facts.isDoubtful = isDoubtful
    facts.notified = notified
    facts.reachesNobody = reachesNobody
    facts.restarted = hasRestarted ? now - .minutes(1) : nil
    facts.wasCutOff = wasCutOff
    facts.waiting = Dictionary(grouping: ledger.waiting, by: \.thread)
    facts.toldThreads = ledger.threadsTold(among: Set(state.alerts.values.compactMap(\.thread)))
    return facts
  }

  /// Whether the pass after the last one comes soon, where these mails were taken since that began.
  func mustHurry(mailed: Set<AlertKey> = []) -> Bool {
    Delivery.mustHurry(state, facts([]), mailed: mailed, isAway: seen == nil)
  }

  /// What Alertmanager shows, with our silences.
  private var shown: [AlertKey: SeenAlert]? {
    var shown = seen
    for (id, silence) in silences where silence.end > now { shown?[silence.key]?.silences.append(id) }
    return shown
  }

  /// Passes in a row; what the last one decided.
  @discardableResult
  mutating func passes(_ count: Int, _ holding: [HeldAlert] = []) -> Decision {
    var last = Decision()
    for _ in 0..<count { last = pass(holding) }
    return last
  }

  /// Alertmanager shows these alerts from now on.
  mutating func show(_ keys: AlertKey..., silences: [String] = [], isInhibited: Bool = false, for span: TimeSpan? = nil)
  {
    seen = Dictionary(
      uniqueKeysWithValues: keys.map { key in
        let end = now + (span ?? .hours(9))
        return (key, SeenAlert(labels: [:], silences: silences, isInhibited: isInhibited, end: end))
      })
  }

  /// No Alertmanager answers.
  mutating func loseAlertmanager() {
    way = .mail
    seen = nil
  }

  /// It is back, and has lost what it had.
  mutating func regainAlertmanager() {
    way = .stack
    seen = [:]
  }

  /// What was mailed, in order, but for what was withdrawn.
  var mailed: [String] {
    ledger.mails.filter { $0.outcome == "accepted" }.map { mail in
      ([mail.order.occasion] + mail.order.alerts.map(\.key.name)).joined(separator: " ")
    }
  }

  func alert(_ key: AlertKey) -> FollowedAlert? { state.alerts[key] }
}

func held(_ key: AlertKey, severity: String = "critical", delay: TimeSpan = .zero, isOurs: Bool = false) -> HeldAlert {
  var held = HeldAlert(key, severity: severity, text: "it is so")
  held.delay = delay
  held.isOurs = isOurs
  return held
}
