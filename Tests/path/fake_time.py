"""Another time for a command, by libfaketime without its wrapper, of which not many can start at once."""

from pathlib import Path


def environment(**variables):
    """The variables that give a command the time that libfaketime's own ones say. How long it waits for something is
    measured by the true time, and the times of files are the kernel's."""
    (library,) = Path("/usr/lib").glob("*/faketime/libfaketime.so.1")
    return {
        "LD_PRELOAD": str(library), "FAKETIME_DISABLE_SHM": "1", "DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1", **variables,
    }


def prefix(**variables):
    """The same, as words before a command."""
    return ["/usr/bin/env", *(f"{name}={value}" for name, value in environment(**variables).items())]
