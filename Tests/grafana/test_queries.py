"""Every query of every file is asked of a real Prometheus that the real command filled."""

import re
import unittest

from grafana import due, shipped
from nights import fill, served, story

class Queries(unittest.TestCase):
    """No query is refused, and each has data where data is due."""

    end = story.span(len(story.FATES)).end

    def check(self, query):
        """Asks one query, for all batches and hosts."""
        series = shipped.ask(served.prometheus(), query, self.end)
        place = (query.dashboard, query.panel, query.ref)
        if place in due.NO_DATA:
            self.assertEqual(series, [], f"{place} has data; {due.NO_DATA[place]}?")
        else:
            self.assertTrue(series, f"no data: {shipped.filled(query.expression)}")

    def check_legend(self, query, series):
        """The labels that the legend names are there."""
        for label in re.findall(r"{{(\w+)}}", query.target.get("legendFormat", "")):
            for labels, _ in series:
                self.assertIn(label, labels, f"the legend of {query.panel} names it")


def _panel_test(dashboard, panel):
    def test(self):
        for query in shipped.panel_queries(dashboard, panel):
            with self.subTest(ref=query.ref):
                self.check(query)
                self.check_legend(query, shipped.ask(served.prometheus(), query, self.end))
    return test


def _table_test(panel, dashboard):
    """Grafana joins the rows of a table by the labels that all of them have, and only where no other differs: one
    series without a host, or with a metric's name, tears the rows apart."""
    def test(self):
        wanted = None
        for query in shipped.panel_queries(dashboard, panel):
            for labels, _ in shipped.ask(served.prometheus(), query, self.end):
                wanted = wanted or set(labels)
                self.assertLessEqual(wanted, set(labels), f"{panel['title']} {query.ref}")
                self.assertNotIn("__name__", labels, f"{panel['title']} {query.ref}")
    return test


def _buckets_test(panel):
    """Grafana takes buckets apart by what the legend calls them, so that must be the bound alone."""
    def test(self):
        for target in panel["targets"]:
            self.assertEqual(target.get("legendFormat"), "{{le}}")
    return test


def _single_batch_test(dashboard):
    def test(self):
        for batch in ("leads-nightly", "invoices", "backfill", "no-such-batch"):
            for panel in shipped.panels(dashboard):
                for query in shipped.panel_queries(dashboard, panel):
                    shipped.ask(served.prometheus(), query, self.end, batch=batch)
    return test


def _annotation_test(dashboard):
    def test(self):
        for query in shipped.annotation_queries(dashboard):
            with self.subTest(annotation=query.panel):
                self.check(query)
    return test


def _variable_test(dashboard):
    def test(self):
        span = story.span(len(story.FATES))
        for variable in dashboard["templating"]["list"]:
            if variable["type"] != "query":
                continue
            with self.subTest(variable=variable["name"]):
                selector, label = re.fullmatch(r"label_values\((.*), (\w+)\)", variable["query"]).groups()
                series = served.prometheus().series(shipped.filled(selector), span.start, span.end)
                self.assertGreater(len({each[label] for each in series}), 1)
    return test


def _name(text):
    return re.sub(r"\W+", "_", text).strip("_").lower()


for _path in shipped.DASHBOARDS:
    _dashboard = shipped.load(_path)
    _prefix = f"test_{_name(_dashboard['uid'].removeprefix('batchwatch-'))}"
    setattr(Queries, f"{_prefix}_variables", _variable_test(_dashboard))
    if _dashboard["annotations"]["list"]:
        setattr(Queries, f"{_prefix}_annotations", _annotation_test(_dashboard))
    setattr(Queries, f"{_prefix}_of_one_batch", _single_batch_test(_dashboard))
    for _panel in shipped.panels(_dashboard):
        setattr(Queries, f"{_prefix}_panel_{_panel['id']}_{_name(_panel['title'])}", _panel_test(_dashboard, _panel))
        if any(_target.get("format") == "heatmap" for _target in _panel["targets"]):
            setattr(Queries, f"{_prefix}_buckets_{_panel['id']}", _buckets_test(_panel))
        if _panel["type"] == "table" and len(_panel["targets"]) > 1:
            setattr(Queries, f"{_prefix}_rows_{_panel['id']}", _table_test(_panel, _dashboard))


class Rules(unittest.TestCase):
    """The rules that Grafana evaluates itself."""

    def test_every_rule_has_an_answer(self):
        """A rule that never fires in these nights would be one that nobody tried."""
        span = story.span(len(story.FATES))
        for group in shipped.load_yaml(shipped.RULES)["groups"]:
            for rule in group["rules"]:
                for data in rule["data"]:
                    if data["datasourceUid"] == "__expr__":
                        continue
                    with self.subTest(rule=rule["title"]):
                        series = served.prometheus().range(data["model"]["expr"], span.start, span.end, fill.STEP)
                        self.assertEqual(not series, rule["title"] in due.SILENT_RULES)
