"""Records of the guards of `run`, as they wait in the spool; and a clock that is set while it runs."""

import calendar
import contextlib
import os
import shlex
import sqlite3
import time
from pathlib import Path

from behave import given, when

from kit import clocks
from kit.commands import TIMEOUT, Result
from kit.waits import wait_until


def milliseconds(moment):
    return calendar.timegm(time.strptime(moment, "%Y-%m-%dT%H:%M:%SZ")) * 1000


@given("records of {batch} wait in the spool")
def write_records(context, batch):
    """A row for each: its time, its run, and what it says, whose fields are separated by blanks. In these `@TIME` stands
    for a time in milliseconds and `_` for a blank."""
    directory = context.world.directory / "tracker.db-spool"
    directory.mkdir(exist_ok=True)
    for number, row in enumerate(context.table, start=1):
        event = [
            str(milliseconds(word[1:])) if word.startswith("@") else "" if word == "none" else word.replace("_", " ")
            for word in row["record"].split()
        ]
        fields = ["1", f"planted{number}", batch, row["run"], str(milliseconds(row["time"])), "now", *event]
        (directory / f"{number:012}.record").write_text("\t".join(fields) + "\n", encoding="utf-8")


@given("the tracker is one of the first release")
def write_first_tracker(context):
    """With a run that succeeded, and the lock file that every tracker has."""
    source = (Path(__file__).parents[3] / "Sources/Tracker/Migrations.swift").read_text(encoding="utf-8")
    first_step = source.split('"""')[1]
    tracker = context.world.tracker
    with contextlib.closing(sqlite3.connect(tracker)) as database:
        database.executescript(f"""
            PRAGMA journal_mode = WAL;
            BEGIN; {first_step} PRAGMA application_id = 1113675617; PRAGMA user_version = 1; COMMIT;
            INSERT INTO batches(id, name, newest_run, last_run, succeeded) VALUES(1, 'leads', 1, 1, 1);
            INSERT INTO runs(id, batch, name, outcome, started_at, ended_at, progress_at)
            VALUES(1, 1, 'night', 'succeeded', 1772758800000, 1772762400000, 1772762400000);
            """)
    lock = tracker.with_name(tracker.name + "-lock")
    lock.touch()
    user = getattr(context.world, "user_prefix", [])
    if user:
        os.chown(tracker, 64001, 64001)
        os.chown(lock, 64001, 64001)


@given("the tracker's lock file may not be written")
def forbid_lock(context):
    tracker = context.world.tracker
    lock = tracker.with_name(tracker.name + "-lock")
    lock.chmod(0)


@when("a clock is set by {seconds} s while this runs: `{command}`")
def set_clock(context, seconds, command):
    """The command makes the file `ready`, and waits for the file `go`. Afterwards the clock is the host's again."""
    world = context.world
    clock = world.directory / "clock"
    clocks.set_file(clock, "+0")
    process = world.start([*clocks.prefix(**clocks.by_file(clock)), *shlex.split(command)])
    wait_until((world.directory / "ready").exists, "ready")
    clocks.set_file(clock, seconds)
    (world.directory / "go").touch()
    world.result = Result(command, process.wait(TIMEOUT), "", "")
