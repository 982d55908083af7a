"""A real Alertmanager with the shipped configuration."""

import re
import shutil

from kit import programs
from kit.receivers import Inbox, MailServer, WebServer
from kit.service import Service

EXTERNAL_URL = "http://alertmanager.example.com:9093"
"""What stands in links. Nothing listens there."""


WAITS = ("1s", "1s")
"""How long the first message of a group waits, and each further one."""


def substitutions(mail_port, web_port, secrets, waits):
    """What is replaced in alertmanager.yml, and nothing else: where messages go, and how long they wait.

    Each pattern must be found. Secrets stay files, in the scenario's directory.
    """
    web = f"http://127.0.0.1:{web_port}"
    return [
        (r"smtp_smarthost: .*", f"smtp_smarthost: 127.0.0.1:{mail_port}"),
        (r"smtp_auth_username: .*\n *smtp_auth_password_file: .*", f"pagerduty_url: {web}/pagerduty"),
        (r"smtp_require_tls: true", "smtp_require_tls: false"),
        (r"/etc/prometheus/secrets/", f"{secrets}/"),
        (r"https://(pager|chat)\.example\.com/", rf"{web}/\1/"),
        (r"group_wait: .*", f"group_wait: {waits[0]}"),
        (r"group_interval: .*", f"group_interval: {waits[1]}"),
    ]


class Alertmanager(Service):
    """Routes to a mail server and a web server that it starts, whose messages come into `inbox`; or to another mail
    server, whatever has a `port`."""

    def __init__(self, world, inbox=None, mail=None, waits=WAITS):
        self.inbox = inbox or Inbox()
        mail, web = mail or MailServer(world, self.inbox), WebServer(world, self.inbox)
        directory = world.directory / "alertmanager"
        shutil.copytree(programs.ALERTING / "templates", directory / "templates")
        configuration = directory / "alertmanager.yml"
        configuration.write_text(_configuration(mail.port, web.port, directory, waits), encoding="utf-8")
        _write_secrets(configuration, web.port)
        # Where setup.sh lets it look for its own templates.
        (world.directory / "usr").symlink_to(programs.ALERTMANAGER.parents[1])
        super().__init__(
            world,
            programs.ALERTMANAGER,
            f"--config.file={configuration}",
            f"--storage.path={directory / 'data'}",
            f"--web.external-url={EXTERNAL_URL}",
            "--web.route-prefix=/",
            "--cluster.listen-address=",
        )
        self.wait_until_ready()

    def ask(self, path):
        """What API v2 answers."""
        return self.send(f"/api/v2/{path}")

    def post(self, alerts):
        """Posts alerts as Prometheus does."""
        self.send("/api/v2/alerts", alerts)


def _configuration(mail_port, web_port, directory, waits):
    text = (programs.ALERTING / "alertmanager.yml").read_text(encoding="utf-8")
    for pattern, replacement in substitutions(mail_port, web_port, directory / "secrets", waits):
        text, count = re.subn(pattern, replacement, text)
        assert count, f"alertmanager.yml has no {pattern}"
    return text


def _write_secrets(configuration, web_port):
    """Each file that the configuration names: Slack's hold a URL, PagerDuty's a key, webhooks' a token. They end with a
    newline, as those that people write."""
    directory = configuration.parent / "secrets"
    directory.mkdir()
    for name in set(re.findall(r"_file: [^\s}]+/([^\s}]+)", configuration.read_text(encoding="utf-8"))):
        kind, _, team = name.partition("-")
        known = {"slack": f"http://127.0.0.1:{web_port}/chat/{team}", "pagerduty": team}
        (directory / name).write_text(known.get(kind, f"token of {kind} {team}") + "\n", encoding="ascii")
