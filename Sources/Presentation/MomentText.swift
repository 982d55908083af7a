package import Batches

/// How moments read to somebody who looks at `now` at a batch whose clock runs in `zone`.
package struct MomentText {
  package let now: Timestamp
  package let zone: TimeZoneRules

  package init(now: Timestamp, zone: TimeZoneRules) {
    self.now = now
    self.zone = zone
  }

  /// `05:00 EST`, with the date where that isn't today's: `2026-03-07 05:00 EST`.
  package func clock(_ moment: Timestamp) -> String {
    guard moment.localDate(in: zone) == now.localDate(in: zone) else { return moment.localDateTime(in: zone) }
    return "\(moment.localTime(in: zone)) \(zone.abbreviation(at: moment.seconds))"
  }

  /// `in 3h 20m`, `12m 05s ago` or `now`.
  package func distance(_ moment: Timestamp) -> String {
    let span = elapsed(from: now, to: moment)
    if span.milliseconds == 0 { return "now" }
    return span.milliseconds > 0 ? "in \(span.shortText)" : "\(elapsed(from: moment, to: now).shortText) ago"
  }

  /// `05:00 EST, in 3h 20m`.
  package func clockAndDistance(_ moment: Timestamp) -> String { "\(clock(moment)), \(distance(moment))" }
}

/// `3.0 GiB`, `512 MiB`, `17 bytes`.
package func memoryText(_ bytes: Int64) -> String {
  guard bytes >= 1024 else { return "\(bytes) bytes" }
  var size = Double(bytes) / 1024
  var units = ["KiB", "MiB", "GiB", "TiB", "PiB"][...]
  while size >= 1024, units.count > 1 {
    size /= 1024
    units.removeFirst()
  }
  let tenths = Int(clamping: size * 10 + 0.5)
  let number = tenths >= 1000 ? "\((tenths + 5) / 10)" : "\(tenths / 10).\(tenths % 10)"
  return "\(number) \(units.first ?? "")"
}

/// CPU time as a duration; nothing for what can't be one.
package func cpuText(_ seconds: Double) -> String? {
  guard seconds >= 0, seconds < 1e12 else { return nil }
  return TimeSpan(milliseconds: Int64(clamping: seconds * 1000 + 0.5)).shortText
}
