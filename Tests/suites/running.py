"""A step that runs, and what came of it."""

import os
import signal
import subprocess
import time

from suites import reading

LOGS = ".build/test"


class Running:
    """One step's process, with its log."""

    def __init__(self, step, environment):
        self.step = step
        self.log = f"{LOGS}/{step.name}.log"
        self.begun = time.monotonic()
        with open(self.log, "wb") as log:
            # A group of its own, so that it can be ended with all that it has started.
            self._process = subprocess.Popen(
                step.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment, process_group=0,
                preexec_fn=self._prepare)
        self._ended_by_us = 0
        self._shown = 0
        self.computed = 0
        """Seconds of a processor that it has used, when it has ended."""

    def _prepare(self):
        os.nice(self.step.nice)
        # A shell's `&` and nohup(1) have commands ignore them, and what ignores them can't show what they do.
        for each in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
            signal.signal(each, signal.SIG_DFL)

    @property
    def seconds(self):
        """How long it has run."""
        return time.monotonic() - self.begun

    @property
    def text(self):
        """Its output until now."""
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()

    def news(self):
        """Its output since this was asked last."""
        text = self.text
        begin, self._shown = self._shown, len(text)
        return text[begin:]

    def has_ended(self):
        """Whether it has; one that hangs is ended."""
        ended, status, usage = os.wait4(self._process.pid, os.WNOHANG)
        if ended:
            self._process.returncode = os.waitstatus_to_exitcode(status)
            self.computed = usage.ru_utime + usage.ru_stime
            return True
        if self.seconds > self.step.seconds + 10 * self._ended_by_us:
            self.end()
        return False

    def end(self):
        """Asks it to end, and the next time insists."""
        self._ended_by_us += 1
        with_force = self._ended_by_us > 1
        try:
            os.killpg(self._process.pid, signal.SIGKILL if with_force else signal.SIGTERM)
        except (ProcessLookupError, PermissionError):
            self._process.terminate()

    def wait(self):
        """Until it has ended, as it was told to."""
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self.end()
            self._process.wait()

    def trouble(self, is_suite):
        """Why it counts as failed beside its failed checks; None where all is well."""
        status, text = self._process.returncode, self.text
        if self._ended_by_us:
            return f"did not end within {self.step.seconds} s"
        if not is_suite:
            return f"exit status {status}" if status else None
        if not reading.is_whole(text):
            return f"exit status {status}, and did not come to its end"
        if not reading.failed(text) and (status or not reading.passed(text)):
            return f"exit status {status} with {reading.passed(text)} checks passed"
        return None
