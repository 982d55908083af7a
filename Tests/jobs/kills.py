"""Kills `run` itself, or the process that keeps its records, at random moments while it guards a job.

    python3 -B Tests jobs.kills [--times N] [--seed N] [--workers N]

When `run` is killed, nothing of the job and no helper stays, the next run may begin, and what is recorded is whole: the
run is there and lost, or had ended, or had not begun. When the keeper of its records is killed, the job goes on, no
second run begins beside it, and its end is recorded.
"""

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from kit import commands, programs
from kit.checks import Checks
from kit.waits import comes_true, wait_until
from kit.world import World

MARK = "KILLS_MARK"
GUARDS = ["--no-overlap", "--timeout", "5s", "--kill-after", "1s", "--retries", "1", "--retry-delay"]
PATIENCE = 30
LATEST = 0.3
"""Seconds from the start to the kill, at most."""

JOBS = {
    "a job with children": ("60s", "sleep 50 & (sleep 50 & wait) & bash -c 'trap \"\" TERM; sleep 50' & echo begun; wait"),
    "a job that fails and is tried again": ("30ms", "echo tried; (sleep 50 &) ; sleep 0.05; exit 3"),
    "a job that ends soon": ("0s", "echo done"),
    "a job with much output, held back": ("0s", "seq 10000000", "--quiet"),
}


def marked(mark):
    """The processes that were started with a mark: their ids, and their command lines."""
    wanted = f"{MARK}={mark}".encode()
    found = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (path / "environ").read_bytes().split(b"\0"):
                found[int(path.name)] = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
        except OSError:
            continue
    return found


class Host(World):
    """One batch on a host of its own."""

    def __init__(self):
        super().__init__()
        self.mark = None

    def begin(self, name, delay, script, *more):
        """Starts a guarded job. All of it bears a mark of its own."""
        self.mark = uuid.uuid4().hex
        words = [programs.BATCHWATCH, "run", "leads", "--run", name, *GUARDS, delay, "--keep-log", self.directory / "logs",
                 *more, "--", "bash", "-c", script]
        output = self.directory / f"{name}.out"
        with output.open("wb") as file:
            return subprocess.Popen(
                words, cwd=self.directory, env=self.environment | {MARK: self.mark}, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if more else file, stderr=file)

    def ask(self, *words):
        return commands.run([programs.BATCHWATCH, *words], self.environment, directory=self.directory)

    def leftovers(self):
        """What stays of a job longer than a moment; it is ended then."""
        comes_true(lambda: not marked(self.mark), PATIENCE, 0.02)
        left = marked(self.mark)
        for process in left:
            os.kill(process, signal.SIGKILL)
        return [f"process {process} stays: {line}" for process, line in left.items()]

    def wrong_with_records(self, name, outcomes):
        """What is recorded of a run: its outcome is one of these, or None where nothing is."""
        found = []
        if self.tracker.exists():
            with closing(sqlite3.connect(self.tracker)) as tracker:
                (verdict,), = tracker.execute("PRAGMA integrity_check")
            if verdict != "ok":
                found.append(f"integrity_check: {verdict}")
        exported = self.ask("export")
        if exported.status:
            found.append(str(exported))
        history = self.ask("history", "leads", "--json")
        if history.status:
            return [*found, *([] if None in outcomes else [str(history)])]
        runs = {run["id"]: run for run in json.loads(history.stdout)["runs"]}
        outcome = runs[name]["outcome"] if name in runs else None
        if outcome not in outcomes:
            found.append(f"run {name} is {outcome}, not one of {outcomes}")
        if self.ask("history", "leads").status:
            found.append("history can't be shown as text")
        return found


def kill_run(number, chance, tally):
    """- Returns: what was wrong."""
    title = chance.choice(list(JOBS))
    delay, script, *more = JOBS[title]
    name, moment = f"r{number}", chance.random() * LATEST
    with Host() as host:
        process = host.begin(name, delay, script, *more)
        time.sleep(moment)
        # Its whole group would be the shell's way; this is the way of the kernel that runs out of memory.
        process.kill()
        status = process.wait()
        if process.stdout:
            process.stdout.close()
        tally[title, "killed" if status == -signal.SIGKILL else "had ended"] += 1
        # A job that has ended may leave behind what it likes.
        found = host.leftovers() if status == -signal.SIGKILL else []
        following = host.ask("run", "leads", "--run", "next", "--no-overlap", "--", "true")
        if following.status:
            found.append(str(following))
        outcomes = {None, "lost", "failed", "succeeded"} if status == -signal.SIGKILL else {"failed", "succeeded"}
        found += host.wrong_with_records(name, outcomes) + host.wrong_with_records("next", {"succeeded"})
        host.leftovers()
    return [f"{title}, killed after {moment * 1000:.1f} ms: {each}" for each in found]


def keeper_of(process):
    """The process that keeps the records: a child in a group of its own that is still batchwatch."""
    for child in Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split():
        command = Path(f"/proc/{child}/cmdline").read_bytes()
        if b"batchwatch\0run\0" in command and os.getpgid(int(child)) == int(child):
            return int(child)
    return None


def kill_keeper(number, chance, tally):
    """- Returns: what was wrong."""
    name, moment, ends_well = f"k{number}", chance.random() * LATEST, chance.random() < 0.5
    script = f"touch ready; until [ -e go ]; do sleep 0.02; done; echo over; exit {0 if ends_well else 3}"
    with Host() as host:
        process = host.begin(name, "0s", script)
        found = []
        try:
            wait_until((host.directory / "ready").exists, "the job", pause=0.01)
            time.sleep(moment)
            os.kill(wait_until(lambda: keeper_of(process.pid), "the keeper"), signal.SIGKILL)
            tally["keeper", "killed"] += 1
            second = host.ask("run", "leads", "--no-overlap", "--", "touch", "second")
            if second.status != 75 or (host.directory / "second").exists():
                found.append(f"a second run began: {second}")
        finally:
            (host.directory / "go").touch()
        status = process.wait(PATIENCE)
        if status != (0 if ends_well else 3):
            found.append(f"it ends with {status}: {(host.directory / f'{name}.out').read_text()}")
        found += host.leftovers() + host.wrong_with_records(name, {"succeeded" if ends_well else "failed"})
        following = host.ask("run", "leads", "--no-overlap", "--", "true")
        if following.status:
            found.append(str(following))
    return [f"keeper killed {moment * 1000:.1f} ms after the job began: {each}" for each in found]


def main():
    parser = argparse.ArgumentParser(prog="jobs.kills", description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=60, help="so many kills of run; a quarter as many of its keeper")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--workers", type=int, default=4)
    arguments = parser.parse_args()
    programs.require(programs.BATCHWATCH)
    checks = Checks()
    tally = Counter()
    with ThreadPoolExecutor(arguments.workers) as pool:
        for title, kill, times in (("run is killed", kill_run, arguments.times),
                                   ("the keeper of its records is killed", kill_keeper, max(1, arguments.times // 4))):
            found = pool.map(lambda number, kill=kill: kill(
                number, random.Random(f"{arguments.seed} {kill.__name__} {number}"), tally), range(times))
            checks.add(f"{title}, {times} times (seed {arguments.seed})", [line for each in found for line in each])
    checks.add("kills came while run was there", [] if sum(
        count for (_, what), count in tally.items() if what == "killed") else [str(tally)],
        *(f"{count:5} {title}: {what}" for (title, what), count in sorted(tally.items())))
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
