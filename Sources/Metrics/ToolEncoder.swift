package import Batches

/// How batchwatch itself does, as `batchwatch.prom` publishes it.
package struct ToolFigures: Equatable, Sendable {
  package var exported: Timestamp
  package var version: String
  /// Whether the tracker could be read.
  package var trackerIsUp: Bool
  /// Whether the configuration was read without a mistake.
  package var configIsUp: Bool
  /// Records that wait in the spool, 0 or more.
  package var spooledRecords: Int64
  /// What the monitor found out; nil where none has ever run.
  package var monitor: MonitorFigures?

  package init(
    exported: Timestamp, version: String, trackerIsUp: Bool, configIsUp: Bool, spooledRecords: Int64,
    monitor: MonitorFigures? = nil
  ) {
    self.exported = exported
    self.version = version
    self.trackerIsUp = trackerIsUp
    self.configIsUp = configIsUp
    self.spooledRecords = spooledRecords
    self.monitor = monitor
  }
}

/// Appends the whole text of batchwatch's own `.prom` file.
package func encodeTool(_ figures: ToolFigures, into buffer: inout [UInt8]) {
  var text = ExpositionText()
  swap(&text.bytes, &buffer)
  defer { swap(&text.bytes, &buffer) }
  text.single(.exportTime, figures.exported)
  text.begin(.buildInfo, label: "version")
  text.sample(labelText(figures.version)) { $0.append(integer: 1) }
  text.single(.trackerUp, figures.trackerIsUp)
  text.single(.configUp, figures.configIsUp)
  text.single(.spooledRecords, figures.spooledRecords)
  if let monitor = figures.monitor { text.write(monitor) }
}
