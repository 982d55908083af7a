"""How a program ends that is told to: with all that it has started."""

import os
import signal
from pathlib import Path


def take_children_along():
    """From now on the children are ended with this process when it gets a SIGTERM, such as from timeout."""

    def end(*_):
        me = os.getpid()
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(status.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == me:
                os.kill(int(status.parent.name), signal.SIGKILL)
        os._exit(143)

    signal.signal(signal.SIGTERM, end)
