"""The nights are what the other tests take them for: each fate happened, and was noticed."""

import unittest

from grafana import due, shipped
from kit import programs
from nights import fill, rules, served, story


class Nights(unittest.TestCase):
    """What Prometheus says of the whole story."""

    span = story.span(len(story.FATES))

    def setUp(self):
        self.prometheus = served.prometheus()

    def test_every_outcome_happened(self):
        """As the tracker counted them."""
        counted = {labels["outcome"]: value for labels, value in self.prometheus.instant(
            'batch_runs_total{batch="leads-nightly"}', self.span.end)}
        # Two nights have a failed run: the failed one, and the second run of the overlapping one.
        self.assertEqual(counted, {"succeeded": 7, "failed": 2, "incomplete": 1, "lost": 1})

    def test_every_state_was_recorded(self):
        """Each has a word and a colour on the dashboards."""
        codes = {value for _, points in self.prometheus.range(
            "instance_batch:batch_state:code", self.span.start, self.span.end, fill.STEP) for _, value in points}
        self.assertEqual(codes, set(range(8)))

    def test_every_alert_fired(self):
        """But those that have a reason not to."""
        fired = {labels["alertname"] for labels, _ in self.prometheus.range(
            'ALERTS{alertstate="firing"}', self.span.start, self.span.end, fill.STEP)}
        shipped_alerts = {rule["alert"] for rule in rules.load(programs.RULES) if "alert" in rule}
        self.assertEqual(fired, shipped_alerts - set(due.SILENT_RULES))

    def test_grafana_has_the_same_alerts(self):
        """The generated file of one is not behind that of the other."""
        titles = {rule["title"] for group in shipped.load_yaml(shipped.RULES)["groups"] for rule in group["rules"]}
        self.assertEqual(titles, {rule["alert"] for rule in rules.load(programs.RULES) if "alert" in rule})
