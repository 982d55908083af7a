"""What the shipped rules would have made of the nights: promtool evaluates no alerting rule in the past, and recording
rules only one layer deep. So each rule's expression is asked of Prometheus over the whole story."""

import re
from collections import defaultdict

import yaml

from kit.world import Place
from nights import fill, openmetrics, store

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def load(*paths):
    """The rules of the files in their order."""
    documents = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths]
    return [rule for document in documents for group in document["groups"] for rule in group["rules"]]


def add(data, directory, span, rules):
    """Adds what the rules record and raise to a data directory. A rule that reads what another one records comes in
    a later pass, so that it finds the blocks of that one. What a rule remembers of itself is left out."""
    waiting = list(rules)
    while waiting:
        records = {rule["record"] for rule in waiting if "record" in rule}
        ready = [rule for rule in waiting if not _mentions(rule["expr"], records - {rule.get("record")})]
        if not ready:
            raise AssertionError(f"these rules wait for each other: {sorted(records)}")
        recorder = Evaluated()
        with Place(directory) as place, store.serve(place, data) as prometheus:
            for rule in ready:
                found = prometheus.range(rule["expr"], span.start, span.end, fill.STEP)
                if "record" in rule:
                    recorder.record(rule, found)
                else:
                    recorder.alert(rule, found)
        store.add_blocks(data, [recorder])
        waiting = [rule for rule in waiting if rule not in ready]


def _mentions(expression, names):
    return any(re.search(rf"(?<![\w:]){re.escape(name)}(?![\w:])", expression) for name in names)


def seconds(duration):
    """The seconds of a duration as Prometheus writes it, such as 1h30m."""
    return sum(int(number) * _UNITS[unit] for number, unit in re.findall(r"(\d+)([smhd])", str(duration or "0s")))


class Evaluated:
    """The samples that rules make."""

    def __init__(self):
        self.blocks = defaultdict(list)

    def _add(self, name, labels, moment, value):
        inside = ",".join(f'{key}="{_escaped(text)}"' for key, text in sorted(labels.items()))
        self.blocks[moment // openmetrics.SPAN].append(f"{name}{{{inside}}} {value!r} {moment}")

    def record(self, rule, found):
        """The series of a recording rule."""
        for labels, values in found:
            labels = {key: text for key, text in labels.items() if key != "__name__"} | rule.get("labels", {})
            for moment, value in values:
                self._add(rule["record"], labels, moment, value)

    def alert(self, rule, found):
        """The series ALERTS of an alerting rule: pending until `for` has passed, firing while it holds and for
        `keep_firing_for` after that."""
        wait, keep = seconds(rule.get("for")), seconds(rule.get("keep_firing_for"))
        for labels, values in found:
            labels = {key: text for key, text in labels.items() if key != "__name__"}
            labels |= {key: _rendered(text, labels) for key, text in rule.get("labels", {}).items()}
            labels["alertname"] = rule["alert"]
            since = last = None
            for moment, _ in values:
                if since is None or moment - last > max(keep, fill.STEP):
                    since = moment
                last = moment
                state = "firing" if moment - since >= wait else "pending"
                self._add("ALERTS", labels | {"alertstate": state}, moment, 1)


def _rendered(text, labels):
    """A rule's label. The one template that the shipped rules have here takes the severity down a step."""
    if "{{" not in text:
        return text
    if 'if eq $labels.severity "critical" }}warning{{ else }}{{ $labels.severity }}' not in text:
        raise AssertionError(f"no rule had such a label when this was written: {text}")
    return "warning" if labels.get("severity") == "critical" else labels.get("severity", "")


def _escaped(text):
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
