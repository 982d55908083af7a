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
  page.addWrapped(verdict(report), report.isBroken ? .bad : .good, after: Line())
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

private func verdict(_ report: Diagnosis) -> String {
  let broken = report.checks.filter { $0.state == .broken }
  let names = broken.map(\.link).joined(separator: ", ")
  let but = broken.isEmpty ? "" : " Broken: \(names)."
  return switch report.way {
  case "stack" where broken.contains { $0.isBeforeHeartbeat }:
    // One of several Prometheus servers may be well. Only the heartbeat proves that none is, and it takes its time.
    "An alert that is raised now may be late: the last heartbeat is still fresh, so batchwatch counts on Prometheus and "
      + "Alertmanager for some minutes, and then tells people itself.\(but)"
  case "stack": "An alert that is raised now reaches people by Prometheus and Alertmanager.\(but)"
  case "alertmanager":
    "An alert that is raised now is posted to Alertmanager by batchwatch, because Prometheus doesn't bring it there.\(but)"
  case "mail": "An alert that is raised now is mailed by batchwatch.\(but)"
  case _ where report.checks.contains { $0.link == Link.mail.rawValue && $0.state == .notConfigured }:
    "NOBODY would hear of an alert that is raised now.\(but) Configure 'mail' and, where there is an Alertmanager, "
      + "'alert_path': docs/alert-path.md"
  default: "NOBODY would hear of an alert that is raised now.\(but) Each fix stands beside its link."
  }
}

/// What `doctor --json` prints. Members are never renamed or removed, and all are there always.
///
/// - `time`: when it looked, Unix seconds
/// - `verdict`: `ok` or `broken`, as the exit status 0 or 69 says
/// - `way`: by which way an alert reaches people now: `stack`, `alertmanager` (posted there by batchwatch), `mail` or
///   `none`
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
