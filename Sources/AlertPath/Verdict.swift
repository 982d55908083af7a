package import Batches
package import Configuration

/// The best way that is left to a person.
package enum Way: String, Sendable {
  /// Prometheus and Alertmanager have it.
  case stack
  /// Alertmanager would tell people, but Prometheus would not tell Alertmanager: post it there.
  case alertmanager
  /// Mail it.
  case mail
}

/// How the alert path stands.
package struct PathVerdict: Equatable, Sendable {
  package var links: [Link: LinkState]
  /// The release of the rules that made the heartbeat, as their fingerprint; nil where it doesn't say.
  package var rules: String?
  /// How old the newest heartbeat of this host is that came back.
  package var heartbeatAge: TimeSpan?
  /// Members of the Alertmanager cluster that answer, by URL.
  package var members: [String]
  package var way: Way
  /// When Alertmanager was started, by its own clock, where it was since it last answered, and has lost its alerts.
  package var restarted: Timestamp?
  /// Whether Alertmanager answers, and none of its integrations gets anything through.
  package var reachesNobody = false

  /// The broken link that people are told of, with what mends it: the one that leaves nothing but mail, where one does,
  /// since mails go on until that is mended; or else the first.
  package var broken: (link: Link, evidence: String, fix: String)? {
    for link in (way == .mail ? [.alertmanager, .receivers] : []) + Link.allCases {
      if case .down(let evidence, let fix) = links[link] { return (link, evidence, fix) }
    }
    return nil
  }
}

/// What the answers mean.
/// - Parameters:
///   - textfile: whether batchwatch's own file was written.
///   - mail: how batchwatch's own way to people stands.
///   - rules: the names of the alerts that the rules must have.
///   - knowledge: what is remembered; updated.
package func judge(
  _ answers: Answers, _ settings: AlertPathSettings, textfile: LinkState, mail: LinkState, rules: [String],
  knowledge: inout PathKnowledge, at now: Timestamp
) -> PathVerdict {
  knowledge.forgetTheFuture(now)
  knowledge.since = knowledge.since ?? now
  let alertmanager = AlertmanagerFindings(answers, settings, knowledge)
  let restarted = alertmanager.restarted(since: knowledge.started)
  knowledge.receivers = alertmanager.receivers
  knowledge.started = alertmanager.started
  knowledge.answering = alertmanager.alive.isEmpty ? nil : knowledge.answering ?? now
  let own = ownHeartbeat(
    among: alertmanager.heartbeats, exports: Set(knowledge.exports), known: knowledge.labels)
  if let own {
    if knowledge.exports.contains(own.exported) { knowledge.labels = own.labels }
    knowledge.lastHeartbeat = max(knowledge.lastHeartbeat ?? own.exported, own.exported)
  }
  let notifier = judgeNotifier(answers, settings, before: knowledge.lostNotifications)
  knowledge.lostNotifications = notifier.errors
  let links: [Link: LinkState] = [
    .textfile: textfile,
    .nodeExporter: judgeExporter(answers, settings, exported: knowledge.exports.last),
    .scrape: judgeScrape(answers, settings, labels: knowledge.labels),
    .rules: judgeRules(answers, settings, expected: rules, at: now),
    .prometheus: alertmanager.alive.isEmpty && notifier.state.isDown
      ? .unknown(reason: "no Alertmanager answers that it could reach") : notifier.state,
    .alertmanager: alertmanager.state,
    .heartbeat: judgeHeartbeat(own, knowledge, settings, at: now, isReachable: !alertmanager.alive.isEmpty),
    .receivers: alertmanager.receiversState,
    .mail: mail,
  ]
  return PathVerdict(
    links: links, rules: own?.rules, heartbeatAge: knowledge.lastHeartbeat.map { elapsed(from: $0, to: now) },
    members: alertmanager.alive, way: way(links), restarted: restarted,
    reachesNobody: alertmanager.reachesNobody)
}

/// A link that nobody knows of proves nothing: only what was seen broken takes the way from the stack.
private func way(_ links: [Link: LinkState]) -> Way {
  func isDown(_ link: Link) -> Bool { links[link]?.isDown ?? false }
  if isDown(.alertmanager) || isDown(.receivers) { return .mail }
  return isDown(.heartbeat) ? .alertmanager : .stack
}
