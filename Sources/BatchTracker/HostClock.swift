package import Batches

extension Settings {
  /// Whose clock starts the jobs, where that isn't the clock by which some schedule is read, in one sentence without a
  /// full stop; nil where they agree all the year, where no batch has a schedule in cron's form, and where a zone can't
  /// be read.
  package func clockWarning(_ batches: [BatchDefinition], at now: Timestamp) -> String? {
    var names: [String] = []
    for batch in batches {
      guard case .cron = batch.schedule else { continue }
      let name = batch.timezone ?? timezone
      if !names.contains(name) { names.append(name) }
    }
    let host = hostZoneName()
    guard names.contains(where: { $0 != host }) else { return nil }
    var zones = ZoneCache()
    guard let hostRules = try? zones.rules(host) else { return nil }
    let schedules = names.compactMap { try? zones.rules($0) }
    return clocksWarning(host: hostRules, schedules: schedules, at: now)
  }
}

/// See `Settings.clockWarning`.
func clocksWarning(host: TimeZoneRules, schedules: [TimeZoneRules], at now: Timestamp) -> String? {
  let others = schedules.filter { !agree($0, host, from: now) }.map(\.name)
  guard let first = others.first else { return nil }
  let more = others.count > 1 ? " and \(others.count - 1) other zone\(others.count > 2 ? "s" : "")" : ""
  return "cron on this host runs by \(host.name), but schedules are read in \(first)\(more): start the jobs by that "
    + "clock, as a systemd timer can, or leave 'timezone' out"
}

/// Whether the clocks of two zones show the same in each week of the coming year.
private func agree(_ left: TimeZoneRules, _ right: TimeZoneRules, from now: Timestamp) -> Bool {
  (0...52).allSatisfy { week in
    let moment = now.seconds + Int64(week) * 7 * 86_400
    return left.offset(at: moment) == right.offset(at: moment)
  }
}
