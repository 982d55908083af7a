"""Whether the runner counts what it should: what passes, fails, crashes, hangs, checks nothing, or can't be built.

    python3 -B Tests suites.selfcheck
"""

import contextlib
import io
import os
import sys
import tempfile

from suites import __main__ as runner
from suites import table
from suites.table import Step

BUILDS = (Step("good", ("true",)), Step("bad", ("false",)), Step("after", ("true",), ("bad",)))


def suite(name, script, *needs, seconds=60):
    """One that a shell plays."""
    return Step(name, ("sh", "-c", script), needs, seconds)


CASES = {
    "ok": (suite("one", "echo 'ok      a'; echo '1 passed, 0 failed'", "good"), 1, ()),
    "fails": (suite("two", "echo 'ok      a'; echo 'FAILED  b'; echo '        why'; echo '1 passed, 1 failed'; exit 1"),
              1, ("two: b",)),
    "crashes": (suite("three", "echo 'ok      a'; kill -9 $$"), 1, ("three: exit status -9",)),
    "counts wrongly": (suite("four", "echo 'ok      a'; echo '2 passed, 0 failed'"), 1, ("four: exit status 0, and",)),
    "checks nothing": (suite("five", "echo '0 passed, 0 failed'"), 0, ("five: exit status 0 with 0",)),
    "ends badly": (suite("six", "echo 'ok      a'; echo '1 passed, 0 failed'; exit 3"), 1, ("six: exit status 3",)),
    "hangs": (suite("seven", "echo 'ok      a'; sleep 60", seconds=1), 1, ("seven: did not end within",)),
    "not built": (suite("eight", "echo 'ok      a'; echo '1 passed, 0 failed'", "after"), 0,
                  ("bad: exit status 1", "eight: not run")),
    "Swift": (suite("nine", "echo '✔ Test a() passed after 1 seconds.'; echo '✘ Test b() failed after 1 seconds.';"
                            " echo '✘ Test run with 2 tests in 1 suite failed'; exit 1"), 1, ("nine: b()",)),
}
"""By what it does: a suite, how many checks of it pass, and what is named as failed."""


def run(steps):
    """What a run of some suites says, and its status."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        status = runner.Plan(steps, dict(os.environ)).run()
    return said.getvalue(), status


def main():
    """All at once, as in earnest, and each alone."""
    table.BUILDS = BUILDS
    wrong = []
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        os.makedirs(runner.LOGS)
        everything = tuple(each[0] for each in CASES.values())
        for name, steps in [("all", everything), *((name, each[:1]) for name, each in CASES.items())]:
            cases = [each for each in CASES.values() if each[0] in steps]
            passed, failed = sum(each[1] for each in cases), [text for each in cases for text in each[2]]
            text, status = run(steps)
            named = text.partition("\nFailed:\n")[2]
            if text.splitlines()[-1] != f"{passed} passed, {len(failed)} failed" or status != bool(failed):
                wrong.append(f"{name}: ends with {text.splitlines()[-1]}, status {status}")
            wrong += [f"{name}: does not name '{each}'" for each in failed if f"  {each}" not in named]
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
