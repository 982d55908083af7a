"""What a reader of a dashboard relies on: every panel says what it shows, none hides another, none knows a server."""

import json
import re
import subprocess
import sys
import unittest

from grafana import shipped
from kit import programs

SOURCE = {"type": "prometheus", "uid": "${datasource}"}
WIDTH = 24


def everywhere(value, key):
    """All values of a key, however deep."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == key:
                yield inner
            yield from everywhere(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from everywhere(inner, key)


class Layout(unittest.TestCase):
    """Each test looks at all dashboards."""

    def setUp(self):
        self.dashboards = [shipped.load(path) for path in shipped.DASHBOARDS]
        self.assertEqual({each["uid"] for each in self.dashboards},
                         {"batchwatch-batches", "batchwatch-batch", "batchwatch-alert-path"})

    def panels(self):
        """Every panel, with the dashboard that it is on."""
        for dashboard in self.dashboards:
            for panel in shipped.panels(dashboard):
                yield dashboard, panel

    def test_files_are_as_generated(self):
        """A change by hand would be lost."""
        done = subprocess.run([sys.executable, "-B", shipped.GRAFANA / "generator/generate.py", "--check"],
                              capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)

    def test_ids_are_unique(self):
        """Links and annotations name a panel by its id."""
        for dashboard in self.dashboards:
            ids = [panel["id"] for panel in dashboard["panels"]]
            self.assertEqual(len(ids), len(set(ids)), dashboard["uid"])
            self.assertNotIn(0, ids)

    def test_titles_are_unique(self):
        """People name a panel by its title."""
        for dashboard in self.dashboards:
            titles = [panel["title"] for panel in shipped.panels(dashboard)]
            self.assertEqual(len(titles), len(set(titles)), dashboard["uid"])

    def test_panels_do_not_overlap(self):
        """Nor do they leave the grid, or leave holes in it."""
        for dashboard in self.dashboards:
            taken = {}
            for panel in dashboard["panels"]:
                place = panel["gridPos"]
                self.assertLessEqual(place["x"] + place["w"], WIDTH, panel["title"])
                for x in range(place["x"], place["x"] + place["w"]):
                    for y in range(place["y"], place["y"] + place["h"]):
                        self.assertNotIn((x, y), taken, f"{panel['title']} lies on {taken.get((x, y))}")
                        taken[x, y] = panel["title"]
            height = max(y for _, y in taken) + 1
            self.assertEqual(len(taken), WIDTH * height, f"{dashboard['uid']} has holes")

    def test_panels_are_described(self):
        """With a sentence, and with what it means that there is no data."""
        for _, panel in self.panels():
            with self.subTest(panel=panel["title"]):
                self.assertRegex(panel.get("description", ""), r"^[A-Z].{20,}\.$")
                self.assertIn("noValue", panel["fieldConfig"]["defaults"])

    def test_panels_have_a_unit(self):
        """Also where it is that of a plain number."""
        for _, panel in self.panels():
            self.assertTrue(panel["fieldConfig"]["defaults"].get("unit"), panel["title"])

    def test_no_data_source_is_fixed(self):
        """Every panel, query, variable and annotation asks the source that the reader chose."""
        for dashboard in self.dashboards:
            sources = list(everywhere(dashboard, "datasource"))
            self.assertGreater(len(sources), 10)
            for source in sources:
                self.assertEqual(source, SOURCE, dashboard["uid"])
            for panel in shipped.panels(dashboard):
                self.assertEqual(panel["datasource"], SOURCE)
                for target in panel["targets"]:
                    self.assertEqual(target["datasource"], SOURCE)
            for each in dashboard["annotations"]["list"]:
                self.assertEqual(each["datasource"], SOURCE)

    def test_references_are_unique(self):
        """Each query of a panel has a letter or a word of its own."""
        for _, panel in self.panels():
            refs = [target["refId"] for target in panel["targets"]]
            self.assertEqual(len(refs), len(set(refs)), panel["title"])

    def test_overrides_meet_something(self):
        """An override for a column that is named otherwise is a format that got lost."""
        for _, panel in self.panels():
            if panel["type"] != "table":
                continue
            organize = next(each for each in panel["transformations"] if each["id"] == "organize")["options"]
            names = {organize["renameByName"].get(name, name) for name in organize["indexByName"]}
            for override in panel["fieldConfig"]["overrides"]:
                self.assertIn(override["matcher"]["options"], names, panel["title"])
            for name in organize["indexByName"]:
                if name.startswith("Value #"):
                    self.assertIn(name.removeprefix("Value #"), {each["refId"] for each in panel["targets"]})

    def test_links_lead_somewhere(self):
        """Links between the dashboards name dashboards and variables that exist."""
        known = {each["uid"]: {variable["name"] for variable in each["templating"]["list"]}
                 for each in self.dashboards}
        for dashboard in self.dashboards:
            for url in everywhere(dashboard, "url"):
                inner = re.match(r"/d/([\w-]+)", url)
                if inner:
                    self.assertIn(inner[1], known)
                    for variable in re.findall(r"var-(\w+)=", url):
                        self.assertIn(variable, known[inner[1]])
                for variable in re.findall(r"\$\{(\w+)", url):
                    self.assertTrue(variable.startswith("__") or variable in known[dashboard["uid"]], url)

    def test_time(self):
        """The reader's zone, a refresh, and an id in no database."""
        for dashboard in self.dashboards:
            self.assertEqual((dashboard["timezone"], dashboard["refresh"]), ("browser", "1m"))
            self.assertNotIn("id", dashboard)

    def test_metrics_are_documented(self):
        """Each metric that a query names is in the reference, in the rules, or another program's."""
        documented = set(re.findall(r"`(batch\w+)`", (programs.REPOSITORY / "docs/metrics.md").read_text()))
        documented |= {f"batch_duration_seconds_{part}" for part in ("bucket", "sum", "count")}
        for rules in (programs.RULES, programs.FLEET_RULES):
            documented |= set(re.findall(r"record: (\S+)", rules.read_text()))
        text = json.dumps([target["expr"] for _, panel in self.panels() for target in panel["targets"]])
        named = set(re.findall(r"(?<![\w:#/.*])((?:instance_)?batch(?:watch)?[_:][a-z_:]*)(?![\w:.*])", text))
        self.assertGreater(len(named), 40)
        self.assertEqual(named - documented, set())


class Provisioning(unittest.TestCase):
    """The files name each other rightly."""

    def test_rules_find_their_data_source(self):
        """By the uid of the file beside them."""
        sources = {each["uid"] for each in shipped.load_yaml(
            shipped.PROVISIONING / "datasources/batchwatch.yml")["datasources"]}
        used = set(everywhere(shipped.load_yaml(shipped.RULES), "datasourceUid")) - {"__expr__"}
        self.assertTrue(used)
        self.assertLessEqual(used, sources)

    def test_policy_finds_its_contact_points(self):
        """And its mute times."""
        points = {point["name"] for point in shipped.alerting("contact-points")["contactPoints"]}
        document = shipped.alerting("policy")
        self.assertLessEqual(set(everywhere(document, "receiver")), points)
        times = {each["name"] for each in document["muteTimes"]}
        for used in everywhere(document, "mute_time_intervals"):
            self.assertLessEqual(set(used), times)

    def test_heartbeat_reaches_nobody(self):
        """Its route stands first and is muted."""
        first = shipped.alerting("policy")["policies"][0]["routes"][0]
        self.assertEqual(first["object_matchers"], [["alertname", "=", "BatchwatchHeartbeat"]])
        self.assertTrue(first["mute_time_intervals"])

    def test_templates_need_no_dollar_sign(self):
        """Grafana would take it for an environment variable."""
        text = json.dumps(shipped.alerting("templates"))
        self.assertNotIn("$", text)
        defined = set(re.findall(r'define \\"([\w.]+)\\"', text))
        points = "\n".join([*everywhere(shipped.alerting("contact-points"), "subject"),
                            *everywhere(shipped.alerting("contact-points"), "message")])
        used = set(re.findall(r'template "([\w.]+)"', points))
        self.assertTrue(used)
        self.assertLessEqual(used, defined)
