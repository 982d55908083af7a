"""Runs the suite. Its last line is "N passed, N failed"."""

import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main():
    """Finds the tests beside this file; names on the command line choose some of them."""
    loader = unittest.TestLoader()
    loader.testNamePatterns = [f"*{name}*" for name in sys.argv[1:]] or None
    result = unittest.TextTestRunner(verbosity=1).run(loader.discover(str(HERE), top_level_dir=str(HERE.parent)))
    # A test with several wrong parts fails once.
    failed = {str(getattr(test, "test_case", test)) for test, _ in result.failures + result.errors}
    print(f"{result.testsRun - len(failed)} passed, {len(failed)} failed")
    return int(bool(failed) or not result.testsRun)


if __name__ == "__main__":
    sys.exit(main())
