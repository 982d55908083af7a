"""Another time for commands, by libfaketime, so that nights pass in a moment.

Only the wall clock is changed: how long something waits for a lock is measured by another, and the times of files are
the kernel's.
"""

import contextlib
import os
import subprocess
from datetime import datetime, timezone
from pathlib import Path

from kit import programs


def wall(moment):
    """A moment in Unix seconds as faketime reads it, in UTC."""
    return f"{datetime.fromtimestamp(moment, timezone.utc):%Y-%m-%d %H:%M:%S}"


def seconds(moment):
    """Unix seconds of a moment as RFC 3339 writes it; 0 stands for never."""
    return 0 if moment == "never" else datetime.fromisoformat(moment).timestamp()


def environment(**variables):
    """The variables that give a command the time that libfaketime's own ones say, without its wrapper, of which not many
    can start at once."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
    if not found:
        raise SystemExit("libfaketime is missing; run 'make setup'")
    return {
        "LD_PRELOAD": str(found[0]), "FAKETIME_DISABLE_SHM": "1", "DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1", **variables,
    }


def prefix(**variables):
    """The same, as words before a command."""
    return ["/usr/bin/env", *(f"{name}={value}" for name, value in environment(**variables).items())]


def by_file(path):
    """The variables for a clock that stands in a file, and can be set while a command runs."""
    return {"FAKETIME_TIMESTAMP_FILE": str(path), "FAKETIME_NO_CACHE": "1"}


def set_file(path, text):
    """Sets such a clock, at once for every process: to a time as `wall` writes it, or to `+5` or `-5` seconds."""
    draft = path.with_suffix(".new")
    draft.write_text(f"{text}\n", encoding="ascii")
    draft.rename(path)


def stand_at(world, moment):
    """Lets the clock of a world's commands stand at a moment, such as 2026-03-06T01:00:00Z."""
    world.prefix = [programs.FAKETIME, "--exclude-monotonic", "-f", wall(seconds(moment))]
    world.environment.update(NO_FAKE_STAT="1", TZ="UTC")


def sweep():
    """Removes what killed processes left of libfaketime's wrapper: it names its memory by the process's id, and refuses
    to start under an id whose memory is still there."""
    for left in Path("/dev/shm").glob("*faketime_s*_*"):
        number = left.name.rpartition("_")[2]
        if number.isdigit() and not os.path.exists(f"/proc/{number}"):
            with contextlib.suppress(OSError):
                left.unlink()


class ClockFailed(Exception):
    """A command failed; the story can't go on."""


class Shell:
    """One shell for a whole story: faketime is started once, and each moment only sets what its library reads."""

    def __init__(self, directory, variables):
        self._output = directory / "stdout"
        self._errors = directory / "stderr"
        # faketime names a semaphore by its process id, and gives up where a killed one left that name.
        for _ in range(20):
            self._process = subprocess.Popen(
                [programs.FAKETIME, "--exclude-monotonic", "-f", wall(0), "/bin/sh"], cwd=directory,
                env=variables | {"NO_FAKE_STAT": "1"}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, encoding="utf-8",
            )
            if self._tell(":") == "0":
                return
            self.close()
        raise ClockFailed("faketime does not start a shell")

    def run(self, moment, commands):
        """Executes lines with the clock at a moment until one fails, and gives what they print."""
        story = "\n".join(commands)
        status = self._tell(f"FAKETIME='{wall(moment)}'\n( set -e\n{story}\n) >{self._output} 2>{self._errors}")
        if status != "0":
            errors = self._errors.read_text(encoding="utf-8")
            raise ClockFailed(f"{wall(moment)}, exit status {status}\n{story}\n{errors}")
        return self._output.read_text(encoding="utf-8")

    def close(self):
        """Lets the shell end, and faketime tidy up."""
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def _tell(self, lines):
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(f"{lines}\necho $?\n")
            self._process.stdin.flush()
        return self._process.stdout.readline().strip()
