internal import AlertPath
internal import Alerts
internal import Batches
internal import Commands
internal import Configuration
internal import Delivery
internal import JSON
internal import Ledger
internal import Platform
internal import Presentation
internal import Transport

/// What became of a test that was sent all the way.
struct TestResult {
  struct Mail {
    var isTold: Bool
    var messageID: String
    var evidence: String
  }

  struct Stack {
    var isTold: Bool
    /// The receivers to which Alertmanager routes the test.
    var receivers: [String]
    var evidence: String
  }

  /// nil where mail is not configured.
  var mail: Mail?
  /// nil where no Alertmanager answers.
  var alertmanager: Stack?

  var isTold: Bool { (mail?.isTold ?? true) && (alertmanager?.isTold ?? true) && (mail != nil || alertmanager != nil) }

  var lines: [(text: String, isGood: Bool)] {
    var lines: [(text: String, isGood: Bool)] = []
    if let mail { lines.append(("test mail: \(mail.evidence)", mail.isTold)) }
    if let alertmanager { lines.append(("test alert: \(alertmanager.evidence)", alertmanager.isTold)) }
    if lines.isEmpty { lines.append(("test: there is no way to send one", false)) }
    return lines
  }
}

/// Sends a test by mail and, where one answers, through Alertmanager, and follows it.
func sendTest(_ settings: MailSettings?, _ path: PathCheck, _ context: CommandContext) throws -> TestResult {
  TestResult(
    mail: settings.map { mailTest($0, at: Timestamp(milliseconds: context.now())) },
    alertmanager: path.access.flatMap { path.members.isEmpty ? nil : followTestAlert(path, $0, context) })
}

private func mailTest(_ settings: MailSettings, at now: Timestamp) -> TestResult.Mail {
  let host = hostName()
  let id = makeMessageID(at: now, host: host)
  let envelope = MailEnvelope(from: settings.from, to: settings.to, messageID: id, date: now, zone: .utc)
  let message = composeMail(AlertMail(.test, host: host, time: now), envelope)
  let recipients = settings.to.joined(separator: ", ")
  do throws(SecretFileError) {
    switch handOver(message, try MailAccess(settings, hostName: host), timeout: 30_000) {
    case .taken(let reply):
      return TestResult.Mail(
        isTold: true, messageID: id,
        evidence: "taken for \(recipients) (\(reply)); Message-ID \(id). Whether it is in the mailbox only you can see."
      )
    case .refused(let reason, _):
      return TestResult.Mail(isTold: false, messageID: id, evidence: "not taken: \(reason)")
    case .unknown(let reason):
      return TestResult.Mail(isTold: false, messageID: id, evidence: "perhaps taken: \(reason); Message-ID \(id)")
    }
  } catch {
    return TestResult.Mail(isTold: false, messageID: id, evidence: error.description)
  }
}

/// Posts an alert and watches whether Alertmanager notifies somebody of it: its counters must grow, and no failure with
/// them. Groups wait, 30 seconds in the shipped routes, so this takes up to 45.
private func followTestAlert(_ path: PathCheck, _ access: PathAccess, _ context: CommandContext) -> TestResult.Stack {
  let now = Timestamp(milliseconds: context.now())
  let member = path.members[0]
  func counts() -> Receivers? {
    let answers = askPath([.notifications(member)], access, host: [:], timeout: 5000)
    return (try? answers[.notifications(member)]?.get()).map {
      Receivers().updated(by: MemberPage($0, of: member).counts)
    }
  }
  let before = counts()
  var test = FollowedAlert(
    AlertKey("BatchwatchTest"), severity: "info", text: "somebody tries out whether alerts get through", since: now)
  test.runbook = Alert.runbookBase + "/README.md"
  if let refusal = post([test], access, host: path.hostLabels, at: now, for: .minutes(1), timeout: 5000) {
    return TestResult.Stack(isTold: false, receivers: [], evidence: "\(refusal.evidence); fix: \(refusal.fix)")
  }
  if context.style.isTerminal { context.complain("waiting for up to 45s, until Alertmanager has notified somebody …") }
  let end = context.now() + 45_000
  var receivers: [String] = []
  while context.now() < end {
    context.sleep(1000)
    if receivers.isEmpty { receivers = testReceivers(member, access) }
    guard let before, let after = counts() else { continue }
    let names = after.counts.keys.sorted().filter { name in
      let old = before.counts[name] ?? NotificationCounts(tried: 0, failed: 0)
      return (after.counts[name]?.tried ?? 0) > old.tried
    }
    guard !names.isEmpty else { continue }
    let failed = names.filter { (after.counts[$0]?.failed ?? 0) > (before.counts[$0]?.failed ?? 0) }
    let routed = "routed to \(receivers.joined(separator: ", "))"
    if !failed.isEmpty {
      return TestResult.Stack(
        isTold: false, receivers: receivers,
        evidence: "\(routed), and \(failed.joined(separator: ", ")) failed; Alertmanager's log says why")
    }
    return TestResult.Stack(
      isTold: true, receivers: receivers,
      evidence: "\(routed), and \(names.joined(separator: ", ")) took a notification (perhaps another one of that "
        + "moment)")
  }
  let fate = receivers.isEmpty ? "Alertmanager took it" : "routed to \(receivers.joined(separator: ", "))"
  return TestResult.Stack(
    isTold: false, receivers: receivers,
    evidence: "\(fate), but nobody was notified within 45s: a route with a longer group_wait, a silence, or a "
      + "receiver without an integration")
}

/// The receivers to which Alertmanager routes the test.
private func testReceivers(_ member: String, _ access: PathAccess) -> [String] {
  let question = Question.alerts(member)
  let answers = askPath([question], access, host: ["alertname": "BatchwatchTest"], timeout: 5000)
  guard let body = try? answers[question]?.get(), let document = try? JSON(parsing: body) else { return [] }
  return document.elements.flatMap { $0["receivers"]?.elements ?? [] }.compactMap { $0["name"]?.string.map(evidence) }
}
