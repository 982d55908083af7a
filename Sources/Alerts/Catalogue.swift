extension Alert {
  /// Every alert.
  package static let catalogue: [Alert] = ofBatches + ofTool

  /// The alerts about batches, the gravest first.
  package static let ofBatches: [Alert] = [
    batchNotStarted, batchIncomplete, batchLost, batchFailed, batchStalled, batchSlow, batchTooFast, batchOverlap,
    batchCostPerLeadHigh, batchGPUCostHigh,
  ]

  /// The alerts about batchwatch itself and the path that its alerts take.
  package static let ofTool: [Alert] = [
    exportStale, textfileError, trackerDown, configInvalid, recordsSpooled, alertPathDown, heartbeat,
  ]
}
