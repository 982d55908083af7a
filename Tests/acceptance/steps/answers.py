"""Servers of the alert path that answer what nobody expects."""

import json
import re
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from behave import given, then

from faults import wrong
from kit import programs
from steps.monitoring import subjects

SMALL = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:], check=False).returncode
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(status, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
"""
"""Runs a command, and prints its exit status, seconds of the processor and kilobytes. The command is charged with the
memory of who starts it, so that is small."""


class Servers:
    """One server for each of Alertmanager, Prometheus and node_exporter, with the answers that can be changed."""

    def __init__(self, world):
        self.world = world
        self.lines = {"notifications": [], "exporter": []}
        self.silences = None
        self.body = None
        self.listening = []

    def start(self, name):
        """Starts one; returns its URL."""
        servers = self

        class Handler(BaseHTTPRequestHandler):
            """Answers as `Servers` says."""

            def do_GET(self):  # pylint: disable=invalid-name
                """A question."""
                self.send(servers.answer(name, self.path))

            def do_POST(self):  # pylint: disable=invalid-name
                """An alert or a silence."""
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send(b"{}")

            do_DELETE = do_POST

            def send(self, body):
                """An answer."""
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                try:
                    self.wfile.write(body)
                except ConnectionError:
                    pass

            def log_message(self, *_):
                """Is not wanted."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.listening.append(server)
        self.world.at_close(lambda: self.stop(server))
        return f"http://127.0.0.1:{server.server_address[1]}"

    def stop(self, server):
        """Ends one."""
        if server in self.listening:
            self.listening.remove(server)
            server.shutdown()
            server.server_close()

    def answer(self, name, path):
        """The body for a question, with the lines that were added in the place of those that they replace."""
        if self.body is not None:
            return self.body
        recorded = wrong.Recorded(int(time.time()), self.exported())
        if path.startswith("/metrics"):
            kind = {"alertmanager": "notifications", "node_exporter": "exporter"}.get(name, "prometheus")
            added = self.lines.get(kind, [])
            names = {line.split(" ")[0] for line in added}
            lines = [line for line in getattr(recorded, kind)().splitlines() if line.split(" ")[0] not in names]
            # Newer releases count requests; where one counts no notifications, nothing else is to be counted.
            if any(line.startswith("alertmanager_notifications") for line in added):
                lines = [line for line in lines if "notification" not in line]
            return "\n".join([*lines, *added, ""]).encode("utf-8")
        if "/silences" in path:
            return json.dumps(self.silences(recorded) if self.silences else recorded.silences()).encode("utf-8")
        kind = "heartbeats" if "Heartbeat" in path else "alerts"
        for part in ("targets", "rules", "status"):
            kind = part if f"/{part}" in path else kind
        return json.dumps(getattr(recorded, kind)()).encode("utf-8")

    def exported(self):
        """The time of the last export, as the heartbeat carries it."""
        path = self.world.textfiles / "batchwatch.prom"
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
            if line.startswith("batchwatch_export_timestamp_seconds "):
                return f"{float(line.split()[1]):.3f}"
        return "1"


def configure(context, members, exporter=None):
    """Writes the configuration of a host with these servers."""
    servers = context.servers
    context.world.configure("\n".join([
        "batches: [{name: leads}]", "alert_path:", f"  alertmanager: [{', '.join(members)}]",
        f"  prometheus: {servers.start('prometheus')}",
        f"  node_exporter: {exporter or servers.start('node_exporter')}",
    ]) + context.mail_settings)


@given("servers on the alert path, whose notifications fail")
def start_servers(context):
    context.servers = Servers(context.world)
    configure(context, [context.servers.start("alertmanager")])


@given("seven members of the cluster that answer with four megabytes of empty objects")
def start_members(context):
    context.servers.body = b"[" + b"{}," * (4_000_000 // 3) + b"{}]"
    configure(context, [context.servers.start("alertmanager") for _ in range(7)])


@given("it is the one of the alert path")
def use_exporter(context):
    configure(context, [context.servers.start("alertmanager")], f"http://127.0.0.1:{context.world.exporter.port}")


@given("no server of the alert path answers any more")
def stop_servers(context):
    for server in list(context.servers.listening):
        context.servers.stop(server)


@given("node_exporter says `{line}`")
def change_exporter(context, line):
    context.servers.lines["exporter"] = [line]


@given("Alertmanager says `{line}`")
def change_alertmanager(context, line):
    context.servers.lines["notifications"] = [line]


@given("Alertmanager lists the silence of another batch twice")
def list_twice(context):
    context.servers.silences = lambda recorded: recorded.silences()[:1] * 2


@given("Alertmanager has a silence of every batch like `{pattern}`")
def add_silence(context, pattern):
    def silences(recorded):
        silence = recorded.silences()[0]
        silence["matchers"] = [{"name": "batch", "value": pattern, "isRegex": True, "isEqual": True}]
        return [silence]

    context.servers.silences = silences


@given("a member of the group publishes `{line}`")
def publish(context, line):
    path = context.world.textfiles / "batchwatch.prom"
    written = path.read_text(encoding="utf-8").splitlines()
    header = [text for text in written if text.startswith("# ") and "batchwatch_export_timestamp" in text]
    (context.world.textfiles / "another.prom").write_text("\n".join([*header, line, ""]), encoding="utf-8")


@then("the failed batch is mailed once")
def check_mailed(context):
    told = [subject for subject in subjects(context) if "leads: failed" in subject]
    assert len(told) == 1, subjects(context)


@then("nobody is mailed of the batch")
def check_not_mailed(context):
    assert not any("leads" in subject for subject in subjects(context)), subjects(context)


@then("somebody is mailed of the batch")
def check_somebody_mailed(context):
    assert any("leads: failed" in subject for subject in subjects(context)), subjects(context)


@then("a pass takes less than {seconds:d} seconds of the processor and {megabytes:d} megabytes")
def check_pass(context, seconds, megabytes):
    command = [sys.executable, "-S", "-c", SMALL, str(programs.BATCHWATCH), "monitor", "--once"]
    done = subprocess.run(
        command, env=context.world.environment, stdin=subprocess.DEVNULL, capture_output=True,
        encoding="utf-8", timeout=60, check=True)
    status, took, kilobytes = done.stdout.split()
    assert status in ("0", "69"), done
    assert float(took) < seconds and int(kilobytes) < megabytes * 1000, done


@given("two passes have died while they read Alertmanager's silences")
def note_deaths(context):
    """As their notes say: the first death was counted, and of the second the step is still there."""
    configuration = (context.world.directory / "config.yml").read_text(encoding="utf-8")
    member = re.search(r"alertmanager: .*?(http://[0-9.:]+)", configuration)[1]
    version = context.world.run(["batchwatch", "--version"]).stdout.split()[1]
    step = f"answer {member}/api/v2/silences"
    path = Path(f"{context.world.tracker}-monitor-pass")
    path.write_text(f"{step:511}\nversion {version}\ndied 1 {step}\n", encoding="utf-8")
    path.chmod(0o600)


@then("a mail is about `{text}`")
def check_subject(context, text):
    found = subjects(context)
    assert any(text in each for each in found), found
