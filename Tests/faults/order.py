#!/usr/bin/env python3
"""Holds a record back between its commit and its publication, kills a newer one at each step of its own publication, and
lets the first go on: what is published must not turn back.

    python3 -B Tests faults.order [--binary FILE]
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from faults import evidence, injection, situations

REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE = 60
LEADS = ("batch_leads_total", frozenset({("batch", "leads")}))


def state_of(process):
    """A process's state, a letter; None where it is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return None


class HeldRecord:
    """A record that has committed, opened the log of what is published, and stands still there."""

    def __init__(self, host, line):
        self.tracer = subprocess.Popen(
            [injection.STRACE, "-qq", "-o", "/dev/null", "-P", f"{host.tracker}-published", "-e", "trace=openat",
             "-e", "inject=openat:signal=SIGSTOP", *host.command(line)],
            env=host.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        end = time.monotonic() + PATIENCE
        children = Path(f"/proc/{self.tracer.pid}/task/{self.tracer.pid}/children")
        while time.monotonic() < end:
            found = children.read_text(encoding="ascii").split()
            if found and state_of(found[0]) in ("T", "t") and self._is_in_product(found[0], host):
                self.process = int(found[0])
                return
            time.sleep(0.01)
        raise AssertionError("the record that is to be held back doesn't come to a stop")

    @staticmethod
    def _is_in_product(process, host):
        """Whether it stands where it is meant to: with the log open."""
        try:
            links = [os.readlink(path) for path in Path(f"/proc/{process}/fd").iterdir()]
        except OSError:
            return False
        return f"{host.tracker}-published" in links

    def go_on(self):
        """Lets it publish. Returns its exit status and what it said."""
        os.kill(self.process, signal.SIGCONT)
        said, _ = self.tracer.communicate(timeout=PATIENCE)
        return self.tracer.returncode, said.decode()


def leads(host):
    """What is published."""
    return evidence.textfiles(host.textfiles)["batchwatch_leads.prom"].get(LEADS, 0)


def steps(host, line):
    """The newer record's system calls from the opening of the log on."""
    _, calls = injection.trace(host.command(line), host.environment, host.log, str(host.root))
    first = next(i for i, call in enumerate(calls) if call.name == "openat" and "-published" in call.text)
    return [call for call in calls[first:] if call.name not in ("munmap", "brk", "mmap")]


def main():
    parser = argparse.ArgumentParser(description="Kills the newest publisher while an older one waits.")
    parser.add_argument("--binary", type=Path, default=REPOSITORY / ".build/bin/batchwatch")
    binary = parser.parse_args().binary
    root = REPOSITORY / ".build/faults" / f"order-{os.getpid()}"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    host = situations.Host(root, binary)
    host.configuration.write_text(situations.CONFIGURATION, encoding="utf-8")
    host.begin()
    host.must("start leads --run night", "leads leads 100")
    host.save("ready")
    newer = "leads leads 5"
    kills = steps(host, newer)
    if not any(call.name == "rename" for call in kills):
        raise AssertionError("the record replaces no file; nothing could be proven")
    wrong, overtaken = 0, 0
    for call in kills:
        host.restore("ready")
        held = HeldRecord(host, "leads leads 1")
        outcome = injection.disturb(
            host.command(newer), host.environment, host.log, injection.Injection(call, "SIGKILL"))
        before = leads(host)
        overtaken += before == 106
        status, said = held.go_on()
        after = leads(host)
        host.must("export")
        stale = evidence.disagreements(evidence.textfiles(host.textfiles), host.read())
        if outcome.status != 137 or status != 0 or after < before or stale:
            wrong += 1
            print(f"killed at {call.name} {call.number} ({call.text[:80]}): {before:g}, then {after:g};"
                  f" status {status} {said.strip()}; after an export {stale}")
    shutil.rmtree(root)
    print(f"{len(kills)} kills of the newest publisher, {overtaken} of them after its file was in place: {wrong} wrong")
    return 1 if wrong or not overtaken else 0


if __name__ == "__main__":
    sys.exit(main())
