#!/usr/bin/env python3
"""Many writers, two exporters and a monitor on one tracker, each killed at random again and again, for a while.

    python3 -B Tests faults.storm [--seconds N] [--writers N] [--seed N]

Each writer starts a run of its own, adds leads and cost to it, and ends it. In the end each record that was acknowledged is
in the tracker once, one whose call was killed is there once or not at all, the tracker's totals are the sums of its
runs, the files say what the tracker says; and who watched them all the time has seen no counter turn back.
"""

import argparse
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

from faults import evidence, situations
from kit import exposition

REPOSITORY = Path(__file__).resolve().parents[2]
BATCHES = ("leads", "invoices", "reports")
GROWING = ("_total", "_count", "_sum", "_bucket")


class Watcher(threading.Thread):
    """Reads every file as often as it can, and holds each counter against what it said before."""

    def __init__(self, directory):
        super().__init__(daemon=True)
        self.directory = directory
        self.ends = threading.Event()
        self.versions = 0
        self.wrong = []

    def run(self):
        seen, counters = {}, {}
        while not self.ends.is_set():
            for name in BATCHES:
                path = self.directory / f"batchwatch_{name}.prom"
                try:
                    with path.open("rb") as file:
                        inode = os.fstat(file.fileno())
                        identity = (inode.st_ino, inode.st_ctime_ns)
                        if seen.get(name) == identity:
                            continue
                        content = file.read().decode("utf-8")
                except FileNotFoundError:
                    continue
                seen[name] = identity
                self.versions += 1
                try:
                    series = exposition.parse(content).series
                except ValueError as error:
                    self.wrong.append(f"{path.name} can't be parsed: {error}")
                    continue
                for key, value in series.items():
                    if not key[0].endswith(GROWING):
                        continue
                    if value < counters.get(key, value):
                        self.wrong.append(f"{exposition.written(key)} turned back from {counters[key]} to {value}")
                    counters[key] = value
            time.sleep(0.0005)


class Storm:
    """The processes, and what became of their calls."""

    def __init__(self, host, seed):
        self.host = host
        self.chance = random.Random(seed)
        self.lock = threading.Lock()
        self.ends = threading.Event()
        self.calls, self.kills, self.unexpected = Counter(), Counter(), []
        # What each run's calls came to: True acknowledged, False refused, None killed.
        self.outcomes = {}

    def call(self, line, patience):
        """Makes a call; kills it, by chance. Returns True if it was acknowledged, None if it was killed."""
        with self.lock:
            kill_after = self.chance.uniform(0, patience) if self.chance.random() < 0.3 else None
        child = subprocess.Popen(
            self.host.command(line), env=self.host.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE)
        if kill_after is not None:
            try:
                child.wait(kill_after)
            except subprocess.TimeoutExpired:
                child.kill()
        said = child.communicate()[1].decode("utf-8", "replace")
        verb = line.split()[0]
        with self.lock:
            self.calls[verb] += 1
            if child.returncode == -9:
                self.kills[verb] += 1
            elif child.returncode < 0 or child.returncode == 70:
                self.unexpected.append(f"batchwatch {line}: {child.returncode} {said[-300:]}")
        return None if child.returncode == -9 else child.returncode == 0

    def write(self, number):
        """One writer."""
        count = 0
        while not self.ends.is_set():
            count += 1
            run, batch = f"w{number}-{count}", BATCHES[(number + count) % len(BATCHES)]
            lines = (f"start {batch} --run {run}", f"leads {batch} 3 --run {run}", f"cost {batch} 0.25 --run {run}",
                     f"end {batch} --run {run}")
            outcomes = []
            for line in lines:
                outcomes.append(self.call(line, 0.2))
            with self.lock:
                self.outcomes[batch, run] = outcomes

    def repeat(self, line):
        """An exporter or a monitor."""
        while not self.ends.is_set():
            self.call(line, 0.6)
            time.sleep(0.05)

    def live(self, seconds, writers):
        """All at once, for so long."""
        threads = [threading.Thread(target=self.write, args=(number,)) for number in range(writers)]
        threads += [threading.Thread(target=self.repeat, args=(line,)) for line in ("export", "export", "monitor --once")]
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        self.ends.set()
        for thread in threads:
            thread.join()

    def damages(self):
        """What is wrong in the end."""
        yield from self.unexpected
        for _ in range(30):
            outcome = self.host.call("export")
            if outcome.status == 0 and not list(self.host.spool.glob("*.record")):
                break
        else:
            yield f"the spool doesn't empty: {outcome.stderr}"
        database = sqlite3.connect(f"file:{self.host.tracker}?mode=ro", uri=True)
        rows = database.execute(
            "SELECT b.name, r.name, r.outcome, r.leads, (SELECT sum(amount) FROM run_costs c WHERE c.run = r.id)"
            " FROM runs r JOIN batches b ON b.id = r.batch").fetchall()
        aside = self._put_aside()
        found = {(batch, run): (outcome, leads, cost or 0) for batch, run, outcome, leads, cost in rows}
        for key, outcomes in self.outcomes.items():
            yield from self._judge(key, outcomes, found.get(key), key in aside)
        for batch in BATCHES:
            mine = [value for key, value in found.items() if key[0] == batch]
            sums = (sum(leads for _, leads, _ in mine), sum(outcome == "succeeded" for outcome, _, _ in mine))
            totals = database.execute("SELECT leads, succeeded FROM batches WHERE name = ?", (batch,)).fetchone()
            if totals != sums:
                yield f"{batch}: totals {totals}, but its runs have {sums}"
        yield from evidence.disagreements(evidence.textfiles(self.host.textfiles), self.host.read())

    def _put_aside(self):
        """The batch and run of each record that waited, and contradicted the tracker when it was taken in."""
        fields = [path.read_text(encoding="utf-8").split("\t") for path in self.host.spool.glob("*.rejected")]
        return {(batch, run) for _, _, batch, run, *_ in fields}

    @staticmethod
    def _judge(key, outcomes, run, is_aside):
        started, leads, cost, ended = outcomes
        if run is None:
            # A record of a run whose start was killed is refused at once, or put aside if it had to wait.
            if started or ((leads or cost or ended) and not is_aside):
                yield f"{key}: acknowledged, but not in the tracker: {outcomes}"
            return
        for name, outcome, value, once in (("leads", leads, run[1], 3), ("cost", cost, run[2], 0.25)):
            if value not in (0, once) or (outcome and value != once) or (outcome is False and value):
                yield f"{key}: {name} are {value} after {outcomes}"
        if (ended and run[0] != "succeeded") or (ended is False and run[0] != "running"):
            yield f"{key}: {run[0]} after {outcomes}"


def main():
    parser = argparse.ArgumentParser(description="Kills writers, exporters and a monitor at random.")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--writers", type=int, default=32)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    root = REPOSITORY / ".build/faults" / f"storm-{os.getpid()}"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    host = situations.Host(root, REPOSITORY / ".build/bin/batchwatch")
    host.configuration.write_text(
        situations.CONFIGURATION.replace("schedule: ", "description: ").replace('complete_by: "05:00"', "severity: x")
        .replace("complete_within: 2h", "severity: x").replace("    stages: [scrape, enrich]\n", "")
        + "  - name: reports\n", encoding="utf-8")
    host.begin()
    host.must("export")
    watcher = Watcher(host.textfiles)
    watcher.start()
    storm = Storm(host, arguments.seed)
    storm.live(arguments.seconds, arguments.writers)
    damages = list(storm.damages())
    watcher.ends.set()
    watcher.join()
    damages += watcher.wrong
    for damage in damages[:50]:
        print(damage)
    acknowledged = sum(bool(outcome) for outcomes in storm.outcomes.values() for outcome in outcomes)
    print(
        f"seed {arguments.seed}: {sum(storm.calls.values())} calls of {arguments.writers} writers, 2 exporters and a"
        f" monitor in {arguments.seconds:g} s ({storm.calls['export']} exports, {storm.calls['monitor']} passes),"
        f" {sum(storm.kills.values())} killed, {acknowledged} records acknowledged; {watcher.versions} versions of the files"
        f" seen: {len(damages)} with damage")
    if not damages:
        shutil.rmtree(root)
    return 1 if damages or not acknowledged or not watcher.versions else 0


if __name__ == "__main__":
    sys.exit(main())
