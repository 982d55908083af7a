"""Runs the tests beside this file; names on the command line choose some of them.

    .build/venv/bin/python -B Tests grafana [NAME…]
"""

import sys
import unittest
from pathlib import Path

from kit.checks import Checks

HERE = Path(__file__).resolve().parent
checks = Checks()


class Result(unittest.TestResult):
    """Tells of each test when it has ended. One with several wrong parts fails once."""

    def stopTest(self, test):  # pylint: disable=invalid-name
        """Called by unittest after each test."""
        super().stopTest(test)
        wrong = [text for part, text in self.failures + self.errors if getattr(part, "test_case", part) is test]
        checks.add(test.id().removeprefix("grafana."), wrong)


def main():
    """Finds the tests, and counts them."""
    loader = unittest.TestLoader()
    loader.testNamePatterns = [f"*{name}*" for name in sys.argv[1:]] or None
    result = loader.discover(str(HERE), top_level_dir=str(HERE.parent)).run(Result())
    for place, text in result.errors:
        # A class or module that could not be prepared, whose tests then don't begin.
        if not isinstance(getattr(place, "test_case", place), unittest.TestCase):
            checks.add(str(place), [text])
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
