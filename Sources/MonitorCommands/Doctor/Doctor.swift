internal import AlertPath
internal import Arguments
internal import BatchTracker
internal import Batches
internal import Commands
internal import Configuration
internal import Delivery
internal import Ledger
internal import Platform

/// `doctor [--send-test-mail] [--json]`: whether an alert would reach a person, link by link.
func doctor(_ invocation: Invocation, _ context: CommandContext) throws -> Int32 {
  let session = try Session(configuration: invocation.value(.config), log: context.log, isLenient: true)
  let report = try Diagnosis(session, context, sendsTest: invocation.contains(.sendTestMail))
  try context.print(invocation.contains(.json) ? diagnosisJSON(report) : diagnosisView(report, style: context.style))
  return (report.isBroken ? ExitStatus.unavailable : .done).rawValue
}

/// What `doctor` found.
struct Diagnosis {
  var time: Timestamp
  var checks: [Check]
  /// By which way an alert that is raised now would reach people: `stack`, `alertmanager`, `mail` or `none`.
  var way: String
  var test: TestResult?

  /// Whether something that is configured doesn't work, or nobody would hear.
  var isBroken: Bool { way == "none" || checks.contains { $0.state == .broken } || test?.isTold == false }
}

extension Diagnosis {
  init(_ session: Session, _ context: CommandContext, sendsTest: Bool) throws {
    let timeout = 5000
    time = Timestamp(milliseconds: context.now())
    var ledger: Ledger?
    do throws(LedgerError) {
      ledger = try Ledger(reading: session.settings.tracker)
    } catch {
      context.log.warn(error.description)
    }
    let (configuration, known) = checkConfiguration(session, ledger)
    let knowledge = (try? ledger?.state().path) ?? PathKnowledge()
    let path = PathCheck(
      known, textfile: textfileState(session, at: time), knowledge: knowledge, timeout: timeout, at: time)
    let mail = checkMail(known, waiting: (try? ledger?.mailTrouble()) ?? nil, timeout: timeout)
    let monitor = checkMonitor(session, at: time)
    checks = [configuration, checkTracker(session), monitor] + path.checks + [mail]
    way = wayLeft(path.way, mail: mail, monitor: monitor)
    if sendsTest { test = try sendTest(known?.mail, path, context) }
  }
}

/// By which way people hear, as `Diagnosis.way` names it: where the stack doesn't tell them, only a monitor does.
/// - Parameter path: what is left of the stack; nil where none is known.
func wayLeft(_ path: Way?, mail: Check, monitor: Check) -> String {
  switch path {
  case .stack: "stack"
  case _ where monitor.state == .broken: "none"
  case .alertmanager: "alertmanager"
  case .mail, nil: mail.state == .ok ? "mail" : "none"
  }
}
