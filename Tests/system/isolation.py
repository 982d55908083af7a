"""A corner of this host for the machines, which takes everything in it along when it ends.

The program starts itself again in a mount namespace and a process namespace of its own: what it mounts, nobody else
sees, and when either of the two ends, however that comes, the kernel ends the other with every machine, and unmounts
everything. Only control groups are in no namespace; a process that waits for the end removes them.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from kit import programs

_INSIDE = "BATCHWATCH_SYSTEM_TEST"
_SCOPE = "BATCHWATCH_SYSTEM_SCOPE"
_GROUP = "batchwatch-system-"
_NSPAWN = Path("/run/systemd/nspawn")
_DIE_WITH_PARENT = ("setpriv", "--pdeathsig", "KILL")
WORK = _NSPAWN / "batchwatch"
"""Where the machines' files are, in memory. It is below a path that systemd-nspawn wants in memory too, and on a host
without systemd isn't."""


def enter(module="system"):
    """Goes on as root inside, and returns there. Outside it ends with what came of it. `module` is what runs here."""
    if os.getpid() == 1 and _INSIDE in os.environ:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755,size=80%", "tmpfs", _NSPAWN], check=True)
        WORK.mkdir()
        return
    command = programs.again(module, *sys.argv[1:])
    if os.geteuid() != 0:
        os.execvp("sudo", ["sudo", "--preserve-env=DEBIAN_MIRROR", "--", *_DIE_WITH_PARENT, *command])
    if _is_booted_with_systemd() and _SCOPE not in os.environ:
        # Control groups are systemd's there. This gives one away, below which others may be made.
        os.environ[_SCOPE] = "1"
        os.execvp("systemd-run", ["systemd-run", "--scope", "--quiet", "--property=Delegate=yes", *command])
    _NSPAWN.mkdir(parents=True, exist_ok=True)
    os.environ[_INSIDE] = str(os.getpid())
    remover, until = _remove_groups_at_the_end()
    unshare = ["unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child", "--mount-proc"]
    # Not in the terminal's foreground, so that what ends it by a key ends this program alone, and it that one.
    with subprocess.Popen([*_DIE_WITH_PARENT, *unshare, *command], start_new_session=True, pass_fds=[until]) as inside:
        os.close(until)
        for each in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
            signal.signal(each, lambda *_: inside.kill())
        status = inside.wait()
    os.waitpid(remover, 0)
    sys.exit(status if status >= 0 else 128 - status)


def nspawn(name, *options):
    """The command that runs systemd-nspawn with options and a control group of its own."""
    groups = [parent / _group(name) for parent in _parents()]
    for group in groups:
        group.mkdir(exist_ok=True)
    join = "".join(f"echo $$ >{group}/cgroup.procs; " for group in groups)
    # Control groups are as Debian 12 has them, whatever this host has.
    return ["sh", "-e", "-c", f'{join}exec "$@"', "sh", "env", "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1", "systemd-nspawn",
            "--quiet", "--register=no", "--keep-unit", f"--machine={name}", *options]


def _group(name):
    return f"{_GROUP}{os.environ[_INSIDE]}-{name}"


def _is_booted_with_systemd():
    """As sd_booted(3) finds out."""
    return Path("/run/systemd/system").is_dir()


def _parents():
    """This process's control groups, in the hierarchies that systemd-nspawn manages."""
    cgroups = Path("/sys/fs/cgroup")
    found = []
    for line in Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers == "name=systemd":
            found.append(cgroups / "systemd" / path.lstrip("/"))
        elif controllers == "":
            is_hybrid = (cgroups / "unified").is_dir()
            found.append((cgroups / "unified" if is_hybrid else cgroups) / path.lstrip("/"))
    return [each for each in found if (each / "cgroup.procs").exists()]


def _remove_groups_at_the_end():
    """Starts a process that reads from a pipe whose other end all that follows here holds open. Returns its id, and
    that end."""
    parents = _parents()
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.setsid()
        os.close(writing)
        while os.read(reading, 1):
            pass
        for group in [each for parent in parents for each in parent.glob(_group("*"))]:
            _remove(group)
        os._exit(0)
    os.close(reading)
    return process, writing


def _remove(group, patience=5):
    """Removes a group with those in it. What has just been killed may still be there for a moment."""
    deadline = time.monotonic() + patience
    for directory in sorted(group.glob("**/"), reverse=True):
        while True:
            try:
                directory.rmdir()
                break
            except OSError:
                if time.monotonic() > deadline:
                    return
                time.sleep(0.05)
