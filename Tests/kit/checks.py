"""Counts what held and what did not, and says so line by line, as the runner reads it."""

import threading
import time
import traceback


class Checks:
    """The checks of a suite, also of several threads at once."""

    def __init__(self):
        self.passed = 0
        self.failed = 0
        self._lock = threading.Lock()

    def add(self, title, findings, *remarks):
        """A check holds without findings. Remarks are shown in either case."""
        findings = list(findings)
        with self._lock:
            self.failed += bool(findings)
            self.passed += not findings
            lines = [line for each in [*findings, *remarks] for line in str(each).splitlines() or [""]]
            print(f"{'FAILED' if findings else 'ok':7} {title}", *(f"        {line}" for line in lines), sep="\n",
                  flush=True)

    def check(self, title, function, *arguments):
        """Calls a function that raises where something isn't as it should be. Returns whether it did not.

        What the function returns, if anything, is shown with the title, and how long it took."""
        begun, remark, wrong = time.monotonic(), None, ()
        try:
            remark = function(*arguments)
        except AssertionError as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            wrong = (f"{place.name}, line {place.lineno}: {place.line}", str(error))
        except Exception:  # pylint: disable=broad-exception-caught
            wrong = (traceback.format_exc(),)
        name = f"{title} ({remark})" if remark else title
        self.add(f"{name:95} {time.monotonic() - begun:5.1f} s", wrong)
        return not wrong

    def end(self):
        """The last line of a suite. Returns its exit status: nothing checked is a failure too."""
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return int(bool(self.failed) or not self.passed)
