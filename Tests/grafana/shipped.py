"""The files that Grafana reads, and the queries in them with their variables filled in."""

import json
from dataclasses import dataclass

import yaml

from kit import programs

GRAFANA = programs.REPOSITORY / "grafana"
DASHBOARDS = sorted((GRAFANA / "dashboards").glob("*.json"))
PROVISIONING = GRAFANA / "provisioning"
RULES = PROVISIONING / "alerting/batchwatch-rules.yml"

SCRAPE = 300
"""Seconds between two samples of the story."""

_UNITS = {"m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True)
class Query:
    """One query, where it stands, and how Grafana asks it."""

    dashboard: str
    panel: str
    ref: str
    expression: str
    instant: bool
    span: int
    interval: int | None = None
    target: dict | None = None


def load(path):
    """A dashboard as JSON says it."""
    return json.loads(path.read_text(encoding="utf-8"))


def load_yaml(path):
    """A provisioning file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def panels(dashboard):
    """The panels that ask something; rows don't."""
    return [panel for panel in dashboard["panels"] if panel["type"] != "row"]


def seconds(text):
    """The seconds of `30d`, or of `now-30d`."""
    text = text.removeprefix("now-")
    return int(text[:-1]) * _UNITS[text[-1]]


def panel_queries(dashboard, panel):
    """A panel's queries."""
    span = seconds(panel.get("timeFrom") or dashboard["time"]["from"])
    return [
        Query(dashboard["uid"], panel["title"], target["refId"], target["expr"], bool(target.get("instant")), span,
              seconds(target["interval"]) if target.get("interval") else None, target)
        for target in panel["targets"]
    ]


def annotation_queries(dashboard):
    """The queries of a dashboard's annotations."""
    span = seconds(dashboard["time"]["from"])
    return [Query(dashboard["uid"], f"annotation {each['name']}", "A", each["expr"], False, span)
            for each in dashboard["annotations"]["list"]]


def filled(expression, batch=".*", instance=".*", rate_interval="20m"):
    """An expression as Grafana sends it: All stands for `.*`."""
    for name, value in (("$instance", instance), ("$batch", batch), ("$__rate_interval", rate_interval)):
        expression = expression.replace(name, value)
    return expression


def step(query, points):
    """The seconds between two points of a range of so many."""
    return max(query.span // points // SCRAPE * SCRAPE, query.interval or SCRAPE)


def ask(prometheus, query, end, points=300, **variables):
    """What Prometheus answers, as (labels, [(time, value)]) with one value where Grafana asks for one."""
    apart = step(query, points)
    # Grafana's rate interval holds four scrapes, or a whole step and a scrape.
    variables.setdefault("rate_interval", f"{max(4 * SCRAPE, apart + SCRAPE)}s")
    expression = filled(query.expression, **variables)
    if query.instant:
        return [(labels, [(end, value)]) for labels, value in prometheus.instant(expression, end)]
    start = (end - query.span) // apart * apart
    # Grafana puts points a day apart at midnight of the reader's clock, here that of the story.
    shift = 5 * 3600 if apart == 86400 else 0
    return prometheus.range(expression, start + shift, end, apart)


def alerting(name):
    """A file of the folder alerting."""
    return load_yaml(PROVISIONING / f"alerting/batchwatch-{name}.yml")
