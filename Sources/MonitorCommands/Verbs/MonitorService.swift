internal import AlertPath
internal import Arguments
internal import BatchTracker
internal import Batches
internal import Commands
internal import Ledger
internal import Platform

/// The monitor as a service: a pass at each interval, until it is told to stop. Each pass reads the configuration and the
/// secrets anew; SIGHUP makes one now.
final class MonitorService {
  private let configuration: String?
  private let interval: TimeSpan
  private let context: CommandContext
  private let watchdog: Int?
  private var signals: SignalWaiter
  private var isReady = false
  /// The tracker of the last pass.
  private var tracker: String?

  init(configuration: String?, interval: TimeSpan, _ context: CommandContext, signals: consuming SignalWaiter) {
    self.configuration = configuration
    self.interval = interval
    self.context = context
    watchdog = serviceWatchdogInterval()
    self.signals = signals
  }

  func run() {
    let filter = RepeatFilter(context.log, clock: context.now)
    while true {
      let began = monotonicMilliseconds()
      let raised = raisedAlerts()
      let mustHurry = pass(filter.log)
      filter.endPass()
      if !isReady {
        tell("READY=1")
        isReady = true
      }
      let wait = mustHurry ? max(100, interval.milliseconds / 6) : interval.milliseconds
      // By the clock that never jumps, so that a pass is never due hours away.
      guard sleep(until: began + wait, orUntilOtherThan: raised) else { break }
    }
    tell("STOPPING=1")
    context.log.info("stopped")
  }

  /// - Returns: whether the next pass must come soon.
  private func pass(_ log: Log) -> Bool {
    var mustHurry = false
    do {
      let session = try Session(configuration: configuration, log: log)
      tracker = session.settings.tracker
      let outcome = try makePass(session, interval: interval, context, alive: alive)
      mustHurry = outcome.mustHurry
      tell("STATUS=\(statusLine(outcome))\nWATCHDOG=1")
    } catch {
      // What is broken now may be mended at the next pass; a monitor that ends tells nobody anything.
      for line in describe(error) { log.error(line) }
      tell("STATUS=the last pass failed, see the log\nWATCHDOG=1")
    }
    return mustHurry
  }

  /// What tells whether a script has raised or resolved an alert: the time of change of their directory.
  private func raisedAlerts() -> Int64? {
    guard let tracker else { return nil }
    return ((try? fileInformation(RaisedAlerts(ofTracker: tracker).directory)) ?? nil)?.modified
  }

  /// - Returns: false if it is time to stop.
  private func sleep(until end: Int64, orUntilOtherThan raised: Int64?) -> Bool {
    while true {
      let left = end - monotonicMilliseconds()
      if left <= 0 { return true }
      let piece = min(left, Int64(watchdog.map { max(1, $0 / 2) } ?? 2000), 2000)
      switch signals.wait(milliseconds: Int(piece)) {
      case .terminate, .interrupt: return false
      case .hangUp:
        tell("RELOADING=1\nMONOTONIC_USEC=\(monotonicMicroseconds())")
        isReady = false
        return true
      case .user1: return true
      case nil:
        alive()
        if raisedAlerts() != raised { return true }
      }
    }
  }

  private func alive() { if watchdog != nil { tell("WATCHDOG=1") } }

  private func tell(_ state: String) { try? notifyService(state) }

  private func statusLine(_ outcome: Pass.Outcome) -> String {
    let firing = outcome.state.alerts.values.count { $0.cleared == nil }
    let path =
      switch outcome.verdict?.way {
      case .stack: "the alert path works"
      case .alertmanager: "Prometheus is cut off, alerts are posted to Alertmanager"
      case .mail: "Alertmanager reaches nobody, alerts are mailed"
      case nil where outcome.state.way == "none": "nobody is told, for neither alert_path nor mail is configured"
      case nil: "alerts are mailed"
      }
    return "\(path); \(firing) alert\(firing == 1 ? "" : "s") hold"
  }
}

/// What a failed pass says of itself.
func describe(_ error: any Error) -> [String] {
  if let error = error as? SetupError { return error.lines }
  if let error = error as? any CustomStringConvertible { return [error.description] }
  return ["a bug: \(error); please report it"]
}
