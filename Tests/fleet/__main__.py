"""One batch on five hosts, seen as one: Tests/fleet needs root, or a kernel that lets users have namespaces.

    Tests/fleet

Its last line is "N passed, N failed".
"""

import sys
import time
from datetime import datetime, timezone
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), *(str(HERE.parent / name) for name in ("acceptance", "grafana", "."))]
sys.dont_write_bytecode = True

import network  # pylint: disable=wrong-import-position

network.enter([sys.executable, "-B", str(HERE)])

import story  # pylint: disable=wrong-import-position
from fleet import Fleet  # pylint: disable=wrong-import-position


def main():
    """Lives through the story, chapter by chapter; each builds on those before it."""
    begun = time.monotonic()
    fleet = Fleet()
    passed = failed = 0
    try:
        fleet.add_batch(story.BATCH, schedule=f'"{datetime.now(timezone.utc):%M %H} * * *"', complete_within="4h")
        fleet.monitors_start()
        for chapter in story.CHAPTERS:
            title = chapter.__doc__.splitlines()[0].rstrip(".")
            try:
                chapter(fleet)
            except Exception as error:  # pylint: disable=broad-exception-caught
                failed += 1
                print(f"FAILED  {title}\n        {type(error).__name__}: {error}", flush=True)
            else:
                passed += 1
                print(f"ok      {title}", flush=True)
    finally:
        fleet.close()
    print(f"{len(fleet.hosts)} hosts, {time.monotonic() - begun:.0f} s")
    print(f"{passed} passed, {failed} failed")
    return int(bool(failed) or not passed)


if __name__ == "__main__":
    sys.exit(main())
