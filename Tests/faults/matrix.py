"""Disturbs every call in every situation at every system call, and judges what is left.

    python3 -B Tests faults.matrix [--quick] [--only SITUATION]…

A kill -9 at each system call, and each call failing once with each error that fits it. After each:

- the record is in the tracker wholly or not at all, and the tracker passes SQLite's own check
- if the call was acknowledged (exit status 0), its record is in the tracker or whole in the spool
- every .prom file is one that node_exporter takes
- the next two undisturbed calls, a record and an export, succeed; then the tracker holds exactly the records that were
  in it or in its spool after the fault, each once, the .prom files say what the tracker says, no counter turned back,
  and the group may still use every file

Calls before the first that touches the host (the loader's) are left alone: nothing is done yet then.

With --quick, only the calls that change something on the disk, since a kill at any other leaves the same state, and of
many writes to one file in a row only the first and the last; each is killed, and fails once. Two processes work in
parallel, each with a host of its own under .build/faults.
"""

import argparse
import concurrent.futures
import itertools
import os
import shutil
import stat
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from faults import evidence, injection, situations
from kit import programs

WORKERS = 2
FAILURES = {64, 65, 69, 70, 73, 74, 75, 78}
"""Exit statuses of a call that says it failed; 70 would be a bug, and is judged apart."""


@dataclass
class Finding:
    """One injection after which something was wrong."""

    situation: str
    verb: str
    what: str
    damages: list

    def __str__(self):
        where = f"{self.situation}: batchwatch {self.verb}: {self.what}"
        return "\n".join([where, *(f"    {damage}" for damage in self.damages)])


@dataclass
class Expectation:
    """What undisturbed calls do in a situation."""

    states: list
    """The tracker's states before the verb has done its work."""
    after: str
    """Its state with the verb's record."""
    then_without: str
    """Its state after the marker, when the verb did nothing."""
    then_with: str
    """Its state after the verb and the marker."""
    waiting: set
    """Ids of the records that wait in the spool at the beginning."""


@dataclass
class Tally:
    """What came out."""

    injections: Counter = field(default_factory=Counter)
    acknowledged: int = 0
    spooled: int = 0
    unreached: int = 0
    findings: list = field(default_factory=list)


class Worker:
    """Prepares and disturbs on a host of its own."""

    def __init__(self, number, situation):
        root = programs.REPOSITORY / ".build/faults" / f"{os.getpid()}-{number}"
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir(parents=True)
        self.situation = situation
        self.host = situations.Host(root)
        self.host.umask = situation.umask
        self.host.configuration.write_text(situations.CONFIGURATION, encoding="utf-8")
        self.host.begin()
        self.states = situation.prepare(self.host)
        self.host.save("ready")
        self.published = evidence.counters(evidence.textfiles(self.host.textfiles))

    def expect(self, verb):
        """Finds out what undisturbed calls do."""
        host = self.host
        after = self._after(verb)
        with_verb = self._after(verb, self.situation.marker, "export")
        without = self._after(self.situation.marker, "export")
        host.restore("ready")
        waiting = set(evidence.spooled(host.spool))
        if verb != "export" and (after in self.states or with_verb == without):
            raise AssertionError(f"{self.situation.name}: {verb}: the record leaves no trace, so nothing can be proven")
        return Expectation(self.states, after, without, with_verb, waiting)

    def _after(self, *lines):
        self.host.restore("ready")
        self.host.must(*lines)
        return self.host.read()

    def calls(self, verb):
        """The system calls of an undisturbed call."""
        self.host.restore("ready")
        outcome, calls = injection.trace(
            self.host.command(verb), self.host.environment, self.host.log, str(self.host.root), self.situation.umask)
        if outcome.status != 0 or not calls:
            raise AssertionError(f"batchwatch {verb}: exit status {outcome.status}: {outcome.stderr}")
        return calls

    def judge(self, verb, expected, what, tally):
        """Disturbs a call once. Returns the damages."""
        host = self.host
        host.restore("ready")
        outcome = injection.disturb(host.command(verb), host.environment, host.log, what, self.situation.umask)
        if not outcome.was_disturbed:
            tally.unreached += 1
        try:
            return _Judgement(host, self.situation, verb, expected, self.published).damages(what, outcome, tally)
        except evidence.Damage as damage:
            return [str(damage)]


class _Judgement:
    def __init__(self, host, situation, verb, expected, published):
        self.host = host
        self.situation = situation
        self.verb = verb
        self.expected = expected
        self.published = published

    def damages(self, what, outcome, tally):
        """What is wrong after one fault."""
        found = list(self._ending(what, outcome))
        state, is_readable = self._state()
        found += self._whole(state, is_readable)
        new = set(evidence.spooled(self.host.spool)) - self.expected.waiting
        is_kept = new or (is_readable and state == self.expected.after)
        tally.acknowledged += outcome.status == 0
        tally.spooled += bool(new)
        printed = self.verb.startswith("start") and outcome.stdout
        if (outcome.status == 0 or printed) and not is_kept and self.verb != "export":
            found.append(f"acknowledged, but neither in the tracker nor in the spool; {outcome.stderr.strip()}")
        counters = self.published | evidence.counters(evidence.textfiles(self.host.textfiles))
        return found + list(self._recovery(is_kept, counters, what, outcome))

    def _ending(self, what, outcome):
        if what.is_kill or outcome.status in FAILURES - {70} | {0}:
            return
        yield f"ended with status {outcome.status}: {outcome.stderr.strip()[-300:]}"

    def _state(self):
        try:
            return self.host.read(), True
        except evidence.Damage:
            if self.situation.name != "damaged":
                raise
            return None, False

    def _whole(self, state, is_readable):
        allowed = [*self.expected.states, self.expected.after]
        if not is_readable or state in allowed or (self.situation.name == "damaged" and state is None):
            return []
        before = self.expected.states[-1]
        return [f"the tracker says neither what it said before nor after:\n{state}\nbefore:\n{before}"]

    def _recovery(self, is_kept, counters, what, outcome):
        host = self.host
        for line in (self.situation.marker, "export"):
            following = host.call(line)
            if following.status != 0:
                yield f"then '{line}' ended with {following.status}: {following.stderr.strip()}"
            elif line != "export":
                files = evidence.textfiles(host.textfiles)
                batch = line.split()[1]
                wrong = [line for line in evidence.disagreements(files, host.read() or "{}") if f'"{batch}"' in line]
                yield from (f"after the next call, {line}" for line in wrong)
        state = host.read()
        wanted = self.expected.then_with if is_kept else self.expected.then_without
        if state != wanted:
            yield f"in the end the tracker says\n{state}\nnot\n{wanted}\n    stderr then: {outcome.stderr.strip()}"
        files = evidence.textfiles(host.textfiles)
        yield from evidence.disagreements(files, state or "{}")
        for key, value in evidence.counters(files).items():
            if value < counters.get(key, 0):
                yield f"{evidence.exposition.written(key)} turned back from {counters[key]} to {value}"
        if evidence.spooled(host.spool):
            yield "records still wait in the spool"
        drafts = [path.name for path in host.textfiles.iterdir() if not path.name.endswith(".prom")]
        if drafts:
            yield f"drafts are left: {drafts}"
        yield from self._modes(what)

    def _modes(self, what):
        # Nobody can help a mode that could not be set; and when SQLite can't look at the log or the index that it has
        # just made, it leaves their modes as they are.
        if not what.is_kill and what.call.name in ("chmod", "fchmod"):
            return
        for path in (self.host.state, *self.host.state.iterdir()):
            if not what.is_kill and path.name.endswith(("-wal", "-shm")):
                continue
            mode = stat.S_IMODE(path.stat().st_mode)
            wanted = 0o770 if path.is_dir() else 0o660
            # A kill may leave a draft under its random name; nobody needs it.
            if mode & 0o777 != wanted and ".new-" not in path.name:
                yield f"{path.name} has mode {mode:o}, not {wanted:o}"


def plan(calls, is_quick):
    """The injections for a call's system calls."""
    if is_quick:
        changes = [call for call in calls if call.changes]
        around = zip([None, *changes], changes, [*changes[1:], None])
        calls = [call for before, call, after in around if not (call.follows(before) and after and after.follows(call))]
    for call in calls:
        yield injection.Injection(call, "SIGKILL")
    for call in calls:
        for error in injection.ERRORS.get(call.name, ())[: 1 if is_quick else None]:
            yield injection.Injection(call, error)


def examine(situation, is_quick, say, verbs=None):
    """Disturbs every call of a situation. Returns the tally."""
    tally, lock = Tally(), threading.Lock()
    workers = [Worker(number, situation) for number in range(WORKERS)]
    for verb in verbs or situation.verbs:
        begun = time.monotonic()
        expectations = [worker.expect(verb) for worker in workers]
        injections = list(plan(workers[0].calls(verb), is_quick))
        queue = iter(injections)
        done = [0]

        def work(worker, expected, queue=queue, verb=verb, injections=injections, done=done):
            while True:
                with lock:
                    what = next(queue, None)
                if what is None:
                    return
                damages = worker.judge(verb, expected, what, tally)
                with lock:
                    tally.injections["kills" if what.is_kill else "errors"] += 1
                    if damages:
                        tally.findings.append(Finding(situation.name, verb, f"{what} {what.call.text[:120]}", damages))
                        say(str(tally.findings[-1]))
                    done[0] += 1
                    if done[0] % 500 == 0:
                        say(f"{situation.name}: batchwatch {verb}: {done[0]} of {len(injections)}")

        before = len(tally.findings)
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            for ended in [pool.submit(work, *pair) for pair in zip(workers, expectations)]:
                ended.result()
        say(f"{situation.name}: batchwatch {verb}: {len(injections)} injections,"
            f" {len(tally.findings) - before} with damage, {time.monotonic() - begun:.0f} s")
    for worker in workers:
        shutil.rmtree(worker.host.root)
    return tally


def main():
    parser = argparse.ArgumentParser(description="Disturbs every system call of batchwatch and judges what is left.")
    parser.add_argument("--quick", action="store_true", help="only calls that change the disk, each with one error")
    parser.add_argument("--only", action="append", help="only this situation")
    arguments = parser.parse_args()
    chosen = [situations.named(name) for name in arguments.only] if arguments.only else situations.SITUATIONS
    tallies = [examine(situation, arguments.quick, lambda line: print(line, flush=True)) for situation in chosen]
    findings = list(itertools.chain.from_iterable(tally.findings for tally in tallies))
    counts = sum((tally.injections for tally in tallies), Counter())
    print(
        f"{counts.total()} injections ({counts['kills']} kills, {counts['errors']} errors):"
        f" {len(findings)} with damage; {sum(tally.acknowledged for tally in tallies)} acknowledged all the same,"
        f" {sum(tally.spooled for tally in tallies)} of the records in the spool;"
        f" {sum(tally.unreached for tally in tallies)} injections came too late to strike"
    )
    return 1 if findings or not counts else 0


if __name__ == "__main__":
    sys.exit(main())
