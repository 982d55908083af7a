internal import AlertPath
internal import Batches
package import SQLite

extension Ledger {
  /// What the last pass left.
  /// - Throws: `DatabaseError`.
  package func state() throws(DatabaseError) -> LedgerState {
    var state = LedgerState()
    try readFacts(&state)
    let exports = try database.prepare("SELECT time FROM exports ORDER BY time")
    while try exports.step() {
      guard let time = exports.numberOrNull(0, in: Kind.moments) else { continue }
      state.path.exports.append(Timestamp(milliseconds: time))
    }
    try readPath(&state.path)
    state.links = try links()
    try readAlerts(&state)
    if state.silences != nil { state.silences = try silences() }
    return state
  }

  /// Keeps what a pass found, as part of a transaction.
  /// - Throws: `DatabaseError`.
  package func keep(_ state: LedgerState) throws(DatabaseError) {
    try writeFacts(state)
    try writePath(state.path)
    try database.run("DELETE FROM links")
    for (position, link) in state.links.enumerated() {
      try database.run(
        "INSERT INTO links VALUES(?1, ?2, ?3, ?4, ?5)", .integer(Int64(position)), .text(link.link), .text(link.state),
        .text(link.evidence), .text(link.fix))
    }
    try writeAlerts(state)
    try keep(silences: state.silences ?? [])
  }

  /// The links as the last pass found them.
  func links() throws(DatabaseError) -> [LinkRecord] {
    let statement = try database.prepare("SELECT link, state, evidence, fix FROM links ORDER BY position")
    var links: [LinkRecord] = []
    while try statement.step() {
      links.append(
        LinkRecord(
          link: statement.text(0), state: statement.text(1), evidence: statement.text(2), fix: statement.text(3)))
    }
    return links
  }

  // MARK: Facts

  private func readFacts(_ state: inout LedgerState) throws(DatabaseError) {
    let statement = try database.prepare("SELECT name, value FROM facts")
    while try statement.step() {
      switch statement.text(0) {
      case "last_pass": state.lastPass = statement.optionalMoment(1)
      case "interval":
        state.interval = statement.numberOrNull(1, in: intervals).map { TimeSpan(milliseconds: $0) }
      case "way": state.way = statement.text(1)
      case "worse_passes": state.worsePasses = Int(clamping: statement.count(1))
      case "heartbeat_age":
        state.heartbeatAge = statement.numberOrNull(1, in: ages).map { TimeSpan(milliseconds: $0) }
      case "path_since": state.path.since = statement.optionalMoment(1)
      case "answering": state.path.answering = statement.optionalMoment(1)
      case "last_heartbeat": state.path.lastHeartbeat = statement.optionalMoment(1)
      case "notified": state.notified = statement.optionalMeasured(1)
      case "restarted": state.restarted = statement.optionalMoment(1)
      case "last_shown": state.lastShown = statement.optionalMoment(1)
      case "knows_silences": state.silences = statement.flag(1) ? [] : nil
      case "rejoined": state.rejoined = statement.optionalMoment(1)
      case "lost_notifications": state.path.lostNotifications = statement.optionalMeasured(1)
      default: break
      }
    }
  }

  private func writeFacts(_ state: LedgerState) throws(DatabaseError) {
    let facts: [(String, Value)] = [
      ("last_pass", state.lastPass.value), ("interval", Value(state.interval?.milliseconds)),
      ("way", .text(state.way)),
      ("worse_passes", .integer(Int64(state.worsePasses))),
      ("heartbeat_age", Value(state.heartbeatAge?.milliseconds)), ("path_since", state.path.since.value),
      ("answering", state.path.answering.value), ("notified", Value(state.notified)),
      ("restarted", state.restarted.value), ("last_shown", state.lastShown.value), ("rejoined", state.rejoined.value),
      ("knows_silences", .integer(state.silences == nil ? 0 : 1)),
      ("last_heartbeat", state.path.lastHeartbeat.value), ("lost_notifications", Value(state.path.lostNotifications)),
    ]
    for (name, value) in facts {
      try database.run("INSERT OR REPLACE INTO facts VALUES(?1, ?2)", .text(name), value)
    }
  }

  // MARK: The path

  private func readPath(_ path: inout PathKnowledge) throws(DatabaseError) {
    let labels = try database.prepare("SELECT name, value FROM host_labels")
    var found: [String: String] = [:]
    while try labels.step() { found[labels.text(0)] = labels.text(1) }
    path.labels = found.isEmpty ? nil : found
    let receivers = try database.prepare("SELECT member, integration, tried, failed, is_failing FROM receivers")
    while try receivers.step() {
      let integration = receivers.text(1)
      path.receivers[receivers.text(0), default: Receivers()].counts[integration] =
        NotificationCounts(tried: receivers.measured(2), failed: receivers.measured(3))
      if receivers.flag(4) { path.receivers[receivers.text(0)]?.failing.insert(integration) }
    }
    let members = try database.prepare("SELECT member, started FROM members")
    while try members.step() { path.started[members.text(0)] = members.measured(1) }
  }

  private func writePath(_ path: PathKnowledge) throws(DatabaseError) {
    let oldest = path.exports.min() ?? Timestamp(milliseconds: .max)
    try database.run("DELETE FROM exports WHERE time < ?1", oldest.value)
    for time in path.exports { try database.run("INSERT OR IGNORE INTO exports VALUES(?1)", time.value) }
    try database.run("DELETE FROM host_labels")
    for (name, value) in path.labels ?? [:] {
      try database.run("INSERT INTO host_labels VALUES(?1, ?2)", .text(name), .text(value))
    }
    try database.run("DELETE FROM members")
    for (member, started) in path.started {
      try database.run("INSERT INTO members VALUES(?1, ?2)", .text(member), .real(started))
    }
    try database.run("DELETE FROM receivers")
    for (member, receivers) in path.receivers {
      for (integration, counts) in receivers.counts {
        try database.run(
          "INSERT INTO receivers VALUES(?1, ?2, ?3, ?4, ?5)", .text(member), .text(integration), .real(counts.tried),
          .real(counts.failed), .integer(receivers.failing.contains(integration) ? 1 : 0))
      }
    }
  }

  // MARK: Alerts

  private func readAlerts(_ state: inout LedgerState) throws(DatabaseError) {
    let statement = try database.prepare(
      """
      SELECT name, batch, link, severity, team, text, runbook, since, cleared, active, lacking, is_posted,
        silenced_until, is_inhibited, told_way, told_at, thread, silence, silence_end, notified, is_end_told
      FROM alerts
      """)
    while try statement.step() {
      let key = AlertKey(statement.text(0), batch: statement.text(1), link: statement.text(2))
      var alert = FollowedAlert(
        key, severity: statement.text(3), team: statement.text(4), text: statement.text(5), runbook: statement.text(6),
        since: statement.moment(7))
      alert.cleared = statement.optionalMoment(8)
      alert.active = statement.optionalMoment(9)
      alert.lacking = statement.optionalMoment(10)
      alert.isPosted = statement.flag(11)
      alert.silencedUntil = statement.optionalMoment(12)
      alert.isInhibited = statement.flag(13)
      if let way = statement.optionalText(14).flatMap(FollowedAlert.Way.init), let at = statement.optionalMoment(15) {
        alert.told = FollowedAlert.Told(way, at: at)
      }
      alert.thread = statement.isNull(16) ? nil : statement.anyNumber(16)
      if let id = statement.optionalText(17) {
        alert.silence = FollowedAlert.OwnSilence(id: id, end: statement.moment(18))
      }
      alert.notified = statement.optionalMeasured(19)
      alert.isEndTold = statement.flag(20)
      state.alerts[key] = alert
    }
    let silences = try database.prepare("SELECT id, name, batch, link, until, ends FROM left_silences")
    while try silences.step() {
      state.leftSilences[silences.text(0)] = LeftSilence(
        AlertKey(silences.text(1), batch: silences.text(2), link: silences.text(3)), until: silences.moment(4),
        end: silences.moment(5))
    }
    let unsettled = try database.prepare("SELECT name, batch, link, until FROM unsettled")
    while try unsettled.step() {
      let key = AlertKey(unsettled.text(0), batch: unsettled.text(1), link: unsettled.text(2))
      state.unsettled[key] = unsettled.moment(3)
    }
    let excused = try database.prepare("SELECT name, batch, moment FROM excused")
    while try excused.step() {
      state.excused[AlertKey(excused.text(0), batch: excused.text(1))] = excused.moment(2)
    }
  }

  private func writeAlerts(_ state: LedgerState) throws(DatabaseError) {
    try database.run("DELETE FROM alerts")
    let insertion = try database.prepare(
      """
      INSERT INTO alerts VALUES(
        ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)
      """
    )
    for alert in state.alerts.values {
      try insertion.bind([
        .text(alert.key.name), .text(alert.key.batch), .text(alert.key.link), .text(alert.severity), .text(alert.team),
        .text(alert.text), .text(alert.runbook), alert.since.value, alert.cleared.value,
        alert.active.value, alert.lacking.value, .integer(alert.isPosted ? 1 : 0), alert.silencedUntil.value,
        .integer(alert.isInhibited ? 1 : 0), Value(alert.told?.way.rawValue), (alert.told?.at).value,
        Value(alert.thread), Value(alert.silence?.id), (alert.silence?.end).value, Value(alert.notified),
        .integer(alert.isEndTold ? 1 : 0),
      ])
      while try insertion.step() {}
      insertion.reset()
    }
    try database.run("DELETE FROM left_silences")
    for (id, silence) in state.leftSilences {
      try database.run(
        "INSERT INTO left_silences VALUES(?1, ?2, ?3, ?4, ?5, ?6)", .text(id), .text(silence.key.name),
        .text(silence.key.batch), .text(silence.key.link), silence.until.value, silence.end.value)
    }
    try database.run("DELETE FROM unsettled")
    for (key, until) in state.unsettled {
      try database.run(
        "INSERT INTO unsettled VALUES(?1, ?2, ?3, ?4)", .text(key.name), .text(key.batch), .text(key.link), until.value)
    }
    try database.run("DELETE FROM excused")
    for (key, moment) in state.excused {
      try database.run("INSERT INTO excused VALUES(?1, ?2, ?3)", .text(key.name), .text(key.batch), moment.value)
    }
  }
}
