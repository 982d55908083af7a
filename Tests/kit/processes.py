"""How processes end: each by its id, and with all that it has started."""

import os
import signal
import subprocess
from pathlib import Path


def end(process, patience=5):
    """Ends a process: asks, and after some seconds insists."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def kill(process):
    """Kills a process and takes it off the table: a zombie would still have an id."""
    process.kill()
    process.wait()


def take_children_along():
    """From now on the children are ended with this process when it gets a SIGTERM, such as from the runner."""

    def leave(*_):
        me = os.getpid()
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(status.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == me:
                os.kill(int(status.parent.name), signal.SIGKILL)
        os._exit(143)

    signal.signal(signal.SIGTERM, leave)
