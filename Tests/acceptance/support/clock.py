"""Another time for the commands of a scenario, by libfaketime, so that nights pass in a moment."""

import contextlib
import os
from datetime import datetime, timezone
from pathlib import Path

from support import programs


def sweep():
    """Removes what killed processes left of libfaketime: it names its memory by the process's id, and refuses to start
    under an id whose memory is still there."""
    for left in Path("/dev/shm").glob("*faketime_s*_*"):
        number = left.name.rpartition("_")[2]
        if number.isdigit() and not os.path.exists(f"/proc/{number}"):
            with contextlib.suppress(OSError):
                left.unlink()


def stand_at(world, moment):
    """Lets the commands' clock stand at a moment, such as 2026-03-06T01:00:00Z. Only the wall clock is changed: how
    long something waits for a lock is measured by another, and the times of files are the kernel's."""
    parsed = datetime.fromisoformat(moment).astimezone(timezone.utc)
    world.prefix = [programs.FAKETIME, "--exclude-monotonic", "-f", f"{parsed:%Y-%m-%d %H:%M:%S}"]
    world.environment.update(NO_FAKE_STAT="1", TZ="UTC")


def seconds(moment):
    """Unix seconds of a moment as RFC 3339 writes it; 0 stands for never."""
    return 0 if moment == "never" else datetime.fromisoformat(moment).timestamp()
