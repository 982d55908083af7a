#!/usr/bin/env python3
"""Plants things that are no files of ours beside the tracker, in its spool and in the textfile directory, as a member of
the group might by a slip or on purpose, and calls each verb then.

    python3 -B Tests faults.plants [--plants N] [--seed N] [--workers N] [--deadline SECONDS]

After each call: no signal ended it, nor its deadline; it took less than 64 MB; `run` has started its command and returned
its status; and a pass of the monitor has mailed that a batch failed, wherever the tracker can be read.

Needs root, and gets it by sudo: the tracker's owner, who makes the calls, and the member are two users.
"""

import argparse
import concurrent.futures
import fcntl
import os
import random
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
OWNER, MEMBER, GROUP = 61001, 61002, 61000
MEMORY = 64 << 10
"""Kilobytes that a call may take at most."""
STATUSES = {0, 64, 69, 73, 74, 75, 78}
"""What a call may say; 70 would be a bug."""
STATE, TEXTFILES = "state", "textfile"

NAMES = [
    *(f"{STATE}/tracker.db{ending}" for ending in (
        "", "-journal", "-wal", "-shm", "-lock", "-published", "-spool", "-alerts", "-monitor", "-monitor-journal",
        "-monitor-wal", "-monitor-shm", "-monitor-lock", "-monitor-config", "-salvaged", "-salvaging", "-salvaging-wal",
        ".replacement", ".corrupt-1", "-spool/000000000000.record", "-spool/000000000009.record", "-spool/.draft",
        "-alerts/Planted@leads", "-alerts/.draft-1")),
    *(f"{TEXTFILES}/{name}" for name in ("batchwatch_leads.prom", "batchwatch_invoices.prom", "batchwatch.prom", "x.prom")),
]
"""Where something is planted, under the host's directory."""

VERBS = {
    "start": "start leads", "stage": "stage leads scrape", "end": "end leads", "export": "export", "status": "status",
    "monitor": "monitor --once", "doctor": "doctor", "run": "run leads -- {command}",
}


def fifo(path):
    """A FIFO that nobody writes to."""
    os.mkfifo(path, 0o666)


def held_fifo(path):
    """A FIFO that a process of the member's keeps open, and writes nothing to."""
    os.mkfifo(path, 0o666)
    return _meanwhile(lambda: time.sleep(600), os.open(path, os.O_RDWR))


def plug(path):
    """A socket."""
    directory, name = os.path.split(path)
    os.chdir(directory)
    socket.socket(socket.AF_UNIX).bind(name)


def link_outside(path):
    """A link to a file elsewhere."""
    os.symlink("/etc/passwd", path)


def link_device(path):
    """A link to a device that never ends."""
    os.symlink("/dev/zero", path)


def link_nowhere(path):
    """A link to nothing."""
    os.symlink("/nowhere/at/all", path)


def link_itself(path):
    """A link to itself."""
    os.symlink(path, path)


def link_directory(path):
    """A link to a directory."""
    os.symlink("/tmp", path)


def directory(path):
    """A directory."""
    os.mkdir(path)


def full_directory(path):
    """A directory with something in it, which can't be replaced."""
    os.mkdir(path)
    Path(path, "inside").write_text("precious", encoding="ascii")


def sparse(path):
    """A file of a terabyte without a disk to hold it."""
    with open(path, "wb") as file:
        file.truncate(1 << 40)


def sparse_after_content(path):
    """The file as it was, made a terabyte long."""
    with open(path, "ab") as file:
        os.truncate(file.fileno(), 1 << 40)


def garbage(path):
    """Bytes that mean nothing."""
    Path(path).write_bytes(random.Random(path).randbytes(70_000))


def ones(path):
    """The largest of all numbers."""
    Path(path).write_bytes(b"\x7f" + b"\xff" * 70_000)


def largest_cells(path):
    """The largest of all signed numbers, everywhere."""
    Path(path).write_bytes(b"\xff\xff\xff\xff\xff\xff\xff\x7f" * 9000)


def empty(path):
    """An empty file."""
    Path(path).touch()


def unreadable(path):
    """A file that only the member may read."""
    Path(path).write_bytes(b"mine")
    os.chmod(path, 0)


def growing(path):
    """A file that grows while it is read."""
    file = open(path, "ab")  # pylint: disable=consider-using-with

    def grow():
        for _ in range(2000):
            file.write(b"x" * 4096)
            file.flush()
            time.sleep(0.001)

    return _meanwhile(grow)


def vanishing(path):
    """A name under which a file comes and goes."""

    def change():
        for _ in range(3000):
            Path(path).write_bytes(b"here")
            time.sleep(0.001)
            os.unlink(path)

    return _meanwhile(change)


def swapped(path):
    """A name under which a link, a directory, a FIFO and a file take turns."""

    def change():
        for number in range(3000):
            _clear(path)
            try:
                (link_nowhere, directory, fifo, empty)[number % 4](path)
            except FileExistsError:
                continue
            time.sleep(0.001)

    return _meanwhile(change)


def locked(path):
    """The file as it was, locked by a process of the member's for as long as the call runs."""
    ready, tell = os.pipe()

    def hold():
        with open(path, "r+b") as file:
            fcntl.lockf(file, fcntl.LOCK_EX)
            os.write(tell, b".")
            time.sleep(600)

    process = _meanwhile(hold)
    os.close(tell)
    os.read(ready, 1)
    os.close(ready)
    return process


KEEPING = {sparse_after_content, growing, locked}
"""Plants that need the file that was there."""

PLANTS = [
    fifo, held_fifo, plug, link_outside, link_device, link_nowhere, link_itself, link_directory, directory, full_directory,
    sparse, sparse_after_content, garbage, ones, largest_cells, empty, unreadable, growing, vanishing, swapped,
    locked,
]


def _clear(path):
    """Takes away what stands under a name, as a member may: directories go under another one."""
    try:
        if stat.S_ISDIR(os.lstat(path).st_mode):
            os.rename(path, f"{path}.was-{time.monotonic_ns()}")
        else:
            os.unlink(path)
    except FileNotFoundError:
        pass


def _meanwhile(body, *_kept):
    """Runs `body` in a process of its own, to be ended by its id. Returns the id."""
    process = os.fork()
    if process == 0:
        try:
            body()
        except OSError:
            pass
        finally:
            os._exit(0)
    return process


@dataclass
class Trial:
    """One plant and one call."""

    name: str
    plant: object
    verb: str
    best_effort: bool

    def __str__(self):
        return f"{self.plant.__name__} as {self.name}, batchwatch {self.verb}"

    @property
    def is_readable(self):
        """Whether the tracker can say that a batch failed all the same: neither itself nor its log is another, and
        nobody keeps changing what SQLite looks for."""
        if self.plant in (locked, swapped) and self.name.endswith("-monitor-lock"):
            return False
        if self.plant in (vanishing, swapped, growing, unreadable) and self.name.endswith("tracker.db-journal"):
            return False
        return not self.name.endswith(("tracker.db", "tracker.db-wal", "tracker.db-shm"))


class Host:
    """A host's directories, with a batch that runs, one that has failed, a record that waits and an alert."""

    def __init__(self, number, programs):
        self.root = Path(tempfile.mkdtemp(prefix=f"batchwatch-plants-{number}."))
        self.root.chmod(0o755)
        for name in ("batchwatch", "batchwatch-monitor"):
            shutil.copy(programs / name, self.root)
        self.live, self.ready = self.root / "live", self.root / "ready"
        self.mails, self.started = self.live / "mails", self.live / "started"
        self.sendmail, self.command = self.root / "sendmail", self.root / "command"
        self.sendmail.write_text(f"#!/bin/sh\nexec cat >>{self.mails}\n", encoding="ascii")
        self.command.write_text(f"#!/bin/sh\necho started >>{self.started}\nexit 7\n", encoding="ascii")
        for program in (self.sendmail, self.command):
            program.chmod(0o755)
        (self.root / "config.yml").write_text(
            "timezone: UTC\nbatches: [{name: leads, stages: [scrape]}, {name: invoices}]\n"
            f"mail: {{to: [a@example.com], from: b@example.com, sendmail: {self.sendmail}}}\n", encoding="ascii")
        for path, mode in ((self.live, 0o755), (self.live / STATE, 0o2770), (self.live / TEXTFILES, 0o775)):
            path.mkdir()
            os.chown(path, OWNER, GROUP)
            path.chmod(mode)
        self.environment = {
            "PATH": "/usr/bin:/bin", "HOME": str(self.live), "LC_ALL": "C.UTF-8",
            "BATCHWATCH_TRACKER": str(self.live / STATE / "tracker.db"),
            "BATCHWATCH_TEXTFILE_DIRECTORY": str(self.live / TEXTFILES),
            "BATCHWATCH_CONFIG": str(self.root / "config.yml"), "RUNTIME_DIRECTORY": str(self.live),
        }
        for line in ("start leads", "start invoices", "end invoices --failed --reason printer", "export"):
            self._must(line)
        os.rename(self.live, self.ready)

    def _must(self, line):
        status, _, _, said = self.call(line, {}, 60)
        if status != 0:
            raise AssertionError(f"batchwatch {line}: {status} {said}")

    def call(self, line, environment, deadline):
        """Makes a call as the owner. Returns its status (None: it had to be killed), seconds, kilobytes, and what it
        said."""
        with tempfile.TemporaryFile() as said:
            begun = time.monotonic()
            child = subprocess.Popen(
                [self.root / "batchwatch", *line.split()], env=self.environment | environment, user=OWNER, group=GROUP,
                extra_groups=[], umask=0o007, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd="/")
            while True:
                process, status, usage = os.wait4(child.pid, os.WNOHANG)
                if process:
                    break
                if time.monotonic() - begun > deadline:
                    os.kill(child.pid, signal.SIGKILL)
                    os.wait4(child.pid, 0)
                    return None, deadline, 0, self._tail(said)
                time.sleep(0.002)
            child.returncode = os.waitstatus_to_exitcode(status)
            return child.returncode, time.monotonic() - begun, usage.ru_maxrss, self._tail(said)

    @staticmethod
    def _tail(file):
        file.seek(0)
        return file.read(1 << 16).decode("utf-8", "backslashreplace").strip()

    def restore(self):
        """The host as it was."""
        shutil.rmtree(self.live, ignore_errors=True)
        subprocess.run(["cp", "-a", self.ready, self.live], check=True)
        # One more record waits, whole; it is the first to be taken in.
        spool = self.live / STATE / "tracker.db-spool"
        for path in (spool, self.live / STATE / "tracker.db-alerts"):
            path.mkdir()
            os.chown(path, OWNER, GROUP)
            path.chmod(0o2770)

    def plant(self, trial):
        """As the member. Returns the process that goes on with it, if any."""
        path = str(self.live / trial.name)
        os.setegid(GROUP)
        os.seteuid(MEMBER)
        try:
            is_open_to_us = os.path.isfile(path) and os.access(path, os.W_OK, effective_ids=True)
            if trial.plant not in KEEPING or not is_open_to_us:
                _clear(path)
            if trial.plant is locked and not is_open_to_us:
                Path(path).touch()
            return trial.plant(path)
        finally:
            os.chdir("/")
            os.seteuid(0)
            os.setegid(0)

    def judge(self, trial, deadline):
        """Plants, calls. Returns what is wrong, and the seconds and kilobytes of the call."""
        self.restore()
        meanwhile = self.plant(trial)
        try:
            environment = {"BATCHWATCH_BEST_EFFORT": "1"} if trial.best_effort else {}
            line = VERBS[trial.verb].format(command=self.command)
            # Two records, each of which waits ten seconds for a lock that somebody holds.
            allowed = 2 * deadline if trial.verb == "run" else deadline
            status, seconds, memory, said = self.call(line, environment, allowed)
        finally:
            if meanwhile:
                os.kill(meanwhile, signal.SIGKILL)
                os.waitpid(meanwhile, 0)
        return list(self._damages(trial, status, seconds, memory, said)), seconds, memory, said

    def _damages(self, trial, status, seconds, memory, said):
        if status is None:
            yield f"it didn't end within {seconds:.0f} s"
            return
        if status < 0:
            yield f"signal {-status} ended it"
        if memory > MEMORY:
            yield f"it took {memory >> 10} MB"
        if trial.verb == "run":
            if status != 7:
                yield f"its command's status was 7, and it returned {status}"
            if not self.started.exists() or self.started.read_text(encoding="ascii") != "started\n":
                yield "it didn't start its command, or not once"
        elif status not in STATUSES or (trial.best_effort and trial.verb in ("start", "stage", "end") and status):
            yield f"it returned {status}"
        if trial.verb == "monitor" and trial.is_readable:
            if not self.mails.exists() or b"invoices" not in self.mails.read_bytes():
                yield "nobody was told of the batch that failed"
        if "Fatal error" in said:
            yield "a trap"


def trials(count, seed):
    """All pairs of name and plant once around, each with a verb by chance."""
    chance = random.Random(seed)
    pairs = [(name, plant) for name in NAMES for plant in PLANTS]
    chosen = []
    while len(chosen) < count:
        chance.shuffle(pairs)
        chosen += [Trial(name, plant, chance.choice(list(VERBS)), chance.random() < 0.5) for name, plant in pairs]
    return chosen[:count]


def work(number, mine, programs, deadline):
    """One worker's trials. Returns each with what is wrong, and its figures."""
    host = Host(number, programs)
    found = []
    try:
        for trial in mine:
            damages, seconds, memory, said = host.judge(trial, deadline)
            if damages:
                print(f"{trial}\n    " + "\n    ".join([*damages, said[-1500:]]), flush=True)
            found.append((trial.verb, bool(damages), seconds, memory))
    finally:
        shutil.rmtree(host.root, ignore_errors=True)
    return found


def main():
    parser = argparse.ArgumentParser(description="Plants what is no file of ours, and calls each verb.")
    parser.add_argument("--plants", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--deadline", type=float, default=15)
    parser.add_argument("--programs", type=Path, default=REPOSITORY / ".build/bin", help="where they are")
    arguments = parser.parse_args()
    if os.geteuid() != 0:
        os.execvp("sudo", ["sudo", "-n", sys.executable, "-B", *sys.argv])
    chosen = trials(arguments.plants, arguments.seed)
    with concurrent.futures.ProcessPoolExecutor(arguments.workers) as pool:
        parts = [
            pool.submit(work, number, chosen[number::arguments.workers], arguments.programs, arguments.deadline)
            for number in range(arguments.workers)
        ]
        results = [result for part in parts for result in part.result()]
    wrong = sum(is_wrong for _, is_wrong, _, _ in results)
    seconds = sorted(seconds for _, _, seconds, _ in results)
    verbs = ", ".join(f"{verb} {count}" for verb, count in sorted(Counter(verb for verb, *_ in results).items()))
    print(
        f"seed {arguments.seed}: {len(results)} plants ({verbs}): {wrong} with damage; the slowest call took"
        f" {seconds[-1]:.1f} s, {sum(value < 1 for value in seconds)} less than 1 s; at most"
        f" {max(memory for *_, memory in results) >> 10} MB")
    return 1 if wrong or not results else 0


if __name__ == "__main__":
    sys.exit(main())
