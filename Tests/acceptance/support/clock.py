"""Another time for the commands of a scenario, by libfaketime, so that nights pass in a moment."""

from datetime import datetime, timezone

from support import programs


def stand_at(world, moment):
    """Lets the commands' clock stand at a moment, such as 2026-03-06T01:00:00Z. Only the wall clock is changed: how
    long something waits for a lock is measured by another, and the times of files are the kernel's."""
    parsed = datetime.fromisoformat(moment).astimezone(timezone.utc)
    world.prefix = [programs.FAKETIME, "--exclude-monotonic", "-f", f"{parsed:%Y-%m-%d %H:%M:%S}"]
    world.environment.update(NO_FAKE_STAT="1", TZ="UTC")


def seconds(moment):
    """Unix seconds of a moment as RFC 3339 writes it; 0 stands for never."""
    return 0 if moment == "never" else datetime.fromisoformat(moment).timestamp()
