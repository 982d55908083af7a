package import Batches
package import Presentation

/// The next slots of one batch.
package struct UpcomingSlots: Sendable {
  package var batch: String
  package var schedule: Schedule?
  package var zone: TimeZoneRules
  /// Ascending.
  package var slots: [Slot]
  /// What of its schedule and limits can never do what it is there for, a sentence each.
  package var warnings: [String]

  package init(
    batch: String, schedule: Schedule?, zone: TimeZoneRules, slots: [Slot], warnings: [String] = []
  ) {
    self.batch = batch
    self.schedule = schedule
    self.zone = zone
    self.slots = slots
    self.warnings = warnings
  }
}

/// What `schedule` prints on a terminal: each batch's slots with their deadlines, on its own clock and in UTC.
/// - Parameter warnings: of them all, a sentence each.
package func scheduleView(_ batches: [UpcomingSlots], warnings: [String] = [], style: OutputStyle) -> String {
  var page = Page(style)
  if batches.isEmpty {
    page.addWrapped("No batch has a schedule. Give one to a batch in config.yml, such as", .plain, after: Line())
    page.add(Line("  schedule: \"0 1 * * *\""))
  }
  for (index, batch) in batches.enumerated() {
    if index > 0 { page.addBlank() }
    page.addSlots(batch)
  }
  if !warnings.isEmpty {
    page.addBlank()
    for warning in warnings { page.addWarning(warning, indent: "") }
  }
  return page.text
}

/// How a schedule is written: the cron expression, or `every 6h`.
func scheduleText(_ schedule: Schedule?) -> String? {
  switch schedule {
  case .cron(let expression): expression.source
  case .every(let span): "every \(span)"
  case nil: nil
  }
}

extension Page {
  fileprivate mutating func addSlots(_ batch: UpcomingSlots) {
    var headline = Line(safe(batch.batch), .strong)
    headline.append("  " + safe(scheduleText(batch.schedule) ?? "no schedule"))
    if batch.schedule != nil { headline.append("  " + safe(batch.zone.name), .faint) }
    add(headline)
    guard !batch.slots.isEmpty else {
      switch batch.schedule {
      case .cron: add(Line("  No slot comes within 40 years: no such day exists.", .bad))
      case .every: add(Line("  Each slot is counted from the last start."))
      case nil: add(Line("  It is recorded whenever it runs."))
      }
      return
    }
    var table = Table([
      Table.Column(title: "SLOT"), Table.Column(title: "UTC"), Table.Column(title: "START BY"),
      Table.Column(title: "COMPLETE BY"), Table.Column(title: "UTC"),
    ])
    var notes: [Line] = []
    var previous: Timestamp?
    for slot in batch.slots {
      table.add([
        Line("\(weekdayName(slot.start, batch.zone)) \(slot.start.localDateTime(in: batch.zone))"),
        Line(shortUTC(slot.start), .faint),
        Line(slot.startDeadline.map { clock($0, of: slot, batch.zone) } ?? ""),
        Line(slot.deadline.map { clock($0, of: slot, batch.zone) } ?? ""),
        Line(slot.deadline.map(shortUTC) ?? "", .faint),
      ])
      notes.append(Line(previous.flatMap { clockChange(from: $0, to: slot.start, batch.zone) } ?? "", .warning))
      previous = slot.start
    }
    addRows(table.lines(indent: 2, titled: true, unicode: style.unicode), notes: notes)
    for warning in batch.warnings { addWarning(warning, indent: "  ") }
  }

  fileprivate mutating func addWarning(_ text: String, indent: String) {
    addWrapped(safe(text), .warning, after: Line(indent + "warning: ", .warning))
  }

  /// `05:00`, with the date where that isn't the slot's, and the zone's abbreviation where the clocks change between.
  private func clock(_ moment: Timestamp, of slot: Slot, _ zone: TimeZoneRules) -> String {
    var text = moment.localTime(in: zone)
    if moment.localDate(in: zone) != slot.start.localDate(in: zone) { text = "\(moment.localDate(in: zone)) \(text)" }
    let isSameOffset = zone.offset(at: moment.seconds) == zone.offset(at: slot.start.seconds)
    return isSameOffset ? text : "\(text) \(zone.abbreviation(at: moment.seconds))"
  }

  /// Day and time, `03-07 06:00`: the year stands beside it.
  private func shortUTC(_ moment: Timestamp) -> String {
    "\(moment.localDate(in: .utc).suffix(5)) \(moment.localTime(in: .utc))"
  }

  private func weekdayName(_ moment: Timestamp, _ zone: TimeZoneRules) -> String {
    let local = Int(moment.seconds) + zone.offset(at: moment.seconds)
    let days = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
    // 1970-01-01 was a Thursday.
    return ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][((days % 7) + 7) % 7]
  }

  /// Nights on which the clocks change are those to look at twice.
  private func clockChange(from earlier: Timestamp, to later: Timestamp, _ zone: TimeZoneRules) -> String? {
    let change = zone.offset(at: later.seconds) - zone.offset(at: earlier.seconds)
    if change == 0 { return nil }
    let length = TimeSpan(seconds: Int64(change.magnitude))
    return "the first after the clocks went \(change > 0 ? "forward" : "back") \(length)"
  }
}
