"""Runs all suites, or those that are named, each to its end whatever the others say.

    Tests/tools/test.sh [--quick | SUITE…]

Those that wait run beside those that compute. The last line is "N passed, N failed" over all of them. A suite that
can't be built, crashes or runs nothing counts as one failure, so silence never looks like success. The suites' whole
output is kept under .build/test. One suite alone shows it as it comes.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kit.programs import REPOSITORY
from suites import table
from suites.report import Report
from suites.running import LOGS, Running

AT_ONCE = 1 + (os.cpu_count() or 1)
"""So many steps that compute run at once: a build leaves a processor idle now and then."""


class Plan:
    """What is still to be run, what runs, and what has been built."""

    def __init__(self, suites, environment):
        self._suites = suites
        wanted = {need for suite in suites for need in suite.needs}
        wanted |= {need for build in table.BUILDS if build.name in wanted for need in build.needs}
        self._waiting = [*(build for build in table.BUILDS if build.name in wanted), *suites]
        self._environment = environment
        self._made = set()
        self._spoiled = {}
        self.running = []
        self._report = Report()
        # One alone is shown as it comes.
        self._shown = suites[0] if len(suites) == 1 and suites[0].shows else None

    def run(self):
        """To the end of all. Returns the exit status."""
        while self._waiting or self.running:
            self._begin()
            time.sleep(0.2)
            if not self._shown:
                self._report.progress(self.running, [step.name for step in self._waiting])
            for each in list(self.running):
                has_ended = each.has_ended()
                if each.step == self._shown:
                    print(each.news(), end="", flush=True)
                if has_ended:
                    self.running.remove(each)
                    self._end(each)
        return self._report.end()

    def _begin(self):
        for step in list(self._waiting):
            lost = [need for need in step.needs if need in self._spoiled]
            if lost:
                self._waiting.remove(step)
                if step in self._suites:
                    self._report.not_run(step, f"{lost[0]} could not be built", self._spoiled[lost[0]])
                else:
                    self._spoiled[step.name] = self._spoiled[lost[0]]
            elif set(step.needs) <= self._made and (step.waits or self._computing() < AT_ONCE):
                self._waiting.remove(step)
                self.running.append(Running(step, self._environment))

    def _computing(self):
        return sum(not each.step.waits for each in self.running)

    def _end(self, each):
        is_suite = each.step in self._suites
        trouble = each.trouble(is_suite)
        if is_suite:
            self._report.suite(each, trouble)
        else:
            self._report.built(each, trouble)
            if trouble:
                self._spoiled[each.step.name] = each.log
            else:
                self._made.add(each.step.name)


def chosen(arguments):
    """The suites that are meant."""
    if arguments == ["--quick"]:
        return table.QUICK
    known = {suite.name: suite for suite in table.SUITES}
    unknown = [name for name in arguments if name not in known]
    if unknown:
        print(f"test.sh: unknown suite '{unknown[0]}'; one of: {' '.join(known)}", file=sys.stderr)
        sys.exit(64)
    return tuple(suite for suite in table.SUITES if suite.name in arguments or not arguments)


def main():
    """Runs them, and leaves nothing behind but what is in .build."""
    suites = chosen(sys.argv[1:])
    os.chdir(REPOSITORY)
    Path(LOGS).mkdir(parents=True, exist_ok=True)
    # For tests that run as several users: a home directory may be closed to others. A short name, since messages that
    # have it are wrapped.
    scratch = Path(tempfile.mkdtemp(prefix="bw."))
    scratch.chmod(0o711)
    plan = Plan(suites, os.environ | {"TMPDIR": str(scratch), "PYTHONDONTWRITEBYTECODE": "1"})
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return plan.run()
    finally:
        for each in plan.running:
            each.end()
        for each in plan.running:
            each.wait()
        if os.environ.get("KEEP"):
            print(f"kept {scratch}", file=sys.stderr)
        else:
            remove(scratch)


def remove(scratch):
    """What a scenario that was ended in the middle had given to another user, too."""
    shutil.rmtree(scratch, ignore_errors=True)
    if scratch.exists():
        as_root = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
        subprocess.run([*as_root, "rm", "-rf", scratch], check=False)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
