"""The files are what Grafana's own types know: each goes through them and comes out as it went in."""

import json
import unittest

from grafana import shipped
from grafana_foundation_sdk.cog import plugins, runtime
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import alerting, dashboard, prometheus

plugins.register_default_plugins()

UNKNOWN_OF_RULES = {
    "keepFiringFor": "newer than these types; an older Grafana ignores it",
    "data.model.intervalMs": "Grafana's own export writes it, the type of a query leaves it out",
    "data.model.maxDataPoints": "likewise",
    "data.model.conditions.type": "likewise, of a condition",
    "data.model.conditions.operator": "likewise, of a condition",
    "data.model.conditions.query": "likewise, of a condition",
    "data.model.conditions.reducer": "likewise, of a condition",
}

UNKNOWN_OF_MUTE_TIMES = {
    "time_intervals.times.start_time": "the type says `from`, but Grafana reads Alertmanager's names",
    "time_intervals.times.end_time": "the type says `to`, but Grafana reads Alertmanager's names",
}


def through(kind, value):
    """A value after a way through a type."""
    return json.loads(json.dumps(kind.from_json(json.loads(json.dumps(value))), cls=JSONEncoder))


def lost(before, after, path=""):
    """What a type does not know, as paths of keys, and what it changed or added."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in before.keys() | after.keys():
            below = f"{path}.{key}" if path else key
            if key not in after:
                yield below
            elif key not in before:
                yield f"{below} (added)"
            else:
                yield from lost(before[key], after[key], below)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for one, other in zip(before, after):
            yield from lost(one, other, path)
    elif before != after:
        yield f"{path} (changed)"


def without(mapping, *keys):
    """A mapping without some keys: those that a file has and the type, which is of the API, hasn't."""
    return {key: value for key, value in mapping.items() if key not in keys}


class Types(unittest.TestCase):
    """Nothing is left over but what is listed above, and that really is."""

    def check(self, kind, value, unknown=()):
        """Sends a value through a type."""
        self.assertEqual(set(lost(value, through(kind, value))), set(unknown))

    def test_dashboards(self):
        """Whole dashboards, with every panel's options."""
        for path in shipped.DASHBOARDS:
            with self.subTest(dashboard=path.name):
                whole = shipped.load(path)
                # The type of an annotation is that of Grafana's own; what Prometheus's data source adds is a query.
                whole["annotations"]["list"] = [without(each, "target", "titleFormat")
                                                for each in whole["annotations"]["list"]]
                self.check(dashboard.Dashboard, whole)

    def test_annotations(self):
        """What Prometheus's data source reads in them: a query, the same for an older Grafana and a newer one."""
        for path in shipped.DASHBOARDS:
            for each in shipped.load(path)["annotations"]["list"]:
                self.check(prometheus.Dataquery, each["target"])
                self.assertEqual(each["target"]["expr"], each["expr"])
                self.assertIn("{{batch}}", each["titleFormat"])

    def test_panels_have_types_that_are_known(self):
        """Options of an unknown type would only be passed on, and not be checked."""
        for path in shipped.DASHBOARDS:
            for panel in shipped.panels(shipped.load(path)):
                self.assertIsNotNone(runtime.panelcfg_config(panel["type"]), panel["type"])

    def test_rules(self):
        """The rules of the generated file."""
        found = set()
        for group in shipped.load_yaml(shipped.RULES)["groups"]:
            self.assertEqual(set(group), {"orgId", "name", "folder", "interval", "rules"})
            for rule in group["rules"]:
                # A file names the group and the folder once, the type each time.
                whole = rule | {"folderUID": "batchwatch", "orgID": 1, "ruleGroup": group["name"]}
                found |= set(lost(whole, through(alerting.Rule, whole)))
        self.assertEqual(found, set(UNKNOWN_OF_RULES))

    def test_contact_points(self):
        """Each receiver of a contact point of a file is a contact point of the API."""
        for point in shipped.alerting("contact-points")["contactPoints"]:
            self.assertEqual(set(point), {"orgId", "name", "receivers"})
            for receiver in point["receivers"]:
                self.check(alerting.ContactPoint, receiver | {"name": point["name"]})

    def test_policy(self):
        """The tree of policies."""
        for policy in shipped.alerting("policy")["policies"]:
            self.check(alerting.NotificationPolicy, without(policy, "orgId"))

    def test_mute_times(self):
        """The time that is always muted."""
        for mute in shipped.alerting("policy")["muteTimes"]:
            self.check(alerting.MuteTiming, without(mute, "orgId"), UNKNOWN_OF_MUTE_TIMES)

    def test_templates(self):
        """The templates of messages."""
        for template in shipped.alerting("templates")["templates"]:
            self.check(alerting.NotificationTemplate, without(template, "orgId"))
