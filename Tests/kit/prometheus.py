"""A real Prometheus: with a configuration of its own, or with the shipped one and its rules."""

import json
import re
import urllib.error

from kit import programs
from kit.service import Service


class QueryError(Exception):
    """Prometheus did not take a query."""


class Server(Service):
    """With a configuration as text, or as what JSON makes of it. Its files are where it runs, unless it is told where
    they and the data are."""

    def __init__(self, place, configuration, *options, directory=None, data=None):
        directory = directory or place.directory
        path = directory / "prometheus.yml"
        text = configuration if isinstance(configuration, str) else json.dumps(configuration)
        path.write_text(text, encoding="utf-8")
        super().__init__(place, programs.PROMETHEUS, f"--config.file={path}",
                         f"--storage.tsdb.path={data or directory / 'data'}", *options)
        self.wait_until_ready()

    def ask(self, path, **parameters):
        """The data of an answer of API v1. Raises QueryError where a query isn't taken."""
        try:
            return json.loads(self.get(f"/api/v1/{path}", **parameters))["data"]
        except urllib.error.HTTPError as error:
            raise QueryError(json.load(error).get("error", str(error))) from error

    def rules(self):
        """The rules as Prometheus has read them, by name."""
        return {rule["name"]: rule for group in self.ask("rules")["groups"] for rule in group["rules"]}

    def alerts(self):
        """What fires or is pending now."""
        return self.ask("alerts")["alerts"]

    def instant(self, expression, moment):
        """The series of an expression at a moment, as (labels, value)."""
        data = self.ask("query", query=expression, time=moment)
        if data["resultType"] == "scalar":
            return [({}, float(data["result"][1]))]
        return [(series["metric"], float(series["value"][1])) for series in data["result"]]

    def range(self, expression, start, end, step):
        """The series of an expression over a span, as (labels, [(time, value)])."""
        data = self.ask("query_range", query=expression, start=start, end=end, step=step)
        return [(series["metric"], [(int(moment), float(value)) for moment, value in series["values"]])
                for series in data["result"]]

    def series(self, selector, start, end):
        """The label sets of a selector in a span."""
        return self.ask("series", **{"match[]": selector}, start=start, end=end)


def scaled_rules(text):
    """The shipped rules, with minutes that pass as seconds where an alert waits. Limits are as they are."""
    text, count = re.subn(r"^( *(?:keep_firing_)?for: \d+)m$", r"\1s", text, flags=re.MULTILINE)
    assert count, "no rule waits"
    return text.replace("    interval: 15s\n", "    interval: 1s\n")


def scaled_configuration(text, targets, alertmanager_port, is_quick=True):
    """The shipped configuration, with other targets (ports of the loopback interface, or addresses), every second if it
    is quick. Each pattern must be found."""
    addresses = [target if isinstance(target, str) else f"127.0.0.1:{target}" for target in targets]
    for pattern, replacement in [
        *([(r"(scrape|evaluation)_interval: .*", r"\1_interval: 1s")] if is_quick else []),
        (r"'localhost:9093'", f"'127.0.0.1:{alertmanager_port}'"),
        (r"(?<=targets: )\['web1.*\]", str(addresses)),
    ]:
        text, count = re.subn(pattern, replacement, text)
        assert count, f"prometheus.yml has no {pattern}"
    return text


class Prometheus(Server):
    """Scrapes the exporters of some ports, or addresses, and tells one Alertmanager, whatever has a `port`, all by the
    shipped files."""

    def __init__(self, world, targets, alertmanager, *options, is_quick=True):
        self._is_quick = is_quick
        self.directory = world.directory / "prometheus"
        self.directory.mkdir()
        for rules in (programs.RULES, programs.FLEET_RULES):
            self.write(rules.name, self.rules_of)
        shipped = (programs.ALERTING / "prometheus/prometheus.yml").read_text(encoding="utf-8")
        super().__init__(
            world, self.configuration(shipped, targets, alertmanager.port),
            "--web.external-url=http://prometheus.example.com:9090", "--web.route-prefix=/", *options,
            directory=self.directory)

    def rules_of(self, text):
        """The shipped rules, as this one has them."""
        return scaled_rules(text) if self._is_quick else text

    def configuration(self, text, targets, alertmanager_port):
        """The shipped configuration, as this one has it."""
        return scaled_configuration(text, targets, alertmanager_port, self._is_quick)

    def write(self, name, change):
        """Writes a shipped file, changed, to where Prometheus reads it."""
        shipped = programs.ALERTING / "prometheus" / name
        (self.directory / name).write_text(change(shipped.read_text(encoding="utf-8")), encoding="utf-8")
