/// The families of batchwatch's own file, `batchwatch.prom`.
extension MetricFamily {
  /// Every family of the tool's file, in the order in which it is written.
  package static let toolFamilies: [MetricFamily] = [
    exportTime, buildInfo, trackerUp, configUp, spooledRecords,
  ]

  static let exportTime = MetricFamily(
    "batchwatch_export_timestamp_seconds", .gauge, .timestamp, labels: [],
    help: "When batchwatch last wrote its metrics.")
  static let buildInfo = MetricFamily(
    "batchwatch_build_info", .gauge, .none, labels: ["version"],
    help: "Always 1. The label tells the version of batchwatch.")
  static let trackerUp = MetricFamily(
    "batchwatch_tracker_up", .gauge, .boolean, labels: [],
    help: "Whether the tracker could be read at the last export.")
  static let configUp = MetricFamily(
    "batchwatch_config_up", .gauge, .boolean, labels: [],
    help: "Whether the configuration was free of mistakes at the last export.")
  static let spooledRecords = MetricFamily(
    "batchwatch_spooled_records", .gauge, .records, labels: [],
    help: "Number of records that wait in the spool for the tracker.")
}
