"""Where no data is due in the story of the nights, and why. Everywhere else a query without data is a failure."""

_MONITOR = "only the monitor writes it, and it doesn't run in the story"

NO_DATA = {
    ("batchwatch-alert-path", "Host by host", "monitor"): _MONITOR,
    ("batchwatch-alert-path", "Links", "A"): _MONITOR,
    ("batchwatch-alert-path", "Heartbeat's lag", "A"): _MONITOR,
    ("batchwatch-alert-path", "Notifications", "A"): _MONITOR,
    ("batchwatch-alert-path", "Outbox", "A"): _MONITOR,
}

SILENT_RULES = {
    "BatchwatchAlertPathDown": _MONITOR,
    "BatchwatchMonitorStale": _MONITOR,
    "BatchwatchRecordsSpooled": "no tracker is locked in the story, so no record has to wait",
}
