import Ledger

/// What happens in a night, in seconds since it began: what fails on the host, and what breaks on the way to people.
struct Night: Sendable {
  var seed: UInt64
  var episodes: [Episode] = []
  var faults: [Fault] = []
  var setting = Setting()

  /// How long a night is. What breaks is whole again by `wholeFrom`, so that whatever has to be told can be.
  static let length = 6 * 3600
  static let wholeFrom = 16_000
  /// So long nothing happens at first: the heartbeat is learned.
  static let calm = 900

  /// An alert that holds.
  struct Episode: Sendable {
    var key: AlertKey
    var from: Int
    var to: Int
  }

  /// How this host is set up.
  struct Setting: Sendable {
    /// Hours after which a mail reminds.
    var repeatEvery = 4
    /// Whether Alertmanager groups by batch and alert, or by batch only.
    var groupsByAlert = true
    /// Whether a service makes the passes, rather than cron.
    var isService = true
    var silencesMailed = true
    /// When the first pass, scrape and evaluation come.
    var passPhase = 0
    var scrapePhase = 0
    var evaluationPhase = 15
  }

  struct Fault: Sendable {
    var kind: Kind
    var from: Int
    var to: Int
  }

  enum Kind: String, CaseIterable, Sendable {
    /// Prometheus doesn't reach the host.
    case scrape
    /// Prometheus is down, and forgets what fired.
    case prometheus
    /// Prometheus doesn't reach Alertmanager.
    case notifier
    /// Alertmanager is stopped, and started again.
    case alertmanager
    /// It is killed: what it noted since its last snapshot is lost.
    case killed
    /// It is cut off from everybody but those whom it notifies.
    case cutOff
    /// The host doesn't reach it; Prometheus does.
    case unreachable
    /// Its notifications fail at once, or only after minutes.
    case receivers
    case receiversHang
    /// The relay of the host's mail is down.
    case relay
    /// It takes mails, and its answer is lost.
    case relayMute
    /// No passes come.
    case monitor
    /// The clock of the host is off.
    case clock
    /// Somebody silences a batch.
    case silence
    /// A pass is killed in its midst.
    case kill
    /// What the host exports doesn't arrive in the textfile directory.
    case textfile
  }

  static let failed = AlertKey("BatchFailed", batch: "leads")
  static let incomplete = AlertKey("BatchIncomplete", batch: "leads")
  static let slow = AlertKey("BatchSlow", batch: "leads")
  static let other = AlertKey("BatchFailed", batch: "backup")
  static let script = AlertKey("DiskFull", batch: "backup")
  static let keys = [failed, incomplete, slow, other, script]

  /// A night that a seed decides. One in eight has no fault of the way, one in eight no failure.
  init(seed: UInt64) {
    self.seed = seed
    var chance = Chance(seed: seed)
    setting.repeatEvery = chance.one(of: [1, 4])
    setting.groupsByAlert = chance.happens(0.6)
    setting.isService = chance.happens(0.8)
    setting.passPhase = chance.within(0...11) * 5
    setting.scrapePhase = chance.within(0...5) * 5
    setting.evaluationPhase = chance.within(0...5) * 5
    if !chance.happens(1 / 8) {
      for key in Self.keys where chance.happens(0.5) { addEpisodes(of: key, &chance) }
    }
    if !chance.happens(1 / 8) {
      for _ in 0..<chance.within(1...4) { addFault(&chance) }
    }
  }

  /// A fault, most often near to the begin or end of a failure or of another fault: it is there that they meddle.
  private mutating func addFault(_ chance: inout Chance) {
    let kind = chance.one(of: Kind.allCases)
    let times = chance.happens(0.2) ? chance.within(2...6) : 1
    let events = episodes.flatMap { [$0.from, $0.to] } + faults.flatMap { [$0.from, $0.to] }
    var from =
      events.isEmpty || chance.happens(0.25)
      ? chance.within(Self.calm...12_000)
      : max(Self.calm, chance.one(of: events) + (chance.happens(0.6) ? -1 : 1) * chance.span(5...2400))
    from = from / 5 * 5
    for _ in 0..<times {
      let span = chance.span(10...9000) / (times > 1 ? 6 : 1) / 5 * 5 + 5
      guard from + span < Self.wholeFrom else { return }
      faults.append(Fault(kind: kind, from: from, to: from + span))
      from += span + chance.span(30...1200) / 5 * 5
    }
  }

  private mutating func addEpisodes(of key: AlertKey, _ chance: inout Chance) {
    var from = chance.within(Self.calm...14_000) / 5 * 5
    for _ in 0..<(chance.happens(0.3) ? chance.within(2...4) : 1) {
      let span = chance.span(20...12_000) / 5 * 5
      guard from + span < Self.wholeFrom + 1500 else { return }
      episodes.append(Episode(key: key, from: from, to: from + span))
      from += span + chance.span(60...4000) / 5 * 5
    }
  }

  func holds(_ key: AlertKey, at time: Int) -> Bool {
    episodes.contains { $0.key == key && $0.from <= time && time < $0.to }
  }

  func isBroken(_ kind: Kind, at time: Int) -> Bool {
    faults.contains { $0.kind == kind && $0.from <= time && time < $0.to }
  }

  /// What happens when, for people to read.
  var story: String {
    let lines =
      episodes.map { ($0.from, "\(clock($0.from)) – \(clock($0.to)) holds: \($0.key.text)") }
      + faults.map { ($0.from, "\(clock($0.from)) – \(clock($0.to)) broken: \($0.kind.rawValue)") }
    return "seed \(seed), \(setting)\n" + lines.sorted { $0.0 < $1.0 }.map(\.1).joined(separator: "\n")
  }
}

/// `1:02:05` after the night began.
func clock(_ time: Int) -> String {
  func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
  return "\(time / 3600):\(two(time / 60 % 60)):\(two(time % 60))"
}

extension AlertKey {
  var text: String { name + (batch.isEmpty ? "" : "@\(batch)") + (link.isEmpty ? "" : "(\(link))") }
}
