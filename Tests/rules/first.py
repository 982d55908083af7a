#!/usr/bin/python3
"""Whether the alert of a batch over all its hosts reaches Alertmanager before a group of its hosts' alerts is told, with
the intervals of each example in docs/fleet.md: it must be there to mute them."""

import re
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
RULES = "batchwatch-fleet.rules.yml"
SEND_DEADLINE = 5
"""Seconds that remote write collects before it sends: its default."""
SPARE = 5
"""Seconds for the ways between the servers."""


def seconds(text):
    """Of a duration with one unit."""
    return int(text[:-1]) * {"s": 1, "m": 60}[text[-1]]


def waits(route):
    """How long the first messages wait, of a route and those below it."""
    if "group_wait" in route:
        yield seconds(route["group_wait"])
    for child in route.get("routes", []):
        yield from waits(child)


def load(path):
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def examples():
    """The files for Prometheus in the page, by their titles."""
    page = (ROOT / "docs/fleet.md").read_text(encoding="utf-8")
    return re.findall(r"^```yaml\n# (prometheus\.yml [^\n]*)\n(.*?)^```$", page, re.M | re.S)


def delay(example):
    """How much later than a site the server of an example may see what was scraped there; 0 if it is the site."""
    jobs = example.get("scrape_configs", [])
    fetching = [job for job in jobs if job.get("metrics_path") == "/federate"]
    if fetching:
        return max(seconds(job.get("scrape_interval", example["global"]["scrape_interval"])) for job in fetching)
    return 0 if jobs else SEND_DEADLINE


evaluation = max(seconds(group["interval"]) for group in load(f"alertmanager/prometheus/{RULES}")["groups"])
wait = min(waits(load("alertmanager/alertmanager.yml")["route"]))
found = [(title, yaml.safe_load(text)) for title, text in examples()]
found = [(title, example) for title, example in found if RULES in example["rule_files"]]
late = [
    f"{title}: {delay(example)} + {evaluation} s for the alert of the whole, and a group waits for {wait} s"
    for title, example in found
    if delay(example) + evaluation + SPARE > wait
]
print("\n".join(late or [] if found else ["docs/fleet.md has no such file"]))
sys.exit(bool(late) or not found)
