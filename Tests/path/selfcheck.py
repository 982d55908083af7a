"""Checks what the matrix is made of, without `batchwatch monitor`: that what should break does, and so that what should
work does.

    python3 -B Tests path.selfcheck [--rows LINK/FAULT]

A client finds each fault of the proxies and of the relay. Each row, applied to the real servers, takes the heartbeat
from Alertmanager or leaves it, as the row says, and mended lets it come back.
"""

import argparse
import contextlib
import shutil
import smtplib
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from kit import processes, programs, proxy, relay
from kit.certificates import Certificates
from kit.checks import Checks
from kit.receivers import Inbox
from kit.waits import comes_true
from kit.world import World
from path import rows
from path.stage import BATCH, Stage

CURL = {
    proxy.THROUGH: (0, "200"), "refusing": (7, "000"), "mute": (28, "000"), "http500": (22, "500"),
    "unauthorized": (22, "401"), "expired": (60, "000"), "garbage": (1, "000"), "stranger": (0, "200"),
    "huge": (0, "200"), "cut": (18, "200"),
}
"""By fault: curl's exit status, and the status that it got."""


def check_proxy(checks):
    """Each fault as curl sees it, and that it is over when mended."""
    with World() as world:
        network = proxy.Network(world)
        server = _Server(world)
        front = proxy.Proxy(world, network, server, Certificates(world.directory / "certificates"))
        authority = world.directory / "certificates/authority.pem"
        for mode in (proxy.THROUGH, *proxy.FAULTS):
            front.set(mode)
            found = _curl("--cacert", authority, f"{front.url}/{mode}")
            front.set(proxy.THROUGH)
            mended = _curl("--cacert", authority, f"{front.url}/mended")
            size = proxy.HUGE if mode == "huge" else 0
            checks.add(f"proxy: {mode}", [
                *([f"curl ended with {found}"] if found[:2] != CURL[mode] else []),
                *([f"then curl ended with {mended}"] if mended[:2] != (0, "200") else []),
                *([f"it got {found[2]} bytes"] if found[2] < size else []),
            ])
        _curl("--cacert", authority, "--data-binary", "x" * 100_000, f"{front.url}/api")
        posted = [(each.path, len(each.body)) for each in front.requests if each.method == "POST"]
        checks.add("proxy: keeps what was posted", [] if posted == [("/api", 100_000)] else [str(posted)])
        _check_kept_alive(checks, front, authority)


def _check_kept_alive(checks, front, authority):
    """Who has a connection loses it when the fault begins."""
    slow = subprocess.Popen(
        ["/usr/bin/curl", "-s", "--max-time", "10", "--cacert", authority, f"{front.url}/slow"],
        stdout=subprocess.DEVNULL)
    while not any(each.path == "/slow" for each in front.requests):
        time.sleep(0.01)
    begun = time.monotonic()
    front.set("refusing")
    status = slow.wait()
    checks.add("proxy: cuts off who is connected", [
        *([f"curl ended with {status}"] if status not in (52, 56) else []),
        *(["only when the server had answered"] if time.monotonic() - begun > 2 else []),
    ])


def check_relay(checks):
    """Each fault as an SMTP client sees it, and what the relay has in the end."""
    replies = {
        proxy.THROUGH: ("accepted", 1, 1), "rejecting": ("550", 0, 0), "greylisting": ("451", 0, 0),
        "slow": ("accepted", 1, 1), "dropping": ("cut off", 1, 0), "hanging": ("timed out", 1, 0),
    }
    for mode, wanted in replies.items():
        with World() as world:
            inbox = Inbox()
            server = relay.Relay(world, inbox)
            server.mode = mode
            begun = time.monotonic()
            reply = _send(server.port)
            took = time.monotonic() - begun
            found = (reply, len(server.mails), sum(each.is_acknowledged for each in server.mails))
            checks.add(f"relay: {mode}", [
                *([f"{found}, not {wanted}"] if found != wanted else []),
                *([f"it took {took:.2f} s"] if mode == "slow" and took < 3 * relay.SLOW_SECONDS else []),
                *([f"the inbox has {len(inbox.told)}"] if len(inbox.told) != wanted[1] else []),
            ])
            if mode == "greylisting":
                time.sleep(relay.GREYLIST_SECONDS)
                checks.add("relay: greylisting, offered again", [] if _send(server.port) == "accepted" else ["refused"])


def _send(port):
    text = (
        "From: a@example.com\r\nTo: oncall@example.com\r\nSubject: s\r\nX-Batchwatch-Occasion: firing\r\n"
        "X-Batchwatch-Alert: BatchFailed\r\n\r\nwords\r\n"
    )
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=6) as client:
            client.sendmail("a@example.com", ["oncall@example.com"], text)
        return "accepted"
    except smtplib.SMTPRecipientsRefused as error:
        return str(error.recipients["oncall@example.com"][0])
    except smtplib.SMTPServerDisconnected as error:
        return "timed out" if "timed out" in str(error) else "cut off"


def check_row(row):
    """Applies a row's fault to the servers and mends it. Returns what was wrong."""
    with Stage(row.encrypted, row.has_stack, row.has_clock, row.relays) as stage, _Exports(stage):
        stage.monitor = _NoMonitor()
        wrong = []
        if not comes_true(lambda: _is_fresh(stage), 20):
            return ["no heartbeat comes at first"]
        try:
            row.apply(stage)
            if row.heartbeat:
                if not _stays(lambda: _is_fresh(stage), 4):
                    wrong.append("the heartbeat is gone")
            elif not comes_true(lambda: not _is_fresh(stage), 15):
                wrong.append("the heartbeat is still there")
        finally:
            row.mend(stage)
        if not comes_true(lambda: _is_fresh(stage), 20):
            wrong.append("no heartbeat comes when it is mended")
        return wrong


def _is_fresh(stage):
    """Whether Alertmanager has a heartbeat with the time of one of the last exports, as Prometheus sees it."""
    try:
        found = stage.heartbeat()
    except OSError:
        return False
    return found is not None and any(abs(found - each) < 0.01 for each in stage.exports[-6:])


class _Exports:
    """What `batchwatch monitor` does first in each pass."""

    def __init__(self, stage):
        self._stage = stage
        stage.exports = []
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._work)

    def _work(self):
        while not self._ends.wait(1):
            # In some rows it can't write.
            with contextlib.suppress(AssertionError, OSError):
                self._stage.batchwatch("export")
                text = (self._stage.world.textfiles / "batchwatch.prom").read_text(encoding="utf-8")
                self._stage.exports.append(
                    float(text.partition("\nbatchwatch_export_timestamp_seconds ")[2].partition("\n")[0]))

    def __enter__(self):
        self._thread.start()

    def __exit__(self, *_):
        self._ends.set()
        self._thread.join()


class _NoMonitor:
    """Stands where rows wait for passes."""

    def wait_for_passes(self, _):
        """As long as they would take."""
        time.sleep(3)

    def wait_until(self, _):
        """Until batchwatch would have noticed."""
        time.sleep(3)


def check_told(checks):
    """With all in order, a batch that fails is told by the stack once, and so is its end; the fault of Alertmanager's
    relay is counted by Alertmanager as batchwatch reads it."""
    with Stage() as stage, _Exports(stage):
        comes_true(lambda: _is_fresh(stage), 20)
        stage.batchwatch("start", BATCH)
        stage.batchwatch("end", BATCH, "--failed")
        fired = comes_true(lambda: stage.inbox.told, 20)
        stage.batchwatch("start", BATCH)
        stage.batchwatch("end", BATCH)
        ended = fired and comes_true(lambda: len(stage.inbox.told) > 1, 30)
        found = [(each.channel, each.status, each.alert) for each in stage.inbox.told]
        wanted = [("mail operations", status, "BatchFailed") for status in ("firing", "resolved")]
        checks.add("the stack tells", [] if ended and found == wanted else [str(found)])


class _Server:
    """A small HTTP server; `/slow` takes five seconds."""

    def __init__(self, world):
        code = (
            "import http.server, sys, time\n"
            "class H(http.server.BaseHTTPRequestHandler):\n"
            "    def do_GET(self):\n"
            "        time.sleep(5 if self.path == '/slow' else 0)\n"
            "        self.send_response(200); self.send_header('Content-Length', '1000'); self.end_headers()\n"
            "        self.wfile.write(b'x' * 1000)\n"
            "    def do_POST(self):\n"
            "        self.rfile.read(int(self.headers['Content-Length'])); self.do_GET()\n"
            "    def log_message(self, *_): pass\n"
            "s = http.server.ThreadingHTTPServer(('127.0.0.1', 0), H)\n"
            "print(s.server_port, flush=True); s.serve_forever()\n"
        )
        process = world.start([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.port = int(process.stdout.readline())


def _curl(*arguments):
    done = subprocess.run(
        ["/usr/bin/curl", "-s", "-f", "--max-time", "2", "-H", "Expect:", "-o", "/dev/null", "-w",
         "%{http_code} %{size_download}", *map(str, arguments)],
        capture_output=True, encoding="utf-8", check=False)
    status, size = done.stdout.split()
    return done.returncode, status, int(size)


def _stays(is_so, seconds):
    return not comes_true(lambda: not is_so(), seconds)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", action="append", help="LINK/FAULT, or its beginning; all otherwise")
    options = parser.parse_args()
    processes.take_children_along()
    programs.require(programs.BATCHWATCH, programs.ALERTMANAGER)
    shared = programs.share()
    checks = Checks()
    try:
        if not options.rows:
            check_proxy(checks)
            check_relay(checks)
            check_told(checks)
        chosen = [row for row in rows.ROWS if row.has_stack and (
            not options.rows or any(str(row).startswith(each) for each in options.rows))]
        with ThreadPoolExecutor(4) as pool:
            for row, wrong in zip(chosen, pool.map(check_row, chosen)):
                checks.add(f"row: {row}", wrong)
    finally:
        shutil.rmtree(shared)
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
