"""A real Prometheus with the shipped configuration and rules."""

import json
import re
import urllib.parse
import urllib.request

from support import programs
from support.service import Service


def rules(text):
    """The shipped rules, with minutes that pass as seconds where an alert waits. Limits are as they are."""
    text, count = re.subn(r"^( *(?:keep_firing_)?for: \d+)m$", r"\1s", text, flags=re.MULTILINE)
    assert count, "no rule waits"
    return text.replace("    interval: 15s\n", "    interval: 1s\n")


def configuration(text, targets, alertmanager_port, is_quick=True):
    """The shipped configuration, with the scenario's targets (ports of the loopback interface, or addresses), every
    second if it is quick. Each pattern must be found."""
    addresses = [target if isinstance(target, str) else f"127.0.0.1:{target}" for target in targets]
    for pattern, replacement in [
        *([(r"(scrape|evaluation)_interval: .*", r"\1_interval: 1s")] if is_quick else []),
        (r"'localhost:9093'", f"'127.0.0.1:{alertmanager_port}'"),
        (r"(?<=targets: )\['web1.*\]", str(addresses)),
    ]:
        text, count = re.subn(pattern, replacement, text)
        assert count, f"prometheus.yml has no {pattern}"
    return text


class Prometheus(Service):
    """Scrapes the exporters of some ports, or addresses, and tells one Alertmanager, whatever has a `port`."""

    def __init__(self, world, targets, alertmanager, *options, is_quick=True):
        self._is_quick = is_quick
        self.directory = world.directory / "prometheus"
        self.directory.mkdir()
        self.write("batchwatch.rules.yml", self.rules)
        self.write("batchwatch-fleet.rules.yml", self.rules)
        self.write("prometheus.yml", lambda text: self.configuration(text, targets, alertmanager.port))
        super().__init__(
            world,
            programs.PROMETHEUS,
            f"--config.file={self.directory / 'prometheus.yml'}",
            f"--storage.tsdb.path={self.directory / 'data'}",
            "--web.external-url=http://prometheus.example.com:9090",
            "--web.route-prefix=/",
            *options,
        )
        self.wait_until_ready()

    def rules(self, text):
        """The shipped rules, as this one has them."""
        return rules(text) if self._is_quick else text

    def configuration(self, text, targets, alertmanager_port):
        """The shipped configuration, as this one has it."""
        return configuration(text, targets, alertmanager_port, self._is_quick)

    def write(self, name, change):
        """Writes a shipped file, changed, to where Prometheus reads it."""
        shipped = programs.ALERTING / "prometheus" / name
        (self.directory / name).write_text(change(shipped.read_text(encoding="utf-8")), encoding="utf-8")

    def ask(self, path, **parameters):
        """The data of an answer of API v1."""
        query = urllib.parse.urlencode(parameters)
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v1/{path}?{query}", timeout=10) as answer:
            return json.load(answer)["data"]
