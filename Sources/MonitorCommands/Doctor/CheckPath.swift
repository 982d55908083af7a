internal import AlertPath
internal import Alerts
internal import BatchTracker
internal import Batches
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

  /// - Parameter timeout: milliseconds for the answers.
  init(_ settings: AlertPathSettings?, textfile: LinkState, knowledge: PathKnowledge, timeout: Int, at now: Timestamp) {
    hostLabels =
      knowledge.labels.map { Heartbeat(labels: $0, exported: now).hostLabels }
      ?? ["instance": hostName(), "job": "batchwatch"]
    members = []
    checks = [Check(.textfile, textfile)]
    let links: [Link] = [.nodeExporter, .scrape, .rules, .prometheus, .alertmanager, .heartbeat, .receivers]
    guard let settings else {
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
      return document?["cluster"]?["status"]?.string ?? "unknown"
    }
    check.evidence += "; cluster: \(states.joined(separator: ", "))"
  }
}

/// batchwatch's own way to people.
func checkMail(_ settings: MailSettings?, trouble: String?, timeout: Int) -> Check {
  guard let settings else {
    return Check(Link.mail.rawValue, .notConfigured, "without 'mail' nobody is told where the stack is broken")
  }
  let access: MailAccess
  do throws(SecretFileError) {
    access = try MailAccess(settings, hostName: hostName())
  } catch {
    return Check(
      Link.mail.rawValue, .broken, error.description, fix: "mend the file that password_file of mail names")
  }
  let waits = trouble.map { "; a mail waits: \($0)" } ?? ""
  if case .sendmail(let program) = settings.transport {
    return mayExecute(program)
      ? Check(Link.mail.rawValue, .ok, "\(program) is there\(waits)")
      : Check(
        Link.mail.rawValue, .broken, "\(program) can't be executed", fix: "install a mail server, or use 'smtp'")
  }
  var answers: [String] = []
  var failures: [String] = []
  for relay in access.relays {
    do throws(TransportError) {
      let greeting = try checkRelay(relay, timeout: timeout)
      answers.append("\(relay.url) answers: \(greeting)")
    } catch {
      failures.append(error.description)
    }
  }
  let evidence = (answers + failures).joined(separator: "; ") + waits
  return answers.isEmpty
    ? Check(Link.mail.rawValue, .broken, evidence, fix: "mend the relay, or 'smtp', 'starttls', 'username' in mail")
    : Check(Link.mail.rawValue, .ok, evidence)
}
