"""Real Prometheus and Alertmanager around some hosts, and what people are told."""

import re

from behave import given, then, when

from kit.alertmanager import Alertmanager
from kit.exporter import NodeExporter
from kit.prometheus import Prometheus
from kit.waits import wait_until
from kit.world import World


@given("the hosts {names}")
def make_hosts(context, names):
    context.home.directory.chmod(0o711)
    context.hosts = {name: World(context.home) for name in re.split(r", | and ", names)}


@given("on the host {name}")
@when("on the host {name}")
def enter_host(context, name):
    """The steps that follow are about this host."""
    context.world = context.hosts[name]


@when("Prometheus and Alertmanager watch them with the shipped rules and routes")
def start_stack(context):
    for host in context.hosts.values():
        host.exporter = NodeExporter(host)
        host.instance = f"127.0.0.1:{host.exporter.port}"
    context.alertmanager = Alertmanager(context.home)
    ports = [host.exporter.port for host in context.hosts.values()]
    context.prometheus = Prometheus(context.home, ports, context.alertmanager)


@given("Alertmanager with the shipped routes")
def start_alertmanager(context):
    context.alertmanager = Alertmanager(context.home)


def wait_for(find_missing, what):
    """Waits until a function finds nothing missing any more."""
    wait_until(find_missing, what, is_so=lambda missing: not missing, pause=0.1)


def labels(context, row):
    """What tells a row's alert from others: the host's instance, or the batch."""
    if row["of"] in context.hosts:
        return {"alertname": row["alert"], "instance": context.hosts[row["of"]].instance}
    return {"alertname": row["alert"], "batch": row["of"]}


def with_labels(alerts, wanted):
    return [alert for alert in alerts if wanted.items() <= alert["labels"].items()]


def channels(row):
    """A receiver is a team's for a severity, and what it is told by belongs to the team."""
    team = row["receiver"].rpartition("-")[0]
    return {f"{way} {team}" for way in row["told by"].split(", ")}


def told(context, status, row):
    """By what ways people were told of a row's alert."""
    *_, name = labels(context, row).values()
    return {
        told.channel
        for told in context.alertmanager.inbox.told
        if (told.status, told.alert) == (status, row["alert"]) and re.search(rf"{re.escape(name)}\b(?!-)", told.text)
    }


@then("these alerts fire, and people are told")
def check_firing(context):
    """In Prometheus, in Alertmanager, and by every way of the receiver."""

    def missing():
        fire = [alert for alert in context.prometheus.alerts() if alert["state"] == "firing"]
        active = context.alertmanager.ask("alerts?active=true&silenced=false&inhibited=false")
        for row in context.table:
            wanted = labels(context, row) | {name: row[name] for name in ("severity", "team") if row[name]}
            if len(with_labels(fire, wanted)) != 1:
                yield f"Prometheus has no {wanted}"
            found = [[receiver["name"] for receiver in alert["receivers"]] for alert in with_labels(active, wanted)]
            if found != [[row["receiver"]]]:
                yield f"Alertmanager has {wanted} for {found}"
            elif told(context, "firing", row) < channels(row):
                yield f"{wanted} was told by {told(context, 'firing', row)}"

    wait_for(lambda: list(missing()), "not told")
    context.fired = list(context.table)


@then("nobody else is told")
def check_only(context):
    """By no other way, and of no other alert."""
    wrong = [
        f"{row['alert']} of {row['of']}: {told(context, 'firing', row)}"
        for row in context.fired
        if told(context, "firing", row) != channels(row)
    ]
    assert not wrong, "\n".join(wrong)
    unknown = {told.alert for told in context.alertmanager.inbox.told} - {row["alert"] for row in context.fired}
    assert not unknown, unknown


@then("these alerts fire, and another one mutes them")
def check_muted(context):
    def missing():
        suppressed = context.alertmanager.ask("alerts?active=false&silenced=false&inhibited=true")
        for row in context.table:
            if not any(alert["status"]["inhibitedBy"] for alert in with_labels(suppressed, labels(context, row))):
                yield f"not muted: {labels(context, row)}"

    wait_for(lambda: list(missing()), "not muted")
    wrong = [row for row in context.table if told(context, "firing", row)]
    assert not wrong, wrong


@then("every host's heartbeat is in Alertmanager, with the time of its export, for nobody")
def check_heartbeats(context):
    for host in context.hosts.values():
        (alert,) = with_labels(
            context.alertmanager.ask("alerts"), {"alertname": "BatchwatchHeartbeat", "instance": host.instance}
        )
        (exported,) = host.exporter.scrape().named("batchwatch_export_timestamp_seconds").values()
        assert alert["annotations"]["timestamp"] == f"{exported:.3f}", alert
        assert [receiver["name"] for receiver in alert["receivers"]] == ["batchwatch-heartbeat"], alert
        assert not alert["status"]["inhibitedBy"], alert


@then("people are told that all of it is resolved")
def check_resolved(context):
    """By the same ways, and nothing fires any more but the heartbeats."""

    def missing():
        for row in context.fired:
            if told(context, "resolved", row) != channels(row):
                yield f"{row['alert']} of {row['of']} is resolved for {told(context, 'resolved', row)}"
        for alert in context.prometheus.alerts():
            if alert["labels"]["alertname"] != "BatchwatchHeartbeat":
                yield alert

    wait_for(lambda: list(missing()), "not resolved")
