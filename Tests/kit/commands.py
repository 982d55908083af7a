"""Commands that run to their end, and what they see."""

import subprocess
from dataclasses import dataclass

from kit import programs

TIMEOUT = 180
"""Seconds after which a command counts as hanging, on a busy machine too."""


@dataclass
class Result:
    """How a command ended and what it printed."""

    command: str
    status: int
    stdout: str
    stderr: str

    def __str__(self):
        return f"$ {self.command}\nexit status {self.status}\nstdout: {self.stdout}\nstderr: {self.stderr}"


def run(arguments, environment, umask=-1, directory=None):
    """Runs a program to its end."""
    done = subprocess.run(
        arguments, cwd=directory, env=environment, umask=umask, stdin=subprocess.DEVNULL, capture_output=True,
        encoding="utf-8", errors="backslashreplace", timeout=TIMEOUT, check=False,
    )
    # Of a process that a signal ended, as a shell says it.
    status = 128 - done.returncode if done.returncode < 0 else done.returncode
    return Result(" ".join(map(_shown, arguments)), status, done.stdout, done.stderr)


def environment_of(home, **variables):
    """What a command sees, and nothing else of the caller's. HOME is a directory; of the variables' names, in lower
    case, `tracker`, `textfile_directory` and `config` are batchwatch's, and the others are as they are."""
    ours = {"tracker", "textfile_directory", "config"}
    named = {f"BATCHWATCH_{name.upper()}" if name in ours else name: str(value) for name, value in variables.items()}
    return {"PATH": f"{programs.BATCHWATCH.parent}:/usr/bin:/bin", "HOME": str(home), "LC_ALL": "C.UTF-8", **named}


def _shown(argument):
    return argument.decode("utf-8", "backslashreplace") if isinstance(argument, bytes) else str(argument)
