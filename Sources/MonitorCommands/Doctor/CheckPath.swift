internal import AlertPath
internal import Alerts
internal import BatchTracker
internal import Batches
internal import Commands
internal import Configuration
internal import Delivery
internal import JSON
internal import Ledger
internal import Platform
internal import Transport

/// The links of the stack, as the monitor judges them, but without its memory being changed.
struct PathCheck {
  var checks: [Check]
  /// The way that is left; nil where no stack is configured, or nobody can ask it.
  var way: Way?
  /// Members of the Alertmanager cluster that answer.
  var members: [String]
  var hostLabels: [String: String]
  var access: PathAccess?

  /// - Parameters:
  ///   - configuration: nil where it can't be used.
  ///   - timeout: milliseconds for the answers.
  init(
    _ configuration: Configuration?, textfile: LinkState, knowledge: PathKnowledge, timeout: Int, at now: Timestamp
  ) {
    hostLabels =
      knowledge.labels.map { Heartbeat(labels: $0, exported: now).hostLabels }
      ?? ["instance": hostName(), "job": "batchwatch"]
    members = []
    checks = [Check(.textfile, textfile)]
    let links: [Link] = [.nodeExporter, .scrape, .rules, .prometheus, .alertmanager, .heartbeat, .receivers]
    guard let configuration else {
      checks += links.map { Check($0, .unknown(reason: unusableConfiguration)) }
      return
    }
    guard let settings = configuration.alertPath else {
      checks += links.map { Check($0, .unknown(reason: "alert_path is not configured"), isConfigured: false) }
      return
    }
    do throws(SecretFileError) {
      access = try PathAccess(settings)
    } catch {
      let state = LinkState.down(evidence: error.description, fix: "mend the file that alert_path names for its secret")
      checks += links.map { Check($0, state) }
      way = .mail
      return
    }
    guard let access else { return }
    let answers = askPath(Question.all(settings), access, host: hostLabels, timeout: timeout)
    var knowledge = knowledge
    let verdict = judge(
      answers, settings, textfile: textfile, mail: .unknown(reason: ""), rules: Alert.catalogue.map(\.name),
      knowledge: &knowledge, at: now)
    way = verdict.way
    members = verdict.members
    for link in links {
      let isConfigured: Bool =
        switch link {
        case .nodeExporter: settings.nodeExporter != nil
        case .scrape, .rules, .prometheus: settings.prometheus != nil
        default: true
        }
      let state = verdict.links[link] ?? .unknown(reason: "it was not looked at")
      var check = Check(link, state, isConfigured: isConfigured)
      if link == .rules { noteRelease(&check, verdict.rules) }
      if link == .alertmanager { noteCluster(&check, access, timeout: timeout) }
      checks.append(check)
    }
  }

  /// Rules of another release work, but may lack what this one knows.
  private func noteRelease(_ check: inout Check, _ rules: String?) {
    guard let rules, rules != rulesFingerprint else { return }
    check.evidence +=
      "; the heartbeat's rules are of another release (\(rules), this one's are \(rulesFingerprint)): "
      + "install batchwatch.rules.yml of this release where all hosts have it"
  }

  private func noteCluster(_ check: inout Check, _ access: PathAccess, timeout: Int) {
    guard check.state == .ok, !members.isEmpty else { return }
    let answers = askPath(members.map(Question.status), access, host: [:], timeout: timeout)
    let states = members.map { member in
      let document = (try? answers[.status(member)]?.get()).flatMap { try? JSON(parsing: $0) }
      return document?["cluster"]?["status"]?.string.map(evidence) ?? "unknown"
    }
    check.evidence += "; cluster: \(states.joined(separator: ", "))"
  }
}

/// batchwatch's own way to people.
/// - Parameters:
///   - configuration: nil where it can't be used.
///   - trouble: why the oldest mail that waits was not taken; nil where none waits.
///   - timeout: milliseconds for each relay.
///   - root: what stands before the paths of programs and units; for tests.
func checkMail(_ configuration: Configuration?, waiting trouble: String?, timeout: Int, root: String = "") -> Check {
  let link = Link.mail.rawValue
  guard let configuration else { return Check(link, .unknown, unusableConfiguration) }
  guard let settings = configuration.mail else {
    return Check(link, .notConfigured, "without 'mail' nobody is told where the stack is broken")
  }
  let access: MailAccess
  do throws(SecretFileError) {
    access = try MailAccess(settings, hostName: hostName())
  } catch {
    return Check(link, .broken, error.description, fix: "mend the file that password_file of mail names")
  }
  let waits = trouble.map { "; a mail waits: \($0)" } ?? ""
  if case .sendmail(let program) = settings.transport {
    guard mayExecute(program) else {
      return Check(link, .broken, "\(program) can't be executed", fix: "install a mail server, or use 'smtp'")
    }
    if let unit = unitThatKeepsPrivileges(from: program, root: root) {
      return Check(link, .broken, kept(program, from: unit) + waits, fix: fixOfProgram)
    }
    return Check(
      link, trouble == nil ? .ok : .broken, "\(program) is there\(waits)", fix: waits.isEmpty ? "" : fixOfProgram)
  }
  var answers: [String] = []
  var failures: [TransportError] = []
  for relay in access.relays {
    do throws(TransportError) {
      let greeting = try checkRelay(relay, timeout: timeout)
      answers.append("\(relay.url) answers: \(greeting)")
    } catch {
      failures.append(error)
    }
  }
  let evidence = (answers + failures.map(\.description)).joined(separator: "; ") + waits
  if answers.isEmpty { return Check(link, .broken, evidence, fix: fixOfRelays(failures)) }
  guard trouble != nil else { return Check(link, .ok, evidence) }
  return Check(
    link, .broken, evidence,
    fix: "mend what the relay refuses, there or in mail; the monitor sends what waits, and then this is well")
}

/// A program that is there may still be kept from its work where the monitor runs, which is not here.
private var fixOfProgram: String {
  "the mail server's log may say why. Where the monitor is the hardened service, that keeps a set-user-id or "
    + "set-group-id program from the mail server's spool: use 'smtp: smtp://localhost:25' with 'starttls: never', or "
    + "install the drop-in /etc/systemd/system/batchwatch-.service.d/sendmail.conf: it is "
    + installed("node_exporter/systemd/sendmail.conf")
}

/// What mends that no relay answers as it should.
func fixOfRelays(_ failures: [TransportError]) -> String {
  guard failures.contains(where: { $0.kind == .encryption }) else {
    return "mend the relay, or 'smtp', 'starttls', 'username' in mail"
  }
  return "in mail, for a relay on this host only: 'starttls: never'; for any other, 'tls_config: {ca_file: FILE}' with "
    + "who signed its certificate, or mend that"
}
