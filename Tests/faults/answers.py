#!/usr/bin/env python3
"""Gives real passes of the monitor wrong answers of every server, and demands that they end, small and in time, and
that a failed batch is mailed.

    .build/venv/bin/python -B Tests faults.answers [--answers N] [--seed N] [--night N] [--binary FILE]

A night has a tracker with a failed batch, an Alertmanager of twelve members or two, a Prometheus, a node_exporter and a
mail server. Four passes get answers that wrong.py makes, then two find no Alertmanager at all. A fifth of the nights end
with a doctor. Of each pass it is demanded that

- no signal ends it, and that it ends within its time: it takes no more than some seconds of the processor,
- it takes less than 64 MB at its peak,
- its exit status is 0, or 69 where a way is closed: the disk is well,
- nothing is asked that an answer has named;

and of each night that the failed batch was mailed, unless the ledger says that an answer that anybody would believe had
told or muted it, and that the ledger is small. The same seed makes the same answers; a night that fails is named, and
`--night` plays it alone."""

import argparse
import os
import random
import select
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from faults import servers
from kit.checks import Checks

REPOSITORY = Path(__file__).resolve().parents[2]
MEMBERS = 12
INTERVAL = 2
SECONDS = 60
"""A pass that takes longer counts as hanging: the machine may be busy with other work too."""
WORK = 4
"""Seconds of the processor."""
MEMORY = 64_000
"""Kilobytes."""
LEDGER = 2_000_000
"""Bytes."""
CONFIGURATION = """\
timezone: UTC
batches: [{{name: leads, severity: critical}}]
alert_path:
  alertmanager: [{members}]
  prometheus: http://127.0.0.1:{prometheus}
  node_exporter: http://127.0.0.1:{exporter}
mail: {{to: [oncall@example.com], from: batchwatch@example.com, smtp: smtp://127.0.0.1:{mail}, starttls: never}}
"""


class Figures:
    """What was seen of all passes."""

    def __init__(self):
        self.passes = self.nights = self.doctors = self.mailed = self.believed = 0
        self.longest = self.busiest = self.largest = 0
        self.statuses = {}
        self.failures = []

    def take_failures(self):
        """What has failed since this was asked last."""
        taken, self.failures = self.failures, []
        return taken

    def print(self, answers, seconds):
        """The figures."""
        statuses = ", ".join(f"{status}: {count}" for status, count in sorted(self.statuses.items()))
        print(f"{answers} answers in {self.passes} passes and {self.doctors} doctors of {self.nights} nights, in "
              f"{seconds:.0f} s; exit statuses {statuses}")
        print(f"the longest took {self.longest:.2f} s, the busiest {self.busiest:.2f} s of the processor, the largest "
              f"{self.largest / 1000:.1f} MB")
        print(f"the failed batch was mailed in {self.mailed} nights; in {self.believed} an answer had told or muted it")


class Night:
    """A host for some passes."""

    def __init__(self, root, template, number, options, far, figures):
        self.root, self.number, self.options, self.far, self.figures = root, number, options, far, figures
        shutil.copytree(template, root)
        self.textfile = root / "textfile" / "batchwatch.prom"
        ports = far.ports
        # Of few members each may answer more.
        count = 2 if number % 8 == 3 else MEMBERS
        (root / "config.yml").write_text(CONFIGURATION.format(
            members=", ".join(f"http://127.0.0.1:{port}" for port in ports[:count]), prometheus=ports[MEMBERS],
            exporter=ports[MEMBERS + 1], mail=far.mail_port), encoding="ascii")

    def play(self):
        """All passes, and the verdict on the night."""
        chance = random.Random(f"{self.options.seed}/{self.number}")
        self.far.begin_night()
        modes = ["wrong" if chance.random() < 0.9 else "flood" for _ in range(4)] + ["gone", "gone"]
        for place, mode in enumerate(modes):
            self._call(["monitor", "--once", "--interval", f"{INTERVAL}s"], place, mode)
            self.figures.passes += 1
        if self.number % 5 == 0:
            self._call(["doctor"], len(modes), "quick")
            self.figures.doctors += 1
        self._judge()
        self.figures.nights += 1

    def _exported(self):
        for line in self.textfile.read_text(encoding="utf-8").splitlines() if self.textfile.exists() else []:
            if line.startswith("batchwatch_export_timestamp_seconds "):
                return f"{float(line.split()[1]):.3f}"
        return f"{time.time():.3f}"

    def _call(self, arguments, place, mode):
        self.far.begin_pass(self.number, place, mode, self._exported())
        log = self.root / f"{place}.log"
        environment = {
            "PATH": "/usr/bin:/bin", "HOME": str(self.root), "LC_ALL": "C.UTF-8",
            "BATCHWATCH_TRACKER": str(self.root / "tracker.db"), "BATCHWATCH_CONFIG": str(self.root / "config.yml"),
            "BATCHWATCH_TEXTFILE_DIRECTORY": str(self.root / "textfile")}
        began = time.monotonic()
        write = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        command = [str(self.options.binary), *arguments]
        process = os.posix_spawn(command[0], command, environment, file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0), (os.POSIX_SPAWN_OPEN, 1, str(log), write, 0o600),
            (os.POSIX_SPAWN_OPEN, 2, str(log), write, 0o600)])
        # The doctor waits five seconds for answers, and asks twice.
        limit = SECONDS + (10 if arguments[0] == "doctor" else 0)
        with os.fdopen(os.pidfd_open(process)) as descriptor:
            if not select.select([descriptor], [], [], limit)[0]:
                os.kill(process, 9)
                self._fail(place, f"it did not end within {limit} s")
        _, status, usage = os.wait4(process, 0)
        if arguments[0] == "monitor":
            self.figures.longest = max(self.figures.longest, time.monotonic() - began)
        work = usage.ru_utime + usage.ru_stime
        self.figures.busiest = max(self.figures.busiest, work)
        self.figures.largest = max(self.figures.largest, usage.ru_maxrss)
        code = os.waitstatus_to_exitcode(status)
        self.figures.statuses[code] = self.figures.statuses.get(code, 0) + 1
        said = log.read_text(encoding="utf-8", errors="replace")
        if code not in (0, 69) or "a bug" in said:
            self._fail(place, f"exit status {code}: {said[-400:]}")
        if work > WORK:
            self._fail(place, f"{work:.1f} s of the processor")
        if usage.ru_maxrss >= MEMORY:
            self._fail(place, f"{usage.ru_maxrss} kB of memory")

    def _judge(self):
        followed = self.far.followed()
        if followed:
            self._fail("end", f"{followed} addresses were asked that an answer had named")
        ledger = self.root / "tracker.db-monitor"
        if ledger.stat().st_size > LEDGER:
            self._fail("end", f"a ledger of {ledger.stat().st_size} bytes")
        mails = self.far.mails()
        # The relay of a busy machine may have been too slow for one pass: then the mail waits, and is not lost.
        for place in range(90, 95):
            if any("leads" in subject for subject in mails) or self._is_believed(ledger):
                break
            time.sleep(INTERVAL)
            self._call(["monitor", "--once", "--interval", f"{INTERVAL}s"], place, "gone")
            mails += self.far.mails()
        if any("leads" in subject for subject in mails):
            self.figures.mailed += 1
        elif self._is_believed(ledger):
            self.figures.believed += 1
        else:
            self._fail("end", f"the failed batch was not mailed, only {mails}")

    @staticmethod
    def _is_believed(ledger):
        """Whether an answer said that somebody was told, or that somebody's silence mutes the alert."""
        with sqlite3.connect(f"file:{ledger}?mode=ro", uri=True) as database:
            rows = database.execute(
                "SELECT told_way, silenced_until, is_inhibited FROM alerts WHERE name = 'BatchFailed'").fetchall()
        return any(way == "stack" or silenced or inhibited for way, silenced, inhibited in rows)

    def _fail(self, place, what):
        self.figures.failures.append(f"seed {self.options.seed}, night {self.number}, pass {place}: {what}")


def record(options, root):
    """A host whose batch has failed."""
    (root / "textfile").mkdir(parents=True)
    for line in ("start leads --run r", "end leads --run r --failed --reason disk"):
        subprocess.run(
            [options.binary, *line.split()], check=True, stdout=subprocess.DEVNULL, env={
                "PATH": "/usr/bin:/bin", "HOME": str(root), "BATCHWATCH_TRACKER": str(root / "tracker.db"),
                "BATCHWATCH_TEXTFILE_DIRECTORY": str(root / "textfile")})


def main():
    """Plays nights until enough answers were given."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--answers", type=int, default=50_000, help="how many to give (%(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--night", type=int, help="play this one only, and keep it")
    parser.add_argument("--binary", type=Path, default=REPOSITORY / ".build/bin/batchwatch")
    options = parser.parse_args()
    # Begun first, while this process is small: what it starts would be charged with its memory.
    far = servers.Far(options.seed, MEMBERS)
    directory = Path(tempfile.mkdtemp(prefix="batchwatch-answers."))
    figures, checks, began, number = Figures(), Checks(), time.monotonic(), options.night or 0
    try:
        record(options, directory / "template")
        while number == options.night or (options.night is None and far.answers < options.answers):
            root = directory / str(number)
            Night(root, directory / "template", number, options, far, figures).play()
            checks.add(f"night {number} of wrong answers", figures.take_failures())
            if options.night is None:
                shutil.rmtree(root)
            number += 1
    finally:
        far.close()
        if options.night is None:
            shutil.rmtree(directory)
        else:
            print(f"kept: {directory}")
    figures.print(far.answers, time.monotonic() - began)
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
