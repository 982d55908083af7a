"""One system call of a command disturbed, by strace: the process killed as it enters the call, or the call failing.

strace counts the calls by name. A signal at a call's entry ends the process before the kernel has done anything of the
call, so the kills at every call are all the states of the disk that a kill can leave, except for a write cut short.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from kit.commands import Result, run

STRACE = Path("/usr/bin/strace")

_CALL = re.compile(r"^(?:\d+ +)?(\w+)\((.*)$")

CHANGING = frozenset(
    "pwrite64 pwritev write writev fdatasync fsync rename renameat renameat2 link linkat unlink unlinkat ftruncate"
    " fallocate fchmod fchmodat chmod mkdir mkdirat rmdir".split()
)
"""Calls that change what is on the disk, beside an open that creates."""

_DISK_ERRORS = ("EIO", "ENOSPC")
ERRORS = {
    "pwrite64": _DISK_ERRORS,
    "write": _DISK_ERRORS,
    "fdatasync": _DISK_ERRORS,
    "fsync": _DISK_ERRORS,
    "fallocate": _DISK_ERRORS,
    "ftruncate": _DISK_ERRORS,
    "openat": (*_DISK_ERRORS, "EACCES", "EMFILE"),
    "mkdir": (*_DISK_ERRORS, "EACCES"),
    "rename": (*_DISK_ERRORS, "EACCES"),
    "renameat2": (*_DISK_ERRORS, "EACCES", "EINVAL"),
    "link": (*_DISK_ERRORS, "EACCES"),
    "linkat": (*_DISK_ERRORS, "EACCES"),
    "unlink": ("EIO", "EACCES"),
    "rmdir": ("EIO", "EACCES"),
    "chmod": ("EIO", "EPERM"),
    "fchmod": ("EIO", "EPERM"),
    "fcntl": ("EIO", "EACCES", "ENOLCK"),
    "flock": ("EIO", "ENOLCK"),
    "mmap": ("ENOMEM", "EACCES"),
    "read": ("EIO",),
    "pread64": ("EIO",),
    "getdents64": ("EIO",),
    "newfstatat": ("EIO", "EACCES"),
    "fstat": ("EIO",),
    "stat": ("EIO", "EACCES"),
    "statx": ("EIO", "ENOSYS"),
    "statfs": ("EIO", "ENOSYS"),
    "lseek": ("EIO",),
    "close": ("EIO",),
}
"""How a call can sensibly fail. Reading calls are here too: what can't be read must not be taken for missing."""


@dataclass(frozen=True)
class Call:
    """The n-th call of a name."""

    name: str
    number: int
    text: str

    @property
    def changes(self):
        """Whether it changes what is on the disk."""
        return self.name in CHANGING or (self.name == "openat" and "O_CREAT" in self.text)


    def follows(self, other):
        """Whether this is the next write to the file that the other wrote to."""
        return other is not None and self.name == other.name == "pwrite64" and self._file == other._file

    @property
    def _file(self):
        return self.text.split(",", 1)[0]


@dataclass(frozen=True)
class Injection:
    """A call and what happens to it: `SIGKILL`, or the error that it returns."""

    call: Call
    what: str

    def __str__(self):
        return f"{self.call.name} {self.call.number} {self.what}"

    @property
    def is_kill(self):
        """Whether the process ends there."""
        return self.what == "SIGKILL"


@dataclass
class Outcome(Result):
    """How a disturbed command ended, and what strace says of it."""

    log: str = ""

    @property
    def was_disturbed(self):
        """Whether strace did what it was told; otherwise the call never came."""
        return self.status == 137 or "(INJECTED)" in self.log


def trace(command, environment, log, mark, umask=-1):
    """Runs a command undisturbed. Its calls, from the first that names `mark`: what the loader did before that
    concerns nothing of ours, and a process that ends there has done nothing yet."""
    outcome = run([STRACE, "-f", "-y", "-s", "256", "-o", log, *command], environment, umask)
    calls, counts, begun = [], {}, False
    with open(log, encoding="utf-8", errors="backslashreplace") as lines:
        for line in lines:
            found = _CALL.match(line)
            if not found or found[1] in ("execve", "exit_group"):
                continue
            counts[found[1]] = counts.get(found[1], 0) + 1
            begun = begun or mark in line
            if begun:
                calls.append(Call(found[1], counts[found[1]], found[2].strip()))
    return outcome, calls


def disturb(command, environment, log, injection, umask=-1):
    """Runs a command with one call disturbed."""
    how = "signal=SIGKILL" if injection.is_kill else f"error={injection.what}"
    name = injection.call.name
    inject = f"inject={name}:{how}:when={injection.call.number}"
    done = run([STRACE, "-f", "-qq", "-o", log, "-e", f"trace={name}", "-e", inject, *command], environment, umask)
    with open(log, encoding="utf-8", errors="backslashreplace") as lines:
        return Outcome(**vars(done), log=lines.read())
