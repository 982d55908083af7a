extension Alert {
  /// Every alert that a rule can find.
  package static let catalogue: [Alert] = ofBatches + ofTool

  /// The alerts about batches, the gravest first.
  package static let ofBatches: [Alert] = [
    batchNotStarted, batchIncomplete, batchLost, batchFailed, batchStalled, batchSlow, batchTooFast, batchOverlap,
    batchCostPerLeadHigh, batchGPUCostHigh,
  ]

  /// The alerts about batchwatch itself and the path that its alerts take.
  package static let ofTool: [Alert] = [
    exportStale, monitorStale, textfileError, trackerDown, configInvalid, recordsSpooled, alertPathDown, heartbeat,
  ]

  /// The alerts about batches that are spread over hosts. They are in a file of their own, which belongs to the
  /// Prometheus that sees all the hosts: no host's monitor misses them in its own.
  package static let ofFleet: [Alert] = [batchFleetFailed, batchFleetIncomplete]

  /// The alerts that no metric tells of, and so no rule: batchwatch itself mails or posts them.
  package static let localOnly: [Alert] = [monitorGap, stepLeftOut]

  /// Those that tell of something that was, and so have no end to be told.
  package static let events: [Alert] = [monitorGap]

  /// The alert of this name; nil for one that a script raised under a name of its own.
  package static func named(_ name: String) -> Alert? { byName[name] }

  private static let byName = Dictionary(uniqueKeysWithValues: (catalogue + localOnly).map { ($0.name, $0) })
}
