"""One batch on five hosts, seen as one: Tests/fleet needs root, or a kernel that lets users have namespaces.

    python3 -B Tests fleet

Its last line is "N passed, N failed".
"""

import sys
import time
from datetime import datetime, timezone

from fleet import network, story
from fleet.fleet import Fleet
from kit import programs
from kit.checks import Checks


def main():
    """Lives through the story, chapter by chapter; each builds on those before it."""
    network.enter(programs.again("fleet"))
    begun = time.monotonic()
    fleet = Fleet()
    checks = Checks()
    try:
        fleet.add_batch(story.BATCH, schedule=f'"{datetime.now(timezone.utc):%M %H} * * *"', complete_within="4h")
        fleet.monitors_start()
        for chapter in story.CHAPTERS:
            checks.check(chapter.__doc__.splitlines()[0].rstrip("."), chapter, fleet)
    finally:
        fleet.close()
    print(f"{len(fleet.hosts)} hosts, {time.monotonic() - begun:.0f} s")
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
