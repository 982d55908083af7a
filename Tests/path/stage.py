"""A host with batchwatch, and the whole way from it to a person: node_exporter, Prometheus and Alertmanager with the
shipped rules and routes, mail relays, and a proxy in front of each that can break it.

    batchwatch ──────────┬─▶ alertmanager ──┐          ┌─▶ alertmanager_mail ─▶ relay
                         ├─▶ prometheus ───▶│servers│──┤
                         └─▶ node_exporter ─┘          └─▶ chat, pager
    Prometheus ──────────┬─▶ notify ─▶ Alertmanager
                         └─▶ scrape ─▶ node_exporter
    batchwatch ────────────▶ mail, mail_second ─▶ relay
"""

import os
import re

from kit import clocks, proxy
from kit.alertmanager import Alertmanager
from kit.certificates import Certificates
from kit.exporter import NodeExporter
from kit.prometheus import Prometheus
from kit.receivers import Inbox
from kit.relay import Relay
from kit.waits import wait_until
from kit.world import World
from path.monitor import Monitor
from path.pace import IS_EARNEST, PACE

BATCH = "leads"
"""The batch whose alert is told."""
BATCHES = (f"name: {BATCH}", "name: canary")
"""Those of a stage. All are of a severity that Alertmanager mails, and tells nobody by another channel."""
SERVERS = ("alertmanager", "prometheus", "node_exporter")
"""Proxies between batchwatch and the servers; they are named as in alert_path."""
MAIL = ("mail", "mail_second")
"""Proxies between batchwatch and its relays."""


class Stage:
    """Everything of one cell, ended by `close`.

    `encrypted` names the proxies that speak TLS. Without `has_stack` there are only batchwatch and its relay, and no
    alert_path. With `has_clock` the host's clock can be set. Of the `relays` batchwatch tries the first one first."""

    def __init__(self, encrypted=(), has_stack=True, has_clock=False, relays=1, batches=BATCHES):
        self.world = World()
        self.monitor = None
        try:
            self._build(encrypted, has_stack, has_clock, relays, batches)
        except BaseException:
            self.close()
            raise

    def _build(self, encrypted, has_stack, has_clock, relays, batches):
        world = self.world
        # node_exporter may run as another user, below.
        world.directory.chmod(0o711)
        world.textfiles.chmod(0o755)
        self.has_stack = has_stack
        self.inbox = Inbox()
        self.relay = Relay(world, self.inbox)
        self.network = proxy.Network(world)
        self._certificates = Certificates(world.directory / "certificates") if encrypted else None
        self._encrypted = encrypted
        self.proxies = {name: self._proxy(name, self.relay) for name in MAIL}
        self._clock = None
        if has_clock:
            self._clock = world.directory / "clock"
            self.set_clock(0)
        if has_stack:
            self._build_servers()
        world.configure(self._configuration(MAIL[:relays], batches))

    def _build_servers(self):
        world = self.world
        self.proxies["alertmanager_mail"] = self._proxy("alertmanager_mail", Relay(world, self.inbox))
        self.exporter = NodeExporter(world, **_another_user())
        self.alertmanager = Alertmanager(world, self.inbox, self.proxies["alertmanager_mail"], PACE.waits)
        for name, server in [
            ("notify", self.alertmanager), ("alertmanager", self.alertmanager), ("scrape", self.exporter),
            ("node_exporter", self.exporter),
        ]:
            self.proxies[name] = self._proxy(name, server)
        self.prometheus = Prometheus(
            world, [self.proxies["scrape"].port], self.proxies["notify"],
            f"--rules.alert.resend-delay={PACE.resend_delay}s", is_quick=not IS_EARNEST)
        if {"notify", "scrape"} & set(self._encrypted):
            self.change_configuration(lambda text: text)
        self.proxies["prometheus"] = self._proxy("prometheus", self.prometheus)

    def _proxy(self, name, server):
        return proxy.Proxy(
            self.world, self.network, server, self._certificates if name in self._encrypted else None)

    def _configuration(self, relays, batches):
        lines = ["timezone: UTC", "batches:", *(f"  - {{severity: info, {batch}}}" for batch in batches)]
        if self.has_stack:
            lines += ["alert_path:", *(f"  {name}: {self.proxies[name].url}" for name in SERVERS)]
            lines += [f"  heartbeat_max_age: {PACE.heartbeat_max_age}s", f"  resend_delay: {PACE.resend_delay}s"]
            if self._certificates:
                lines += [f"  tls_config: {{ca_file: {self._certificates.authority}}}"]
        relays = ", ".join(f"smtp://127.0.0.1:{self.proxies[name].port}" for name in relays)
        lines += ["mail:", "  to: [oncall@example.com]", "  from: batchwatch@example.com", f"  smtp: [{relays}]",
                  "  starttls: never"]
        return "\n".join(lines)

    def monitor_starts(self):
        """Lets batchwatch monitor all of it, until the heartbeat has come back."""
        self.monitor = Monitor(self)
        if self.has_stack:
            assert self.monitor.wait_until(lambda each: "heartbeat" in each.up), "no heartbeat comes back"
        else:
            self.monitor.wait_for_passes(2)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Ends everything, and removes the directory; if KEEP is set, it stays, with the messages in it."""
        keep = bool(os.environ.get("KEEP"))
        if keep:
            for number, (channel, message) in enumerate(self.inbox.messages, 1):
                (self.world.directory / f"{number} {channel}").write_text(str(message), encoding="utf-8")
        self.world.close(keep)

    # The host

    def batchwatch(self, *arguments):
        """Runs a command of batchwatch, which must succeed."""
        return self.world.batchwatch(*arguments, prefix=self.clocked())

    def start_batchwatch(self, *arguments):
        """Starts a command of batchwatch, whose log is `NAME.log`."""
        return self.world.start_batchwatch(*arguments, prefix=self.clocked())

    def set_clock(self, seconds):
        """Sets the host's clock so many seconds ahead of the servers'."""
        clocks.set_file(self._clock, f"{seconds:+d}")

    def clocked(self):
        """What stands before a command, so that it runs by the host's clock."""
        return clocks.prefix(**clocks.by_file(self._clock)) if self._clock else []

    # The servers

    def set(self, mode, *names):
        """Breaks what stands behind these proxies."""
        for name in names:
            self.proxies[name].set(mode)

    def told(self):
        """What the servers told people."""
        return [each for each in list(self.inbox.told) if each.channel != "mail oncall"]

    def labels(self):
        """What Prometheus calls this host."""
        return {"job": "node", "instance": f"127.0.0.1:{self.proxies['scrape'].port}"}

    def change_rules(self, change):
        """Gives Prometheus the scaled rules, changed."""
        self._rewrite("batchwatch.rules.yml", lambda text: change(self.prometheus.rules_of(text)))

    def change_configuration(self, change):
        """Gives Prometheus its configuration, changed."""
        self._rewrite("prometheus.yml", lambda text: change(self._encrypt(self._targets(text))))

    def _targets(self, text):
        return self.prometheus.configuration(text, [self.proxies["scrape"].port], self.proxies["notify"].port)

    def _encrypt(self, text):
        for name, first in [("notify", "    - static_configs:"), ("scrape", "  - job_name: node")]:
            if name in self._encrypted:
                item, _, key = first.partition("- ")
                lines = ["scheme: https", f"tls_config: {{ca_file: {self._certificates.authority}}}", key]
                text, count = re.subn(f"^{first}$", f"{item}- " + f"\n{item}  ".join(lines), text, flags=re.MULTILINE)
                assert count == 1, f"prometheus.yml has no {first}"
        return text

    def _rewrite(self, name, change):
        loads = self._loads()
        self.prometheus.write(name, change)
        self.prometheus.reload()
        wait_until(lambda: self._loads() != loads, "Prometheus reloads")

    def _loads(self):
        return self.prometheus.log.read_bytes().count(b"Completed loading of configuration file")

    def heartbeat(self):
        """The time that this host's heartbeat carries in Alertmanager; None where there is none."""
        found = self.alertmanager.ask("alerts?filter=alertname%3D%22BatchwatchHeartbeat%22")
        return max((float(alert["annotations"]["timestamp"]) for alert in found), default=None)


def _another_user():
    """A user whom modes of files concern, if this one is root."""
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
