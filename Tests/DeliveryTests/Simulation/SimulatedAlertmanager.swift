import Ledger

/// One Alertmanager: it groups, mutes, notifies, and remembers whom it has told what.
struct SimulatedAlertmanager {
  struct Alert {
    var key: AlertKey
    var starts: Int
    var ends: Int
    var updated: Int
    var exported: Int64?
  }

  struct Silence {
    var id: String
    /// What it mutes; all alerts of a batch where the name is empty.
    var key: AlertKey
    var starts: Int
    var ends: Int
    var isOurs: Bool

    func mutes(_ alert: AlertKey) -> Bool { key == alert || (key.name.isEmpty && key.batch == alert.batch) }
  }

  private struct Group {
    var alerts: [AlertKey: Alert] = [:]
    var next: Int
    var isFlushed = false
    var notification: Notification?
  }

  /// A notification that is being tried.
  private struct Notification {
    var firing: Set<AlertKey>
    var resolved: Set<AlertKey>
    var isReminder: Bool
    /// When the alerts were last updated, by which those that are over are removed once it got through.
    var alerts: [AlertKey: Alert]
    var next: Int
    var deadline: Int
  }

  /// What the notification log has of a group.
  private struct Entry {
    var firing: Set<AlertKey>
    var resolved: Set<AlertKey>
    var time: Int
  }

  private struct Memory {
    var entries: [String: Entry] = [:]
    var silences: [String: Silence] = [:]
  }

  let groupsByAlert: Bool
  private(set) var alerts: [AlertKey: Alert] = [:]
  private var groups: [String: Group] = [:]
  private var memory = Memory()
  private var snapshot = Memory()
  private var lastSilence = 0
  private(set) var started = -86_400
  /// Requests to the integration since the start.
  private(set) var tried = 0
  private(set) var failed = 0

  static let groupWait = 30
  static let groupInterval = 300
  static let repeatInterval = 4 * 3600

  init(groupsByAlert: Bool) { self.groupsByAlert = groupsByAlert }

  // MARK: What it is told

  mutating func put(_ key: AlertKey, starts: Int, ends: Int, exported: Int64? = nil, at now: Int) {
    var alert = Alert(key: key, starts: starts, ends: ends, updated: now, exported: exported)
    if let old = alerts[key],
      (alert.ends > old.starts && alert.ends < old.ends) || (alert.starts > old.starts && alert.starts < old.ends)
    {
      alert.starts = min(alert.starts, old.starts)
      let isOver = alert.ends <= now
      if isOver ? old.ends <= now && old.ends > alert.ends : old.ends > alert.ends { alert.ends = old.ends }
    }
    alerts[key] = alert
    if key == SimulatedPrometheus.heartbeat { return }
    let name = groupName(key)
    var group = groups[name] ?? Group(next: now + Self.groupWait)
    group.alerts[key] = alert
    if !group.isFlushed, alert.starts + Self.groupWait < now { group.next = now }
    groups[name] = group
  }

  private func groupName(_ key: AlertKey) -> String {
    if key.batch.isEmpty { return "host" }
    return groupsByAlert ? key.batch + "/" + key.name : key.batch
  }

  mutating func silence(_ key: AlertKey, until end: Int, isOurs: Bool, at now: Int) -> String {
    lastSilence += 1
    let silence = Silence(id: "s\(lastSilence)", key: key, starts: now, ends: end, isOurs: isOurs)
    memory.silences[silence.id] = silence
    return silence.id
  }

  mutating func endSilence(_ id: String, at now: Int) {
    if let end = memory.silences[id]?.ends, end > now { memory.silences[id]?.ends = now }
  }

  /// It loses its alerts; what it noted since the last snapshot only if it was killed.
  mutating func restart(isKilled: Bool, at now: Int) {
    if isKilled { memory = snapshot }
    alerts = [:]
    groups = [:]
    started = now
    tried = 0
    failed = 0
  }

  // MARK: What it shows

  func silences(at now: Int) -> [Silence] {
    memory.silences.values.filter { $0.ends > now }.sorted { $0.id < $1.id }
  }

  func silences(of key: AlertKey, at now: Int) -> [String] {
    memory.silences.values.filter { $0.ends > now && $0.mutes(key) }.map(\.id).sorted()
  }

  /// What is over stands still for what is late of the same batch.
  func isInhibited(_ key: AlertKey, at now: Int) -> Bool {
    key.name == "BatchSlow" && (alerts[AlertKey("BatchIncomplete", batch: key.batch)].map { $0.ends > now } ?? false)
  }

  // MARK: What it does by itself

  enum Receivers { case work, fail, hang }

  /// - Returns: what people hear.
  mutating func work(_ receivers: Receivers, at now: Int) -> [Heard] {
    if now % 900 == 0 { snapshot = memory }
    var heard: [Heard] = []
    for name in groups.keys.sorted() {
      guard var group = groups[name] else { continue }
      if group.notification == nil, group.next <= now {
        group.next = now + Self.groupInterval
        group.isFlushed = true
        flush(&group, name, at: now)
      }
      if let notification = group.notification, notification.next <= now {
        if receivers == .work {
          tried += 1
          heard += deliver(notification, &group, name, at: now)
        } else {
          retry(notification, &group, receivers, at: now)
        }
      }
      groups[name] = group.alerts.isEmpty && group.notification == nil && group.isFlushed ? nil : group
    }
    return heard
  }

  private mutating func flush(_ group: inout Group, _ name: String, at now: Int) {
    let loud = group.alerts.values.filter { silences(of: $0.key, at: now).isEmpty && !isInhibited($0.key, at: now) }
    let firing = Set(loud.filter { $0.ends > now }.map(\.key))
    let resolved = Set(loud.filter { $0.ends <= now }.map(\.key))
    let entry = memory.entries[name]
    let isReminder: Bool
    if loud.isEmpty {
      removeOver(&group, as: group.alerts, at: now)
      return
    }
    if let entry {
      let isNews =
        !firing.isSubset(of: entry.firing) || (firing.isEmpty && !entry.firing.isEmpty)
        || (!firing.isEmpty && !resolved.isSubset(of: entry.resolved))
      isReminder = !isNews && !firing.isEmpty && entry.time + Self.repeatInterval < now
      guard isNews || isReminder else {
        removeOver(&group, as: group.alerts, at: now)
        return
      }
    } else {
      isReminder = false
      guard !firing.isEmpty else {
        removeOver(&group, as: group.alerts, at: now)
        return
      }
    }
    group.notification = Notification(
      firing: firing, resolved: resolved, isReminder: isReminder, alerts: group.alerts, next: now,
      deadline: now + Self.groupInterval)
  }

  /// A request that is refused counts at once, one that is never answered when it is given up.
  private mutating func retry(_ notification: Notification, _ group: inout Group, _ receivers: Receivers, at now: Int) {
    group.notification?.next = now + 20
    let isGivenUp = now + 20 >= notification.deadline
    if receivers == .fail || isGivenUp {
      tried += 1
      failed += 1
    }
    if isGivenUp { group.notification = nil }
  }

  private mutating func deliver(
    _ notification: Notification, _ group: inout Group, _ name: String, at now: Int
  ) -> [Heard] {
    let entry = memory.entries[name]
    memory.entries[name] = Entry(firing: notification.firing, resolved: notification.resolved, time: now)
    group.notification = nil
    removeOver(&group, as: notification.alerts, at: notification.deadline - Self.groupInterval)
    let firing = notification.firing.sorted().map { key in
      let isOld = entry?.firing.contains(key) ?? false
      return Heard(
        time: now, key: key, news: !isOld ? .firing : notification.isReminder ? .reminder : .mentioned, isMail: false)
    }
    let resolved = notification.resolved.sorted().map { key in
      Heard(time: now, key: key, news: entry?.firing.contains(key) ?? false ? .resolved : .mentioned, isMail: false)
    }
    return firing + resolved
  }

  /// Removes what was over at `now`, unless it was sent again since.
  private func removeOver(_ group: inout Group, as then: [AlertKey: Alert], at now: Int) {
    for (key, alert) in then where alert.ends <= now && group.alerts[key]?.updated == alert.updated {
      group.alerts[key] = nil
    }
  }
}
