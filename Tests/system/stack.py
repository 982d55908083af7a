"""node_exporter, Prometheus, Alertmanager and the mail server of a machine, with the rules and routes that we ship.

Everything there takes seconds where in earnest it takes minutes; limits of batches are as they are.
"""

import json
import re
import urllib.parse

import yaml

from kit.programs import REPOSITORY
from kit.waits import wait_until
from system import mails

SECONDS = 2
"""Between two scrapes, two evaluations of the rules, and two times that Prometheus sends the same alert."""
_CHANNELS = ("pagerduty_configs", "slack_configs")
"""What receivers have beside mail. Nobody answers there, in a machine without a network."""


def configure(machine):
    """Configures them, and starts them anew."""
    mails.configure(machine)
    shipped = REPOSITORY / "alertmanager"
    rules = (shipped / "prometheus/batchwatch.rules.yml").read_text(encoding="utf-8")
    rules, count = re.subn(r"^( *(?:keep_firing_)?for: \d+)m$", r"\1s", rules, flags=re.MULTILINE)
    assert count, "no rule waits"
    machine.write("/etc/prometheus/batchwatch.rules.yml", rules)
    machine.write("/etc/prometheus/prometheus.yml", _prometheus(shipped, machine.name))
    machine.write("/etc/default/prometheus", f'ARGS="--rules.alert.resend-delay={SECONDS}s"\n')
    machine.write("/etc/prometheus/alertmanager.yml", _alertmanager(shipped))
    machine.write("/etc/prometheus/templates/batchwatch.tmpl",
                  (shipped / "templates/batchwatch.tmpl").read_text(encoding="utf-8"))
    # It would look for a private address to tell other members, and there is none.
    machine.write("/etc/default/prometheus-alertmanager", 'ARGS="--cluster.listen-address="\n')
    machine.run("systemctl reset-failed 'prometheus*'; systemctl restart prometheus prometheus-alertmanager")


def _prometheus(shipped, host):
    settings = yaml.safe_load((shipped / "prometheus/prometheus.yml").read_text(encoding="utf-8"))
    settings["global"] |= {"scrape_interval": f"{SECONDS}s", "evaluation_interval": f"{SECONDS}s"}
    (job,) = settings["scrape_configs"]
    job["static_configs"] = [{"targets": [f"{host}:9100"]}]
    return yaml.safe_dump(settings)


def _alertmanager(shipped):
    settings = yaml.safe_load((shipped / "alertmanager.yml").read_text(encoding="utf-8"))
    settings["global"] = {"smtp_smarthost": "localhost:25", "smtp_from": "alertmanager@example.com",
                          "smtp_require_tls": False}
    for receiver in settings["receivers"]:
        for channel in _CHANNELS:
            receiver.pop(channel, None)
    _hurry(settings["route"])
    return yaml.safe_dump(settings)


def _hurry(route):
    for key in ("group_wait", "group_interval"):
        if key in route:
            route[key] = f"{SECONDS}s"
    for each in route.get("routes", ()):
        _hurry(each)


# ---- Questions


def metrics(machine):
    """What node_exporter says, name and labels to value."""
    lines = machine.fetch("http://localhost:9100/metrics").splitlines()
    return {name: float(value) for name, _, value in (
        line.rpartition(" ") for line in lines if not line.startswith("#"))}


def wait_for_metrics(machine, expected, patience=30):
    """Waits until these metrics have these values."""
    def are_so():
        found = metrics(machine)
        return all(found.get(name) == value for name, value in expected.items())

    try:
        wait_until(are_so, f"metrics {expected}", patience, pause=0.5)
    except AssertionError as error:
        found = metrics(machine)
        raise AssertionError(f"{error}; found: { {name: found.get(name) for name in expected} }") from error


def query(machine, expression):
    """What Prometheus answers, a list of pairs of labels and value."""
    url = f"http://localhost:9090/api/v1/query?{urllib.parse.urlencode({'query': expression})}"
    found = json.loads(machine.fetch(url))["data"]["result"]
    return [(each["metric"], float(each["value"][1])) for each in found]


def alerts(machine, name):
    """The alerts of a name that Alertmanager has."""
    query_string = urllib.parse.urlencode({"filter": f'alertname="{name}"'})
    return json.loads(machine.fetch(f"http://localhost:9093/api/v2/alerts?{query_string}"))
