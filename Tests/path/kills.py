#!/usr/bin/env python3
"""Kills `batchwatch monitor --once` at every system call of a pass that mails, and then lets it make passes undisturbed.

    kills.py [--quick] [--count FILE]

However it was killed, the mail arrives, once; or twice, with the same Message-ID and the same bytes, where it was killed
after the relay had got the mail and before that was noted, so that nobody could know. The end of the alert is mailed
after that, so nothing of the ledger is lost.

Calls before the first that touches the host (the loader's) are left alone. With --quick only every seventh kill that
comes before the mail leaves the host or after all is noted, and all between. Two processes work in parallel, each with
a host of its own under .build/kills.
"""

import argparse
import os
import re
import shutil
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1] / "acceptance"),
                str(Path(__file__).resolve().parents[1] / "faults"),
                str(Path(__file__).resolve().parents[1] / "verdict")]
sys.dont_write_bytecode = True

import injection  # noqa: E402
from checks import Checks  # noqa: E402
from relay import Relay  # noqa: E402
from support import programs  # noqa: E402
from support.receivers import Inbox  # noqa: E402
from support.world import World  # noqa: E402

WORKERS = 2
PASSES = 8
"""A mail that was refused waits for some intervals until it is tried again."""
INTERVAL = 60
BEGIN = 1772762400
"""The host's clock stands still in each command; this is when it begins, in Unix seconds."""
QUICK_STEP = 7

CONFIGURATION = """\
timezone: UTC
batches: [{{name: leads}}]
mail:
  to: [oncall@example.com]
  from: batchwatch@example.com
  smtp: smtp://127.0.0.1:{port}
  starttls: never
"""


class Host:
    """A tracker with a failed batch, a relay, and commands at moments of their own."""

    def __init__(self, number):
        self._world = World()
        self.relay = Relay(self._world, Inbox())
        self.root = programs.REPOSITORY / ".build/kills" / f"{os.getpid()}-{number}"
        shutil.rmtree(self.root, ignore_errors=True)
        self.live = self.root / "live"
        (self.live / "textfile").mkdir(parents=True)
        (self.root / "config.yml").write_text(CONFIGURATION.format(port=self.relay.port), encoding="ascii")
        self.log = str(self.root / "strace.log")
        self.must(0, "start leads --run night-1", "end leads --run night-1", PASS)
        self.must(INTERVAL, "start leads --run night-2", "end leads --run night-2 --failed --reason printer")
        shutil.copytree(self.live, self.root / "ready")

    def environment(self, seconds):
        """What a command sees so many seconds after the beginning."""
        (library,) = Path("/usr/lib").glob("*/faketime/libfaketime.so.1")
        return {
            "PATH": "/usr/bin:/bin", "HOME": str(self.live), "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "BATCHWATCH_TRACKER": str(self.live / "state/tracker.db"),
            "BATCHWATCH_TEXTFILE_DIRECTORY": str(self.live / "textfile"),
            "BATCHWATCH_CONFIG": str(self.root / "config.yml"),
            "LD_PRELOAD": str(library), "FAKETIME": f"{_moment(BEGIN + seconds)}", "NO_FAKE_STAT": "1",
            "DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_DISABLE_SHM": "1",
        }

    def restore(self):
        """Puts the host back to before the pass that mails."""
        shutil.rmtree(self.live)
        shutil.copytree(self.root / "ready", self.live)
        self.relay.mails.clear()

    def call(self, seconds, line):
        """Runs a command undisturbed."""
        return injection.run([str(programs.BATCHWATCH), *line.split()], self.environment(seconds))

    def must(self, seconds, *lines):
        """Runs commands that have to succeed."""
        for line in lines:
            outcome = self.call(seconds, line)
            assert outcome.status == 0, f"batchwatch {line}: exit status {outcome.status}: {outcome.stderr}"

    def trace(self):
        """The system calls of the pass that mails."""
        self.restore()
        outcome, calls = injection.trace(
            [str(programs.BATCHWATCH), *PASS.split()], self.environment(2 * INTERVAL), self.log, str(self.root))
        assert outcome.status == 0 and len(self.relay.mails) == 1, f"{outcome}; {len(self.relay.mails)} mails"
        return calls

    def kill(self, call):
        """Kills the pass at a call. Returns how many mails the relay had then, and the damages."""
        self.restore()
        what = injection.Injection(call, "SIGKILL")
        outcome = injection.disturb(
            [str(programs.BATCHWATCH), *PASS.split()], self.environment(2 * INTERVAL), self.log, what)
        self._settle()
        before = len(self.relay.mails)
        damages = [] if outcome.status == -9 else [f"it was not killed, and ended with {outcome.status}"]
        damages += self._recover()
        return before, damages

    def _settle(self):
        """Until the relay has seen that its client is gone: a mail that came whole counts."""
        self.relay.wait_until_idle()

    def _recover(self):
        """Undisturbed passes, until the alert is told and over."""
        for number in range(PASSES):
            outcome = self.call((3 + number) * INTERVAL, PASS)
            if outcome.status != 0:
                yield f"pass {number + 1} after it ends with {outcome.status}: {outcome.stderr.strip()}"
        yield from self._copies("firing")
        self.relay.mails.clear()
        end = (3 + PASSES) * INTERVAL
        self.must(end, "start leads --run night-3", "end leads --run night-3")
        for number in range(1, 4):
            self.call(end + number * INTERVAL, PASS)
        yield from self._copies("resolved")

    def _copies(self, occasion):
        mails = list(self.relay.mails)
        found = [mail.message["X-Batchwatch-Occasion"] for mail in mails]
        if set(found) != {occasion}:
            yield f"mailed {found}, not {occasion}"
        numbers = {mail.message["Message-ID"] for mail in mails}
        if len(numbers) != 1 and mails:
            yield f"{len(numbers)} different mails: {numbers}"
        elif len({mail.content for mail in mails}) > 1:
            yield "copies of the mail differ"
        if len(mails) > (2 if occasion == "firing" else 1):
            yield f"{len(mails)} mails {occasion}"

    def close(self):
        """Removes what it made."""
        self._world.close()
        shutil.rmtree(self.root)


PASS = f"monitor --once --interval {INTERVAL}s"


def _moment(seconds):
    import datetime  # pylint: disable=import-outside-toplevel

    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S")


def noted(calls):
    """The index of the call after which it is noted that the relay took the mail: the last that changes the ledger after
    the last dialogue with the relay. From then on no second copy may come."""
    spoken = max(index for index, call in enumerate(calls) if _speaks(call))
    return max(
        (index for index, call in enumerate(calls) if index > spoken and call.changes and "-monitor" in call.text),
        default=len(calls))


def _speaks(call):
    return call.name in ("sendto", "sendmsg", "write") and re.search(r'<(TCP|socket):', call.text)
