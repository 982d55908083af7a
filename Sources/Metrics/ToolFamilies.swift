/// The families of batchwatch's own file, `batchwatch.prom`.
extension MetricFamily {
  /// Every family of the tool's file, in the order in which it is written.
  package static let toolFamilies: [MetricFamily] = [
    exportTime, buildInfo, trackerUp, configUp, spooledRecords,
    monitorTime, outboxMessages, notifications, pathUp, pathLag,
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

  // MARK: What the monitor found out

  private static let onceMonitored = "once a monitor has run"

  static let monitorTime = MetricFamily(
    "batchwatch_monitor_timestamp_seconds", .gauge, .timestamp, labels: [], presence: onceMonitored,
    help: "When the last pass of the monitor ended.")
  static let outboxMessages = MetricFamily(
    "batchwatch_outbox_messages", .gauge, .messages, labels: [], presence: onceMonitored,
    help: "Number of messages that wait to be mailed.")
  static let notifications = MetricFamily(
    "batchwatch_notifications_total", .counter, .notifications, labels: ["path", "outcome"],
    presence: onceMonitored + ", for alertmanager and mail with accepted, failed and unknown",
    help: "Number of notifications that the monitor tried to deliver itself, by the path and what became of them.")
  static let pathUp = MetricFamily(
    "batchwatch_alert_path_up", .gauge, .boolean, labels: ["link"],
    presence: onceMonitored + ", for each link of which something is known",
    help: "Whether a link between the tracker and the people who get its alerts works.")
  static let pathLag = MetricFamily(
    "batchwatch_alert_path_lag_seconds", .gauge, .seconds, labels: [],
    presence: "once a heartbeat has come back to a monitor",
    help: "Age of the newest heartbeat that came back to the monitor, at its last pass.")
}
