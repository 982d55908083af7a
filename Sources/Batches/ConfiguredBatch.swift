/// A batch's definition with what it takes from the rest of the configuration, ready to answer questions about time.
package struct ConfiguredBatch: Sendable {
  package var definition: BatchDefinition
  /// The zone's name: the batch's own or the top-level one.
  package var timezone: String
  package var zone: TimeZoneRules
  /// The currency of new costs, three capital letters.
  package var currency: String
  private let calendar: SlotCalendar?

  package init(definition: BatchDefinition, timezone: String, zone: TimeZoneRules, currency: String) {
    self.definition = definition
    self.timezone = timezone
    self.zone = zone
    self.currency = currency
    if case .cron(let expression) = definition.schedule {
      calendar = SlotCalendar(expression, in: zone)
    } else {
      calendar = nil
    }
  }

  /// The schedule with its zone, as text that changes when any slot may change; empty without a schedule.
  package var scheduleMark: String {
    switch definition.schedule {
    case .cron(let expression): expression.source + " " + timezone
    case .every(let span): "every \(span.milliseconds)ms"
    case nil: ""
    }
  }

  /// The slot that a run started at `start` fills; nil without a schedule.
  package func slotFilled(byStartAt start: Timestamp) -> Timestamp? {
    switch definition.schedule {
    case .cron: calendar?.slotFilled(byStartAt: start, earlyTolerance: definition.earlyTolerance)
    // Without a clock time, each start is what the next one is measured from.
    case .every: start
    case nil: nil
    }
  }

  /// From when on slots are expected once a start at `start` is seen: from its own slot if it was in time for it.
  package func expectation(fromStartAt start: Timestamp) -> Timestamp {
    guard let slot = slotFilled(byStartAt: start) else { return start }
    return start <= slot + (definition.startWithin ?? BatchDefinition.defaultStartWithin) ? slot : start
  }

  /// From when on slots are expected when a schedule is first seen at `now`, without a start: from the slot that a run
  /// fills already, or else from now on.
  package func expectation(at now: Timestamp, newestStart: Timestamp?) -> Timestamp {
    guard case .cron = definition.schedule, let start = newestStart, let slot = slotFilled(byStartAt: start),
      calendar?.latestSlot(atOrBefore: now) == slot
    else { return now }
    return expectation(fromStartAt: start)
  }

  /// The slot that counts at `now`, and the one after it.
  ///
  /// A slot becomes current when it comes, or as soon as a run that came early fills it.
  /// - Parameters:
  ///   - newestStart: the latest start of a run, if any.
  ///   - since: slots before this time are not expected.
  package func slots(
    at now: Timestamp, newestStart: Timestamp?, since: Timestamp
  ) -> (current: Slot?, next: Slot?) {
    switch definition.schedule {
    case nil: return (nil, nil)
    case .cron:
      guard let calendar else { return (nil, nil) }
      var current = calendar.latestSlot(atOrBefore: now)
      if let start = newestStart, start <= now, let filled = slotFilled(byStartAt: start),
        current.map({ filled > $0 }) ?? true
      {
        current = filled
      }
      let next = calendar.nextSlot(after: max(now, current ?? now))
      if let slot = current, slot < since { current = nil }
      return (current.map(slot), next.map(slot))
    case .every(let span):
      let anchor = max(newestStart ?? since, since)
      guard span.milliseconds > 0, now >= anchor else {
        return (newestStart.map(slot), slot(startingAt: anchor + span))
      }
      let count = (now - anchor).milliseconds / span.milliseconds
      // Where the schedule became known after the last start, the first slot to expect is one span later.
      if count == 0, let newestStart, newestStart < since {
        return (slot(startingAt: newestStart), slot(startingAt: anchor + span))
      }
      let start = anchor + span * count
      // The first slot of a batch that never ran is one span after it was first seen.
      let current = newestStart == nil && count == 0 ? nil : slot(startingAt: start)
      return (current, slot(startingAt: start + span))
    }
  }

  /// The next `count` slots after a time; fewer where the schedule has no more. Those of `every` are measured from the
  /// newest start, as far as that is known: each start moves them.
  package func upcomingSlots(
    after time: Timestamp, count: Int, newestStart: Timestamp? = nil, since: Timestamp? = nil
  ) -> [Slot] {
    var slots: [Slot] = []
    var last = time
    while slots.count < count,
      let next = self.slots(at: last, newestStart: newestStart, since: since ?? time).next
    {
      slots.append(next)
      last = next.start
    }
    return slots
  }

  /// The slot at `start` with its deadlines.
  package func slot(startingAt start: Timestamp) -> Slot {
    Slot(
      start: start, startDeadline: definition.startWithin.map { start + $0 },
      deadline: definition.deadline?.deadline(forSlot: start, in: zone))
  }
}
