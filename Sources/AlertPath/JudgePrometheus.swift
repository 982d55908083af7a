internal import Batches
internal import Configuration
internal import JSON

/// A successful answer of Prometheus's API: its `data`.
private func data(_ question: Question, _ answers: Answers, _ url: String) -> Result<JSON, Refusal> {
  guard let answer = answers[question] else { return .failure(Refusal("\(url) was not asked", fix: "")) }
  return answer.flatMap { body in
    let fix = "check that prometheus in alert_path is its URL"
    do throws(JSONError) {
      let document = try JSON(parsing: body)
      guard document["status"]?.string == "success", let data = document["data"] else {
        return .failure(Refusal("\(url) does not answer as Prometheus does", fix: fix))
      }
      return .success(data)
    } catch {
      return .failure(Refusal("\(url): \(error.reason)", fix: fix))
    }
  }
}

private let notConfigured = LinkState.unknown(reason: "prometheus is not configured in alert_path")

/// Whether Prometheus scrapes the node_exporter of this host. Its target is known by the labels of the heartbeat, or where
/// there was none yet, only whether any target is up.
func judgeScrape(_ answers: Answers, _ settings: AlertPathSettings, labels: [String: String]?) -> LinkState {
  guard let url = settings.prometheus else { return notConfigured }
  let found: JSON
  switch data(.targets, answers, url) {
  case .failure(let refusal): return refusal.state
  case .success(let data): found = data
  }
  let targets = found["activeTargets"]?.elements ?? []
  guard let labels, let job = labels["job"], let instance = labels["instance"] else {
    return .unknown(reason: "which target is this host's is known once a heartbeat came back")
  }
  let target = targets.first { $0["labels"]?["job"]?.string == job && $0["labels"]?["instance"]?.string == instance }
  guard let target else {
    return .down(
      evidence: "Prometheus has no target with job \"\(job)\" and instance \"\(instance)\" any more",
      fix: "add this host's node_exporter to scrape_configs")
  }
  guard target["health"]?.string == "up" else {
    let error = evidence(target["lastError"]?.string ?? "")
    return .down(
      evidence: "the last scrape of \(instance) failed" + (error.isEmpty ? "" : ": \(error)"),
      fix: "start node_exporter, or open the way from Prometheus to it")
  }
  return .up(evidence: "the last scrape of \(instance) worked")
}

/// Whether the rules that make alerts of this host's metrics are loaded and work.
func judgeRules(_ answers: Answers, _ settings: AlertPathSettings, expected: [String], at now: Timestamp) -> LinkState {
  guard let url = settings.prometheus else { return notConfigured }
  let found: JSON
  switch data(.rules, answers, url) {
  case .failure(let refusal): return refusal.state
  case .success(let data): found = data
  }
  let rules = (found["groups"]?.elements ?? []).flatMap { $0["rules"]?.elements ?? [] }
  let byName = Dictionary(rules.map { ($0["name"]?.string ?? "", $0) }) { first, _ in first }
  let missing = expected.filter { byName[$0] == nil }
  if !missing.isEmpty {
    let list = missing.count == expected.count ? "none of batchwatch's rules" : "no rule \(missing[0])"
    return .down(
      evidence: "Prometheus has \(list)", fix: "put batchwatch.rules.yml into rule_files and reload Prometheus")
  }
  for name in expected {
    guard let rule = byName[name], rule["health"]?.string == "err" else { continue }
    let error = rule["lastError"]?.string.map(evidence) ?? "no reason is given"
    return .down(
      evidence: "the rule \(name) fails: \(error)",
      fix: "install the rules of this release, and give hosts unique names")
  }
  return .up(evidence: "all \(expected.count) rules are loaded and work")
}

/// Whether Prometheus loses what it sends to Alertmanager: its list of them goes on naming one that is gone, so only the
/// counters tell. They are compared with the last look's.
func judgeNotifier(
  _ answers: Answers, _ settings: AlertPathSettings, before: Double?
) -> (state: LinkState, errors: Double?) {
  guard let url = settings.prometheus, let answer = answers[.prometheus] else { return (notConfigured, before) }
  switch answer {
  case .failure(let refusal): return (refusal.state, before)
  case .success(let page):
    let found = samples(Set(Question.prometheus.families ?? []), in: page)
    guard !found.isEmpty else { return (.unknown(reason: "Prometheus tells of no notifications"), before) }
    if let odd = found.first(where: { $0.count == nil }) {
      let seen = odd.told(by: url, isNo: "count")
      return (.unknown(reason: "\(seen): check that prometheus in alert_path is its URL"), before)
    }
    let errors = found.reduce(0) { $0 + ($1.count ?? 0) }
    guard let before else { return (.unknown(reason: "its counters were seen once only"), errors) }
    guard errors > before else { return (.up(evidence: "it lost no notification since the last look"), errors) }
    return (
      .down(
        evidence: "it lost notifications to Alertmanager since the last look",
        fix: "check the alerting section of prometheus.yml, and that Alertmanager answers from there"), errors
    )
  }
}
