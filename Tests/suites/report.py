"""What a person sees: how far all is, what failed as soon as that is known, and all of it again in the end."""

import sys
import time

from suites import reading

_PAUSE = 15
"""Seconds between two lines about how far it is, where they can't be written over each other."""


class Report:
    """The counts of all suites, and the lines about them."""

    def __init__(self):
        self._passed = 0
        self._failed = []
        self._begun = self._last = time.monotonic()
        self._is_terminal = sys.stdout.isatty()

    def say(self, *lines):
        """Whole lines, in place of the one about how far it is."""
        if self._is_terminal:
            print("\r\x1b[K", end="")
        print(*lines, sep="\n", flush=True)

    def built(self, running, trouble):
        """A build has ended."""
        self._end(running, trouble, f"built {running.step.name}")

    def suite(self, running, trouble):
        """A suite has ended."""
        text = running.text
        passed, failed = reading.passed(text), reading.failed(text)
        self._passed += passed
        self._failed += [(running.step.name, name, running.log) for name in failed]
        self._end(running, trouble, f"{running.step.name}: {passed} passed, {len(failed) + bool(trouble)} failed",
                  bool(failed))

    def _end(self, running, trouble, title, has_failed=False):
        self.say(f"== {self._clock()} {title}, {running.seconds:.0f} s, {running.computed:.0f} of a processor")
        if trouble:
            self._failed.append((running.step.name, trouble, running.log))
        if trouble or has_failed:
            self.say(*reading.reasons(running.text))

    def not_run(self, step, why, log):
        """A suite that could not begin."""
        self.say(f"== {self._clock()} {step.name}: not run, {why}")
        self._failed.append((step.name, f"not run: {why}", log))

    def progress(self, running, waiting):
        """How far all is, now and then."""
        if not self._is_terminal and time.monotonic() - self._last < _PAUSE:
            return
        self._last = time.monotonic()
        texts = {each.step.name: each.text for each in running}
        passed = self._passed + sum(map(reading.passed, texts.values()))
        failed = len(self._failed) + sum(len(reading.failed(text)) for text in texts.values())
        parts = [f"{name} {reading.passed(text) or reading.built(text)}".strip() for name, text in texts.items()]
        line = f"   {self._clock()} {passed} passed, {failed} failed; running: {', '.join(parts)}"
        line += f"; waiting: {', '.join(waiting)}" if waiting else ""
        if self._is_terminal:
            print(f"\r\x1b[K{line[:150]}", end="", flush=True)
        else:
            print(line, flush=True)

    def end(self):
        """Every failure again, and the last line. Returns the exit status."""
        lines = [f"  {suite}: {name}\n      {log}" for suite, name, log in self._failed]
        self.say("", *(["Failed:", *lines, ""] if lines else []), f"{self._passed} passed, {len(self._failed)} failed")
        return int(bool(self._failed) or not self._passed)

    def _clock(self):
        minutes, seconds = divmod(int(time.monotonic() - self._begun), 60)
        return f"{minutes}:{seconds:02}"
