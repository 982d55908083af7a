"""The states of a host in which a call is disturbed, each prepared by undisturbed calls, and the calls themselves."""

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from faults import evidence, injection
from kit import hosts
from kit.commands import run

CONFIGURATION = """\
timezone: UTC
currency: USD
batches:
  - name: leads
    schedule: "0 1 * * *"
    complete_by: "05:00"
    stages: [scrape, enrich]
    gpu_cost_limit: 20
  - name: invoices
    schedule: "0 2 * * *"
    complete_within: 2h
"""


class Host(hosts.Host):
    """A host whose calls are disturbed."""

    def fail_to_write(self, line, call, error, of=None):
        """Runs a call whose `call` always fails, as strace's expression says, or only `of` one file; the record must be
        acknowledged."""
        name = call.split(":")[0]
        path = ["-P", of] if of else []
        outcome = run(
            [injection.STRACE, "-f", "-qq", "-o", self.log, *path, "-e", f"trace={name}", "-e",
             f"inject={name}:error={error}" + call[len(name):], *self.command(line)], self.environment, self.umask)
        if outcome.status != 0 or "spool" not in outcome.stderr:
            raise AssertionError(f"batchwatch {line}: not spooled, exit status {outcome.status}: {outcome.stderr}")

    def read(self):
        """What the tracker says."""
        return evidence.read_tracker(self.tracker, self.root / "scratch")


@dataclass(frozen=True)
class Situation:
    """A prepared host, the calls that are disturbed there, and the call that follows each."""

    name: str
    prepare: object
    """Makes the host ready. Returns what the tracker may say before the disturbed call has done its work: its states
    from the first to the one with everything that waits."""
    verbs: tuple
    marker: str = "leads leads 3 --run night-2"
    """The undisturbed call that follows."""
    umask: int = -1


NIGHT = (
    "start leads --run night-1", "stage leads scrape", "stage leads enrich", "leads leads 30", "cost leads 0.5",
    "end leads", "start invoices --run monday", "end invoices --failed --reason printer", "export",
    "start leads --run night-2", "stage leads scrape --done 5 --total 20", "leads leads 10", "cost leads 0.25",
)
"""A finished run of each batch, and one in progress."""


def night(host):
    """Some history and a run in progress."""
    host.must(*NIGHT)
    return [host.read()]


def _nothing(_):
    return [None]


def _empty_file(host):
    host.state.mkdir()
    os.chmod(host.state, 0o770)
    host.tracker.touch()
    os.chmod(host.tracker, 0o660)
    return [None]


_WAITING = ("leads leads 100 --run night-2", "start invoices --run tuesday", "cost invoices 4 --run tuesday",
            "stage leads scrape --run night-2")


def spooled(host):
    """Four records of two batches wait in the spool, because the disk was full."""
    night(host)
    host.save("before-spool")
    states = [host.read()]
    for line in _WAITING:
        host.must(line)
        states.append(host.read())
    host.restore("before-spool")
    for line in _WAITING:
        host.fail_to_write(line, "pwrite64", "ENOSPC")
    return states


def phantom(host):
    """A record's commit failed in its flush only: the log holds it whole, and so does the spool; another waits."""
    night(host)
    host.save("before-spool")
    states = [host.read()]
    for line in _WAITING[:2]:
        host.must(line)
        states.append(host.read())
    host.restore("before-spool")
    host.fail_to_write(_WAITING[0], "fdatasync:when=1", "EIO", of=f"{host.tracker}-wal")
    host.fail_to_write(_WAITING[1], "pwrite64", "ENOSPC")
    if host.read() != states[1]:
        raise AssertionError("the record is not in the log; this situation needs it there")
    if len(evidence.spooled(host.spool)) != 2:
        raise AssertionError("not both records wait; this situation needs them to")
    return states


def damaged(host):
    """An index of the tracker is overwritten, while its log holds the newest records. Every row can still be read."""
    night(host)
    database = sqlite3.connect(host.tracker)
    page_size = database.execute("PRAGMA page_size").fetchone()[0]
    root = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'runs_open'").fetchone()[0]
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    # SQLite would delete the log with the last connection, and the calls below would find none.
    database.close()
    host.must("leads leads 5", "stage invoices print --run monday")
    states = [host.read()]
    with open(host.tracker, "r+b") as file:
        file.seek((root - 1) * page_size)
        file.write(b"\xff" * page_size)
    try:
        host.read()
    except evidence.Damage:
        return states
    raise AssertionError("the tracker is not damaged; this situation needs it so")


def long_log(host):
    """The log is so long that the next commit copies it back into the database."""
    night(host)
    log = Path(f"{host.tracker}-wal")
    for _ in range(60):
        before = log.stat().st_size
        host.save("short-log")
        host.must("leads leads 1")
        if log.stat().st_size < before:
            host.restore("short-log")
            return [host.read()]
    raise AssertionError("the log was never copied back; this situation needs it")


def new_configuration(host):
    """The configuration has changed since the last call: a stage and a batch more."""
    night(host)
    states = [host.read()]
    host.configuration.write_text(
        CONFIGURATION.replace("enrich]", "enrich, email]") + "  - name: reports\n", encoding="utf-8")
    return states


RECORDS = (
    "start leads --run night-3", "stage leads scrape", "end leads", "leads leads 7", "cost leads 0.125 --stage scrape",
)

SITUATIONS = (
    Situation("night", night, (*RECORDS, "export")),
    Situation("nothing", _nothing, ("start leads --run night-1", "export"), "start leads --run night-9", 0o077),
    Situation("empty file", _empty_file, ("start leads --run night-1",), "start leads --run night-9"),
    Situation("spooled", spooled, ("leads leads 7", "end leads --run night-2", "export")),
    Situation("phantom", phantom, ("leads leads 7", "export")),
    Situation("damaged", damaged, ("leads leads 7 --run night-2", "start leads --run night-3")),
    Situation("long log", long_log, ("leads leads 7",)),
    Situation("new configuration", new_configuration, ("leads leads 7", "export")),
)


def named(name):
    """The situation of a name."""
    return next(situation for situation in SITUATIONS if situation.name == name)
