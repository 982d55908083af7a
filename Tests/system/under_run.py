"""A machine on which cron, systemd and programs that look at standard error start `batchwatch run`."""

import contextlib
import json
import sqlite3
import time

from kit.waits import wait_until
from system import by_cron, product
from system.product import PIPELINE, PROGRAM, TRACKER

LOG_CRON = "SYSLOG_FACILITY=9"
READY = "systemd-notify --ready --status=works; exec sleep 100"


def play(machine, check):
    """All checks on this machine, in their order."""
    machine.boot()
    product.add_pipeline_user(machine)
    product.apt_install(machine, product.package())
    machine.run("usermod", "--append", "--groups", "batchwatch", PIPELINE)
    check("Type=exec: a unit that is stopped ends as it does alone, and is recorded", stopped_unit, machine)
    check("Type=notify: the command's word makes the unit active, with NotifyAccess=all", notifying_unit, machine)
    check("a missing textfile directory: standard error stays empty, the system's log has it", warned, machine)
    check("a record that must wait: standard error stays empty, the system's log has it", spooled, machine)
    check("no record at all: that is an error, on standard error", refused, machine)
    by_cron.play(machine, check)


def _start(machine, unit, batch, kind, command, more=""):
    """Starts a unit, around whose command stands `run` where there is a batch. Returns how that ended."""
    run = f"{PROGRAM} run {batch} -- " if batch else ""
    machine.write(f"/etc/systemd/system/{unit}.service",
                  f"[Service]\nType={kind}\nUser={PIPELINE}\n{more}ExecStart={run}{command}\n")
    machine.run("systemctl daemon-reload")
    return machine.call("systemctl", "start", unit)


def _stop(machine, unit):
    """Stops it once its command runs. Returns how systemd rates its end."""
    wait_until(lambda: "sleep" in machine.call(f"cat /sys/fs/cgroup$(systemctl show --value --property=ControlGroup {unit}"
                                               ")/cgroup.procs | xargs -I{} cat /proc/{}/comm").stdout, "its command")
    machine.run("systemctl", "stop", unit)
    return machine.show(unit, "ActiveState", "Result", "ExecMainCode", "ExecMainStatus")


def _record(machine, batch):
    (run,) = json.loads(product.batchwatch(machine, "history", batch, "--json"))["runs"]
    return run["outcome"], run["exit_status"], run["reason"]


def stopped_unit(machine):
    """SIGTERM is for the whole unit, or for its first process: either way that one dies of the signal."""
    for mode in ("control-group", "mixed", "process"):
        ends = {}
        for batch in ("", f"stopped-{mode}"):
            unit = batch or f"alone-{mode}"
            started = _start(machine, unit, batch, "exec", "/usr/bin/sleep 100", f"KillMode={mode}\n")
            assert started.returncode == 0, started.stderr
            ends[unit] = _stop(machine, unit)
        alone, under = ends.values()
        assert alone["Result"] == "success" and alone["ActiveState"] == "inactive", f"{mode}, alone: {alone}"
        assert under == alone, f"{mode}: alone {alone}, under run {under}"
        record = _record(machine, f"stopped-{mode}")
        assert record == ("failed", 143, "killed by SIGTERM"), f"{mode}: {record}"


def notifying_unit(machine):
    """The command is not the unit's own process, so it must be allowed to speak."""
    command = f"/bin/sh -c '{READY}'"
    refused_one = _start(machine, "unheard", "unheard", "notify", command, "NotifyAccess=main\nTimeoutStartSec=2\n")
    assert refused_one.returncode != 0, "it became active without NotifyAccess=all"
    result = machine.show("unheard", "Result")["Result"]
    assert result == "timeout", f"without NotifyAccess=all: {result}"
    machine.run("systemctl reset-failed unheard")
    started = _start(machine, "notifies", "notifies", "notify", command, "NotifyAccess=all\nTimeoutStartSec=20\n")
    state = machine.show("notifies", "ActiveState", "StatusText")
    assert started.returncode == 0 and state == {"ActiveState": "active", "StatusText": "works"}, f"{state} {started}"
    end = _stop(machine, "notifies")
    assert end["Result"] == "success" and end["ActiveState"] == "inactive", end


def _run_echo(machine, batch, *settings):
    """Runs a command that says something, as chronic(1) would. Returns its standard error, and what the system's log got."""
    begun = time.time()
    ended = machine.call("env", *settings, PROGRAM, "run", batch, "--", "echo", "shown", user=PIPELINE)
    assert (ended.returncode, ended.stdout) == (0, "shown\n"), f"{ended}"
    return ended.stderr, machine.journal("--identifier=batchwatch", LOG_CRON, "PRIORITY=4", f"--since=@{begun:.6f}")


def warned(machine):
    """The record is made, and nobody can see its figures."""
    errors, log = _run_echo(machine, "unseen", f"BATCHWATCH_TEXTFILE_DIRECTORY={by_cron.MISSING}")
    assert errors == "", f"on standard error: {errors}"
    assert "level=warn" in log and "batch=unseen" in log and by_cron.MISSING in log, f"in the log: {log}"


def spooled(machine):
    """Somebody else keeps the tracker to himself for longer than a record waits."""
    with contextlib.closing(sqlite3.connect(machine.path(f"{TRACKER}/tracker.db"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        errors, log = _run_echo(machine, "waits")
        other.execute("ROLLBACK")
    assert errors == "", f"on standard error: {errors}"
    assert "the record waits in the spool" in log and "batch=waits" in log, f"in the log: {log}"
    product.batchwatch(machine, "export")
    record = _record(machine, "waits")
    assert record[:2] == ("succeeded", 0), record


def refused(machine):
    """It must not go where nobody looks."""
    errors, _ = _run_echo(machine, "unrecorded", "BATCHWATCH_TRACKER=/proc/tracker.db")
    assert "level=error" in errors and "/proc" in errors, f"on standard error: {errors}"
