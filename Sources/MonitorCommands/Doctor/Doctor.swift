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
  let session = try Session(configuration: invocation.value(.config), log: context.log)
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
    let configuration = try Self.configuration(session, ledger)
    let knowledge = (try? ledger?.state().path) ?? PathKnowledge()
    let path = PathCheck(
      configuration.alertPath, textfile: textfileState(session, at: time), knowledge: knowledge, timeout: timeout,
      at: time)
    let mail = checkMail(configuration.mail, trouble: (try? ledger?.mailTrouble()) ?? nil, timeout: timeout)
    checks =
      [checkConfiguration(session), checkTracker(session), checkMonitor(session, at: time)] + path.checks + [mail]
    let mailWorks = mail.state == .ok
    switch path.way {
    case .stack: way = "stack"
    case .alertmanager: way = "alertmanager"
    case .mail, nil: way = mailWorks ? "mail" : "none"
    }
    if sendsTest { test = try sendTest(configuration.mail, path, context) }
  }

  /// The configuration, or what was last good of it.
  private static func configuration(_ session: Session, _ ledger: Ledger?) throws -> Configuration {
    do {
      return try session.readConfiguration()
    } catch let error as SetupError {
      guard let file = session.file, let kept = ledger?.keptConfiguration(file.key) else { throw error }
      return try ConfigurationFile.parse(kept, path: file.path)
    }
  }
}
