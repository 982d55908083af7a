"""Where no data is due in the story of the nights, and why. Everywhere else a query without data is a failure."""

NO_DATA = {
    ("batchwatch-batches", "Over all hosts", "spread"): "no batch of the story says over how many hosts it is spread",
}

SILENT_RULES = {
    "BatchwatchMonitorStale": "the monitors' figures are made up, and they never stop",
    "BatchwatchRecordsSpooled": "no tracker is locked in the story, so no record has to wait",
}
