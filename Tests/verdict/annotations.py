"""What people would read: every alert, rendered by a real Prometheus over a real node_exporter."""

import re

from kit.checks import Checks
from kit.exporter import NodeExporter
from kit.waits import comes_true
from kit.world import Place
from verdict import bad_states, prometheus
from verdict.bad_states import RUNBOOK

DEFAULT_RUNBOOK = "file:///usr/share/doc/batchwatch/docs/runbooks/{}.md"
# Others are `warning`: by default, or since a limit that was passed can wait, though the batch itself is critical.
SEVERITIES = {"BatchNotStarted": "critical", "BatchIncomplete": "critical", "BatchLost": "info"}
TEAMS = {"BatchNotStarted": "sales"}
# What the description says, among other things, of the batch that is called like the alert, as patterns: the hours are
# counted from a full minute, and another one may have begun.
FIGURES = {
    "BatchNotStarted": r"It was due 2h 4[56]m",
    "BatchIncomplete": "33.33% complete",
    "BatchLost": r"Its last record is 3h [01]m",
    "BatchFailed": "in a row: 1; the newest is at 50%. Below 100%: enrich.",
    "BatchStalled": r"3h [01]m",
    "BatchSlow": "the limit is 1h 0m 0s. It stands at 0%. Below 100%: enrich, scrape.",
    "BatchTooFast": "after 0s; the minimum is 20m 0s",
    "BatchOverlap": "2 runs of BatchOverlap are open",
    "BatchCostPerLeadHigh": "0.90 USD; the limit is 0.75. Leads so far: 10",
    "BatchGPUCostHigh": "20.50 USD; the limit of a run is 20.00",
    "BatchwatchExportStale": "is 1h 0m",
    "BatchwatchMonitorStale": "ended 1h 0m",
    "BatchwatchRecordsSpooled": "3 records",
    "BatchwatchAlertPathDown": "the link alertmanager",
}


def check(checks: Checks, place: Place) -> None:
    """Raises every alert over two hosts. One that is pending has its texts already."""
    hosts = [bad_states.batches(place.directory / "night"), bad_states.tool(place.directory / "ill")]
    with Place(below=place.directory) as live:
        exporters = [NodeExporter(live, textfiles) for textfiles in hosts]
        server = prometheus.start(live, targets=tuple(each.address for each in exporters))
        wanted = {name for name, rule in server.rules().items() if rule["type"] == "alerting"}
        comes_true(lambda: wanted <= {alert["labels"]["alertname"] for alert in server.alerts()}, pause=0.5)
        alerts = server.alerts()
    found = {alert["labels"]["alertname"] for alert in alerts}
    silent = [f"{name} does not" for name in sorted(wanted - found)]
    checks.add(f"{len(wanted)} alerts fire over hosts where all is wrong", silent)
    for name in sorted(found):
        # Of a batch the one that is called like it, and one of which nothing is configured.
        these = [alert for alert in alerts if alert["labels"]["alertname"] == name]
        checks.add(f"{name}: texts and labels", [line for alert in these for line in _faults(name, alert)])
    checks.add("a healthy batch has no alert", [str(a) for a in alerts if a["labels"].get("batch") == "healthy"])


def _faults(name: str, alert: dict) -> list[str]:
    labels, annotations = alert["labels"], alert["annotations"]
    faults = [
        f"{key}: {text!r}"
        for key, text in [*annotations.items(), *labels.items()]
        # What a template that fails, or finds nothing, leaves in its place.
        if not text.strip() or any(trace in text for trace in ("<error", "<no value>", "{{", "}}", "%!", "NaN", "  "))
    ]
    faults += [f"no annotation {key}" for key in ("summary", "description", "runbook_url") if key not in annotations]
    batch = labels.get("batch")
    expected = {"runbook_url": RUNBOOK if batch == "BatchFailed" else DEFAULT_RUNBOOK.format(name)}
    found = {"runbook_url": annotations.get("runbook_url")}
    if batch:
        expected |= {"severity": SEVERITIES.get(batch, "warning"), "team": TEAMS.get(batch)}
        found |= {"severity": labels.get("severity"), "team": labels.get("team")}
    wrong = [key for key in expected if found[key] != expected[key]]
    faults += [f"{batch}: {key} is {found[key]}, not {expected[key]}" for key in wrong]
    if batch in (None, name) and not re.search(FIGURES.get(name, ""), annotations.get("description", "")):
        faults.append(f"no '{FIGURES[name]}' in: {annotations.get('description')}")
    return faults
