"""Five hosts, each with a tracker, a monitor and a node_exporter of its own, and one Prometheus and Alertmanager with the
shipped rules and routes."""

import re

from fleet import network
from kit import prometheus
from kit.alertmanager import Alertmanager
from kit.exporter import NodeExporter
from kit.prometheus import Prometheus
from kit.receivers import Inbox, MailServer
from kit.waits import wait_until
from kit.world import World

COUNT = 5
STAGES = ("scrape", "enrich", "dedupe", "score", "email")
"""One for each host, in their order."""
LIMIT = 14
"""Seconds without an export after which a host counts as silent: 300 in earnest."""
RESEND_DELAY = 2
HEARTBEAT_MAX_AGE = 10
FROM_HOSTS = "mail oncall"
"""Where the hosts' own mails arrive."""
WAITS = ("4s", "5s")
"""How long Alertmanager's first message of a group waits, and each further one."""


def rules(text):
    """The shipped rules with minutes that pass as seconds, and a host that is silent sooner. What waits for five minutes
    waits for as long as a link must be broken, as in earnest."""
    text = re.sub(r"\b300\b", str(LIMIT), prometheus.scaled_rules(text))
    return re.sub(r"^( *for): 5s$", rf"\1: {HEARTBEAT_MAX_AGE}s", text, flags=re.MULTILINE)


class Exporter(NodeExporter):
    """On port 9100 of its host."""

    listen = "0.0.0.0:9100"

    def __init__(self, world, number):
        self.launcher = network.inside(number)
        super().__init__(world)


class Reachable:
    """On all addresses, so that the hosts reach it."""

    listen = "0.0.0.0:0"


class FleetAlertmanager(Reachable, Alertmanager):
    """That of all hosts."""


class FleetPrometheus(Reachable, Prometheus):
    """That of all hosts."""


class Host:
    """One host: number 1 is the first."""

    def __init__(self, fleet, number):
        self.number = number
        self.instance = f"{network.address(number)}:9100"
        self.stage = STAGES[number - 1]
        self.world = World(fleet.world)
        self.world.prefix = network.inside(number)
        self.exporter = Exporter(self.world, number)
        self._fleet = fleet
        self._batches = []

    def add_batch(self, name, **settings):
        """Configures a batch, of which this host has one stage."""
        lines = [f"  - name: {name}", f"    hosts: {COUNT}", f"    stages: [{self.stage}]",
                 "    severity: critical", "    team: data-engineering"]
        self._batches += lines + [f"    {key}: {value}" for key, value in settings.items()]
        servers = {"alertmanager": self._fleet.alertmanager, "prometheus": self._fleet.prometheus}
        path = [f"  {name}: http://{network.HERE}:{server.port}" for name, server in servers.items()]
        self.world.configure("\n".join([
            "timezone: UTC", "currency: EUR", "batches:", *self._batches, "alert_path:", *path,
            "  node_exporter: http://127.0.0.1:9100", f"  heartbeat_max_age: {HEARTBEAT_MAX_AGE}s",
            f"  resend_delay: {RESEND_DELAY}s", "mail:", "  to: [oncall@example.com]",
            "  from: batchwatch@example.com", f"  smtp: smtp://{network.HERE}:{self._fleet.mail.port}",
            "  starttls: never"]))

    def monitor_starts(self):
        """As its service runs it, but with a pass each second."""
        self.world.start_batchwatch("monitor", "--interval", "1s", prefix=self.world.prefix)

    def batchwatch(self, *arguments):
        """Runs a command, which must succeed."""
        return self.world.batchwatch(*arguments)

    def runs_part(self, batch, cost=0, leads=0, end=True):
        """Its part of the batch: its one stage."""
        self.batchwatch("start", batch)
        if cost:
            self.batchwatch("cost", batch, str(cost))
        if leads:
            self.batchwatch("leads", batch, str(leads))
        if end:
            self.batchwatch("stage", batch, self.stage)
            self.batchwatch("end", batch)


class Fleet:
    """All of it, ended by `close`."""

    def __init__(self):
        self.world = World()
        try:
            network.build(COUNT)
            self.inbox = Inbox()
            self.mail = MailServer(self.world, self.inbox, "0.0.0.0")
            self.hosts = [Host(self, number) for number in range(1, COUNT + 1)]
            self.alertmanager = FleetAlertmanager(self.world, self.inbox, MailServer(self.world, self.inbox), WAITS)
            self.prometheus = FleetPrometheus(
                self.world, [host.instance for host in self.hosts], self.alertmanager,
                f"--rules.alert.resend-delay={RESEND_DELAY}s")
            for name in ("batchwatch.rules.yml", "batchwatch-fleet.rules.yml"):
                self.prometheus.write(name, rules)
            self.prometheus.reload()
        except BaseException:
            self.close()
            raise

    def close(self):
        """Ends everything and removes its directory."""
        self.world.close()

    def add_batch(self, name, **settings):
        """Configures a batch that is spread over all hosts, each with its own stage."""
        for host in self.hosts:
            host.add_batch(name, **settings)

    def monitors_start(self):
        """On all hosts."""
        for host in self.hosts:
            host.monitor_starts()

    # What is seen of it

    def query(self, expression, server=None):
        """What Prometheus says now: the value by the labels, without the metric's name."""
        found = (server or self.prometheus).ask("query", query=expression)["result"]
        return {tuple(sorted((key, text) for key, text in each["metric"].items() if key != "__name__")):
                float(each["value"][1]) for each in found}

    def value(self, expression, server=None):
        """What Prometheus says of one series; None where there is none."""
        found = list(self.query(expression, server).values())
        assert len(found) <= 1, f"{expression}: {found}"
        return found[0] if found else None

    def wait_for(self, expression, wanted, patience=30, server=None):
        """Until one series has this value."""
        wait_until(lambda: self.value(expression, server), expression, patience, lambda value: value == wanted)

    def told(self, since=0):
        """The mails of Alertmanager, each as (status, alerts, text). One that tells of ends may name alerts that were
        muted while they held, and the links of a broken path are an alert each."""
        mails = {}
        for told in list(self.inbox.told)[since:]:
            if told.channel.startswith("mail") and told.channel != FROM_HOSTS:
                mails.setdefault((told.at, told.channel), []).append(told)
        return [(mail[0].status, " ".join(sorted({told.alert for told in mail})), "".join(told.text for told in mail))
                for mail in mails.values()]

    def mailed_by_hosts(self):
        """The mails that hosts sent themselves."""
        return [message for channel, message in list(self.inbox.messages) if channel == FROM_HOSTS]

    def wait_for_told(self, since, status, alert, patience=40):
        """Until somebody was told of it."""
        wait_until(lambda: [each[:2] for each in self.told(since)], f"{alert} {status}", patience,
                   lambda found: (status, alert) in found)
