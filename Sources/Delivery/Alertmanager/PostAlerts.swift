package import AlertPath
package import Batches
internal import Configuration
internal import JSON
package import Ledger
internal import Transport

/// The labels of an alert as Prometheus gives them: the whole of them is its identity, so that nobody hears twice when
/// Prometheus sends the same.
/// - Parameter host: the labels that all alerts of this host have.
package func labels(of alert: FollowedAlert, host: [String: String]) -> [String: String] {
  labels(alert.key, severity: alert.severity, team: alert.team, host: host)
}

package func labels(of alert: HeldAlert, host: [String: String]) -> [String: String] {
  labels(alert.key, severity: alert.severity, team: alert.team, host: host)
}

private func labels(_ key: AlertKey, severity: String, team: String, host: [String: String]) -> [String: String] {
  var labels = host
  labels["alertname"] = key.name
  for (name, value) in [("severity", severity), ("batch", key.batch), ("team", team), ("link", key.link)]
  where !value.isEmpty {
    labels[name] = value
  }
  return labels
}

/// Posts alerts to every member of the cluster.
///
/// The start is always told, or Alertmanager would take the end for it. The end lies ahead: whoever stops posting lets the
/// alert expire, and nothing ever says that it is over when that isn't known.
/// - Parameters:
///   - span: how long the alerts hold unless they are posted again.
///   - skew: how far Alertmanager's clock is ahead of ours: by its clock an alert that we send may have ended already.
///   - timeout: milliseconds for all members together.
/// - Returns: nil if a member took them, or why none did.
package func post(
  _ alerts: [FollowedAlert], _ access: PathAccess, host: [String: String], at now: Timestamp, for span: TimeSpan,
  skew: TimeSpan = .zero, timeout: Int
) -> Refusal? {
  let document = JSONWriter.list(alerts) { json, alert in
    json.object("labels") { json in
      for (name, value) in labels(of: alert, host: host).sorted(by: { $0.key < $1.key }) { json.member(name, value) }
    }
    json.object("annotations") { json in
      json.member("summary", summary(of: alert, host: host))
      json.member("description", alert.text)
      if !alert.runbook.isEmpty { json.member("runbook_url", alert.runbook) }
    }
    json.member("startsAt", (alert.since + skew).rfc3339WithMilliseconds)
    json.member("endsAt", (now + skew + span).rfc3339WithMilliseconds)
  }
  let requests = access.settings.alertmanagers.map { access.request($0 + "/api/v2/alerts", json: document) }
  let outcomes = zip(requests, ask(requests, timeout: timeout)).map { body(of: $1, from: $0.peer) }
  for case .success in outcomes { return nil }
  for case .failure(let refusal) in outcomes { return refusal }
  return Refusal("no Alertmanager is configured", fix: "set alertmanager in alert_path")
}

private func summary(of alert: FollowedAlert, host: [String: String]) -> String {
  let subject = alert.key.batch.isEmpty ? "batchwatch" : alert.key.batch
  return "\(subject) on \(host["instance"] ?? "this host"): \(alert.text)"
}

/// What a silence of ours says of itself.
package struct SilenceOrder: Equatable, Sendable {
  package var key: AlertKey
  package var labels: [String: String]
  package var end: Timestamp
  package var comment: String

  package init(key: AlertKey, labels: [String: String], end: Timestamp, comment: String) {
    self.key = key
    self.labels = labels
    self.end = end
    self.comment = comment
  }
}

/// Sets silences of exactly these label sets at the first member that answers; the members tell each other.
/// - Returns: the id of each that was set, by its alert.
package func setSilences(
  _ orders: [SilenceOrder], _ access: PathAccess, members: [String], at now: Timestamp, skew: TimeSpan = .zero,
  timeout: Int
) -> [AlertKey: String] {
  guard let member = members.first, !orders.isEmpty else { return [:] }
  let requests = orders.map { order in
    access.request(
      member + "/api/v2/silences",
      json: JSONWriter.document { json in
        json.array("matchers", order.labels.sorted { $0.key < $1.key }) { json, label in
          json.member("name", label.key)
          json.member("value", label.value)
          json.member("isRegex", false)
          json.member("isEqual", true)
        }
        json.member("startsAt", (now + skew).rfc3339WithMilliseconds)
        json.member("endsAt", (order.end + skew).rfc3339WithMilliseconds)
        json.member("createdBy", silenceCreator)
        json.member("comment", order.comment)
      })
  }
  var ids: [AlertKey: String] = [:]
  for (order, (request, outcome)) in zip(orders, zip(requests, ask(requests, timeout: timeout))) {
    if case .success(let answer) = body(of: outcome, from: request.peer) { ids[order.key] = silenceID(answer) }
  }
  return ids
}

/// Ends silences now.
/// - Returns: those that are over, because they were ended or had ended before.
package func endSilences(_ ids: [String], _ access: PathAccess, members: [String], timeout: Int) -> [String] {
  guard let member = members.first, !ids.isEmpty else { return [] }
  let requests = ids.map { id in
    var request = access.request(member + "/api/v2/silence/" + id)
    request.deletes = true
    return request
  }
  return zip(ids, ask(requests, timeout: timeout)).filter { isOver($1) }.map(\.0)
}

/// Whether an answer to the deletion of a silence means that it doesn't hold any more.
func isOver(_ outcome: Result<HTTPAnswer, TransportError>) -> Bool {
  guard case .success(let answer) = outcome else { return false }
  if answer.status == 200 || answer.status == 404 { return true }
  // Alertmanager 0.25 calls it a failure that a silence had ended before.
  return answer.status == 500 && String(decoding: answer.body, as: UTF8.self).contains("already expired")
}
