"""`batchwatch monitor` in its own process, and what it publishes of each pass."""

import re
import threading
import time
from dataclasses import dataclass

from kit.waits import comes_true
from path.pace import PACE

_PASS = re.compile(r"^batchwatch_monitor_timestamp_seconds (\S+)$", re.MULTILINE)
_LINK = re.compile(r'^batchwatch_alert_path_up\{link="(\w+)"\} ([01])$', re.MULTILINE)


@dataclass(frozen=True)
class Pass:
    """A pass that has ended: when that was seen, and the links that were found up, and down."""

    at: float
    up: frozenset
    down: frozenset


class Monitor:
    """Runs until the stage ends, or until `stop`."""

    def __init__(self, stage):
        self.passes = []
        self._blind = 0.0
        self._file = stage.world.textfiles / "batchwatch.prom"
        self._process = stage.start_batchwatch("monitor", "--interval", f"{PACE.interval}s")
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        stage.world.at_close(self._stop_looking)

    def _look(self):
        before = None
        while not self._ends.wait(PACE.look):
            try:
                text = self._file.read_text(encoding="utf-8")
            except OSError:
                self._blind = time.time()
                continue
            found = _PASS.search(text)
            if found and found[1] != before:
                before = found[1]
                links = _LINK.findall(text)
                up, down = (frozenset(link for link, value in links if value == wanted) for wanted in "10")
                self.passes.append(Pass(time.time(), up, down))

    def _stop_looking(self):
        self._ends.set()
        self._thread.join()

    @property
    def is_running(self):
        """Whether it has not ended by itself."""
        return self._process.poll() is None

    def count(self, begin, end):
        """The passes that something took from one moment to another: those that ended, and the one that it came in.
        Where the file was gone meanwhile, what the time allows."""
        if begin < self._blind:
            return 1 + int((end - begin) / PACE.interval)
        return 1 + sum(begin < each.at <= end for each in self.passes)

    def wait_for_passes(self, count, patience=60):
        """Waits until so many passes have ended from now on. Patience is counted in intervals."""
        wanted = len(self.passes) + count
        self._wait(lambda: len(self.passes) >= wanted, patience)

    def wait_until(self, is_so, patience=60):
        """Waits until a pass has found what is asked for; says whether it has."""
        seen = len(self.passes)
        return self._wait(lambda: any(is_so(each) for each in self.passes[seen:]), patience)

    def _wait(self, is_so, patience):
        comes_true(lambda: is_so() or not self.is_running, patience * PACE.interval, PACE.look)
        return is_so()
