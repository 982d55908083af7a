package import Batches

/// What of a batch's schedule and limits can never do what it is there for, one sentence each without a full stop;
/// empty where all is well.
///
/// A slot counts until the next one comes. A limit that isn't over by then, with the time that the alert's rule waits,
/// raises nothing.
/// - Parameter time: the slots that follow it are looked at.
package func scheduleWarnings(of batch: BatchDefinition, after time: Timestamp) -> [String] {
  // By UTC, where no day has 23 hours: what fails in one night of the year is no mistake.
  let slots = ConfiguredBatch(definition: batch, timezone: "UTC", zone: .utc, currency: "")
    .upcomingSlots(after: time, count: slotsToCompare)
  if case .cron(let expression) = batch.schedule, slots.isEmpty {
    return [
      "schedule '\(expression.source)' never comes: no such day exists within 40 years; mend the day or the month"
    ]
  }
  return [
    startLimit(batch).flatMap { warning($0, slots, due: \.startDeadline) },
    completionLimit(batch).flatMap { warning($0, slots, due: \.deadline) },
  ].compactMap(\.self)
}

/// Enough to meet what is special in most schedules: three months of nights, or a day of quarters of an hour.
private let slotsToCompare = 100

private struct Limit {
  var words: String
  var alert: Alert
  /// What to set instead.
  var key: String
}

private func startLimit(_ batch: BatchDefinition) -> Limit? {
  batch.startWithin.map { span in
    let standard = span == BatchDefinition.defaultStartWithin ? "by default " : ""
    return Limit(words: "start_within (\(standard)\(span))", alert: .batchNotStarted, key: "start_within")
  }
}

private func completionLimit(_ batch: BatchDefinition) -> Limit? {
  switch (batch.deadline, batch.schedule) {
  case (.within(let span), _):
    Limit(words: "complete_within (\(span))", alert: .batchIncomplete, key: "complete_within")
  case (.by(let time), .cron):
    Limit(words: "complete_by (\(time))", alert: .batchIncomplete, key: "'complete_within' instead,")
  // When the slots of `every` come depends on the starts, and so does how far a time of day is from them.
  case (.by, _), (nil, _): nil
  }
}

private func warning(_ limit: Limit, _ slots: [Slot], due: (Slot) -> Timestamp?) -> String? {
  let delay = limit.alert.rule?.delay ?? .zero
  var shortest: TimeSpan?
  var overtaken = 0
  for (slot, next) in zip(slots, slots.dropFirst()) {
    // Between the limit and the next slot, mail by batchwatch itself may tell, which waits for no rule.
    guard let due = due(slot), next.start - due <= delay else { continue }
    if next.start <= due { overtaken += 1 }
    shortest = min(shortest ?? .days(36_500), next.start - slot.start)
  }
  guard let shortest else { return nil }
  let (raises, comes) =
    overtaken == slots.count - 1 ? ("never raises", "comes") : ("may not raise", "may come")
  let room = TimeSpan(milliseconds: shortest.milliseconds - delay.milliseconds)
  let fix = room > .zero ? "set \(limit.key) below \(room)" : "slots so close together can't raise it"
  return "\(limit.words) \(raises) \(limit.alert.name): the next slot \(comes) \(shortest) later, and the rule "
    + "waits \(delay); \(fix)"
}
