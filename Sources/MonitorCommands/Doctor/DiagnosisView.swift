internal import AlertPath
internal import Batches
internal import JSON
internal import Presentation

/// What `doctor` prints on a terminal: a line for each link with what was seen, what mends it, and the verdict.
func diagnosisView(_ report: Diagnosis, style: OutputStyle) -> String {
  var page = Page(style)
  let width = (report.checks.map(\.link.count).max() ?? 0) + 2
  for check in report.checks {
    let (sign, ink) = sign(check.state, unicode: style.unicode)
    var lead = Line(sign + " ", ink)
    lead.append(check.link, check.state == .broken ? .bad : .strong)
    lead.pad(to: width + 2)
    page.addWrapped(page.safe(check.evidence), check.state == .notConfigured ? .faint : .plain, after: lead)
    if !check.fix.isEmpty {
      var fix = Line(String(repeating: " ", count: width + 2))
      fix.append("fix: ", .strong)
      page.addWrapped(page.safe(check.fix), .plain, after: fix)
    }
  }
  if let test = report.test {
    page.addBlank()
    for line in test.lines { page.addWrapped(page.safe(line.text), line.isGood ? .plain : .bad, after: Line("  ")) }
  }
  page.addBlank()
  let ink: Ink = report.isBroken ? .bad : report.isProven ? .good : .warning
  page.addWrapped(verdict(report), ink, after: Line())
  return page.text
}

private func sign(_ state: Check.State, unicode: Bool) -> (String, Ink) {
  switch state {
  case .ok: (unicode ? "✓" : "+", .good)
  case .broken: (unicode ? "✗" : "x", .bad)
  case .unknown: ("?", .warning)
  case .notConfigured: (unicode ? "○" : "-", .faint)
  }
}

extension Check {
  /// Whether it is a link that a heartbeat passes on its way to Alertmanager.
  fileprivate var isBeforeHeartbeat: Bool {
    [Link.textfile, .nodeExporter, .scrape, .rules, .prometheus].contains { $0.rawValue == link }
  }
}

extension Diagnosis {
  fileprivate func state(_ link: String) -> Check.State? { checks.first { $0.link == link }?.state }

  fileprivate var mail: Check.State? { state(Link.mail.rawValue) }

  fileprivate var isWatched: Bool { state("monitor") != .broken }

  /// Whether a heartbeat has come back, where the stack is the way.
  fileprivate var isProven: Bool { way != "stack" || state(Link.heartbeat.rawValue) != .unknown }
}

private func verdict(_ report: Diagnosis) -> String {
  let broken = report.checks.filter { $0.state == .broken }
  let names = broken.map(\.link).joined(separator: ", ")
  let but = broken.isEmpty ? "" : " Broken: \(names)."
  return switch report.way {
  case "stack" where !report.isProven:
    "It is not proven yet that an alert that is raised now reaches people by Prometheus and Alertmanager: no fresh "
      + "heartbeat has come back, and "
      + (report.isWatched
        ? "batchwatch awaits one for some minutes before it tells people itself."
        : "without a monitor nobody awaits one.")
      + but
  case "stack" where broken.contains { $0.isBeforeHeartbeat } && !report.isWatched:
    "An alert that is raised now may reach nobody: without a monitor nothing takes the place of Prometheus.\(but)"
  case "stack" where broken.contains { $0.isBeforeHeartbeat }:
    // One of several Prometheus servers may be well. Only the heartbeat proves that none is, and it takes its time.
    "An alert that is raised now may be late: the last heartbeat is still fresh, so batchwatch counts on Prometheus and "
      + "Alertmanager for some minutes, and then tells people itself.\(but)"
  case "stack": "An alert that is raised now reaches people by Prometheus and Alertmanager.\(but)"
  case "alertmanager":
    "An alert that is raised now is posted to Alertmanager by batchwatch, because Prometheus doesn't bring it there.\(but)"
  case "mail": "An alert that is raised now is mailed by batchwatch.\(but)"
  case _ where report.mail == .unknown:
    "By which way an alert that is raised now reaches people can't be told without the configuration.\(but)"
  case _ where report.mail == .notConfigured:
    "NOBODY would hear of an alert that is raised now.\(but) Configure 'mail' and, where there is an Alertmanager, "
      + "'alert_path': see \(installed("docs/alert-path.md"))"
  case _ where report.mail == .ok && !report.isWatched:
    "NOBODY would hear of an alert that is raised now: without a monitor nothing is mailed.\(but)"
  default: "NOBODY would hear of an alert that is raised now.\(but) Each fix stands beside its link."
  }
}

/// What `doctor --json` prints. Members are never renamed or removed, and all are there always.
///
/// - `time`: when it looked, Unix seconds
/// - `verdict`: `ok` or `broken`, as the exit status 0 or 69 says
/// - `way`: by which way an alert reaches people now: `stack`, `alertmanager` (posted there by batchwatch), `mail` or
///   `none`, which it also is where the configuration can't be used to tell
/// - `links`: in the order in which an alert passes them, each with `link`, `state` (`ok`, `broken`, `unknown`,
///   `not_configured`), `evidence` and `fix`, which is empty where nothing is to be mended
/// - `test`: what became of `--send-test-mail`, or null: `mail` and `alertmanager`, each null or with `told`,
///   `message_id` or `receivers`, and `evidence`
func diagnosisJSON(_ report: Diagnosis) -> String {
  JSONWriter.document { json in
    json.member("time", report.time.milliseconds / 1000)
    json.member("verdict", report.isBroken ? "broken" : "ok")
    json.member("way", report.way)
    json.array("links", report.checks) { json, check in
      json.member("link", check.link)
      json.member("state", check.state.rawValue)
      json.member("evidence", check.evidence)
      json.member("fix", check.fix)
    }
    json.object("test", report.test) { json, test in
      json.object("mail", test.mail) { json, mail in
        json.member("told", mail.isTold)
        json.member("message_id", mail.messageID)
        json.member("evidence", mail.evidence)
      }
      json.object("alertmanager", test.alertmanager) { json, step in
        json.member("told", step.isTold)
        json.member("receivers", step.receivers.joined(separator: ", "))
        json.member("evidence", step.evidence)
      }
    }
  }
}
