import AlertPath
import Batches
import Ledger

@testable import Delivery

/// Everything that a night needs: it lets the night pass, and notes what people heard.
struct World {
  let night: Night
  var prometheus = SimulatedPrometheus()
  var alertmanager: SimulatedAlertmanager
  var monitor: SimulatedMonitor
  private var chance: Chance
  private(set) var heard: [Heard] = []
  /// What was done when, for people to read.
  private(set) var log: [String] = []
  private var nextPass: Int
  private var textfile = SimulatedPrometheus.Sample(exported: 0, holding: [])
  private var raised = false
  private var lastWay = ""
  private var lastDone: [String] = []
  var judgement: Judgement

  static let step = 5

  init(_ night: Night) {
    self.night = night
    alertmanager = SimulatedAlertmanager(groupsByAlert: night.setting.groupsByAlert)
    monitor = SimulatedMonitor(night.setting)
    chance = Chance(seed: night.seed ^ 0xFFFF)
    nextPass = night.setting.passPhase
    judgement = Judgement(night)
  }

  /// Lets the night pass.
  static func play(_ night: Night) -> World {
    var world = World(night)
    for time in stride(from: 0, through: Night.length, by: step) { world.live(at: time) }
    return world
  }

  /// The story of the night, what was wrong with it, and what was done and heard.
  var report: String {
    ([night.story] + judgement.mistakes.map(\.text) + log).joined(separator: "\n")
  }

  private mutating func live(at time: Int) {
    begin(at: time)
    runPrometheus(at: time)
    runMonitor(at: time)
    if isAlive(at: time) { hear(alertmanager.work(receivers(at: time), at: time)) }
    if time % 60 == 0 { judgement.look(ways(at: time), at: time) }
  }

  private mutating func hear(_ news: [Heard]) {
    for item in news {
      log.append(item.text)
      judgement.note(item)
    }
    heard += news
  }

  // MARK: Faults

  private func isBroken(_ kind: Night.Kind, at time: Int) -> Bool { night.isBroken(kind, at: time) }

  private func isAlive(at time: Int) -> Bool { !isBroken(.alertmanager, at: time) && !isBroken(.killed, at: time) }

  private func isReachable(at time: Int) -> Bool {
    isAlive(at: time) && !isBroken(.cutOff, at: time) && !isBroken(.unreachable, at: time)
  }

  private func receivers(at time: Int) -> SimulatedAlertmanager.Receivers {
    isBroken(.receivers, at: time) ? .fail : isBroken(.receiversHang, at: time) ? .hang : .work
  }

  /// What a fault does when it begins or ends.
  private mutating func begin(at time: Int) {
    for fault in night.faults {
      if fault.to == time {
        switch fault.kind {
        case .prometheus: prometheus.restart()
        case .alertmanager, .killed: alertmanager.restart(isKilled: fault.kind == .killed, at: time)
        default: break
        }
      }
      if fault.from == time, fault.kind == .silence, isAlive(at: time), !isBroken(.cutOff, at: time) {
        _ = alertmanager.silence(AlertKey("", batch: "leads"), until: fault.to, isOurs: false, at: time)
      }
    }
  }

  // MARK: The stack

  private mutating func runPrometheus(at time: Int) {
    if isBroken(.prometheus, at: time) { return }
    if time % 30 == night.setting.scrapePhase {
      if !isBroken(.textfile, at: time) {
        textfile.holding = Set(Night.keys.filter { $0 != Night.script && night.holds($0, at: time) })
          .union(monitor.broken)
      }
      prometheus.scrape(isBroken(.scrape, at: time) || textfile.exported == 0 ? nil : textfile)
    }
    if time % 30 == night.setting.evaluationPhase {
      let notices = prometheus.evaluate(at: time, clock: moment(time).milliseconds)
      guard isAlive(at: time), !isBroken(.cutOff, at: time), !isBroken(.notifier, at: time) else { return }
      for notice in notices {
        alertmanager.put(
          notice.key, starts: notice.starts, ends: notice.ends, exported: notice.exported, at: time)
      }
    }
  }

  // MARK: The host

  private func hostTime(_ time: Int) -> Timestamp { moment(time) + .minutes(isBroken(.clock, at: time) ? 10 : 0) }

  private mutating func runMonitor(at time: Int) {
    let isRaised = night.holds(Night.script, at: time)
    // A script that raises or resolves an alert wakes the service.
    let isWoken = isRaised != raised && night.setting.isService
    raised = isRaised
    if isBroken(.monitor, at: time) {
      nextPass = max(nextPass, time + 5)
      return
    }
    guard time >= nextPass || isWoken else { return }
    let around = SimulatedMonitor.Surroundings(
      now: hostTime(time), time: time, skew: moment(time) - hostTime(time), holding: holding(at: time),
      relay: isBroken(.relay, at: time) ? .down : isBroken(.relayMute, at: time) ? .mute : .up,
      reachesAlertmanager: isReachable(at: time),
      dies: isBroken(.kill, at: time) && chance.happens(0.3) ? chance.one(of: SimulatedMonitor.Death.allCases) : nil,
      textfileIsWritten: !isBroken(.textfile, at: time))
    let news = monitor.pass(around, &alertmanager, &chance)
    if !isBroken(.textfile, at: time) { textfile.exported = around.now.milliseconds }
    nextPass = time + (night.setting.isService && monitor.mustHurry ? 10 : 60)
    let way = monitor.way?.rawValue ?? ""
    if way != lastWay { log.append("\(clock(time)) way: \(way)") }
    lastWay = way
    if monitor.log != lastDone { log += monitor.log.map { "\(clock(time)) pass: \($0)" } }
    lastDone = monitor.log
    if let death = around.dies { log.append("\(clock(time)) pass killed \(death)") }
    hear(news)
  }

  private func holding(at time: Int) -> [HeldAlert] {
    Night.keys.filter { night.holds($0, at: time) }.map { key in
      var held = HeldAlert(key, severity: "critical", text: "it is so")
      held.delay = .seconds(SimulatedPrometheus.rule(key.name).delay)
      held.isOurs = key == Night.script
      if key == Night.incomplete {
        held.moment = night.episodes.first { $0.key == key && $0.from <= time && time < $0.to }.map { moment($0.from) }
      }
      return held
    }
  }

  /// Which ways to people work.
  private func ways(at time: Int) -> Ways {
    let isNotifying = isAlive(at: time) && receivers(at: time) == .work
    let isWatched = !isBroken(.monitor, at: time) && !isBroken(.kill, at: time)
    return Ways(
      stack: isNotifying && !isBroken(.cutOff, at: time) && !isBroken(.notifier, at: time)
        && !isBroken(.prometheus, at: time) && !isBroken(.scrape, at: time) && !isBroken(.textfile, at: time),
      alertmanager: isNotifying && isReachable(at: time) && isWatched,
      mail: isWatched && !isBroken(.relay, at: time), isWatched: isWatched)
  }
}

extension TimeSpan {
  static func seconds(_ count: Int) -> TimeSpan { TimeSpan(seconds: Int64(count)) }
}
