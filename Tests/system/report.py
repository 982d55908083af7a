"""What came out: a line for each check as soon as it is known, with the time it took."""

import threading
import time
import traceback


class Report:
    """Counts the checks of all machines."""

    def __init__(self):
        self.passed = 0
        self.failed = 0
        self._lock = threading.Lock()

    def check(self, machine, title, function, *arguments):
        """Calls a function that raises where something isn't as it should be. Returns whether it did not.

        What the function returns, if anything, is shown with the title."""
        begun, remark, wrong = time.monotonic(), None, ()
        try:
            remark = function(*arguments)
        except AssertionError as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            wrong = (f"{place.name}, line {place.lineno}: {place.line}", *str(error).splitlines())
        except Exception:  # pylint: disable=broad-exception-caught
            wrong = traceback.format_exc().splitlines()
        seconds = time.monotonic() - begun
        name = f"{machine}: {title}" + (f" ({remark})" if remark else "")
        with self._lock:
            print(f"{'FAILED' if wrong else 'ok':7} {name:95} {seconds:5.1f} s", *(f"        {line}" for line in wrong),
                  sep="\n", flush=True)
            self.passed += not wrong
            self.failed += bool(wrong)
        return not wrong
