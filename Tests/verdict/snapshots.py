"""Keeps what the textfiles said at each moment, in the form that promtool takes into a Prometheus."""

import os
import re
import subprocess
from pathlib import Path

from kit.programs import PROMTOOL

JOB = "node"
_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")


class Snapshots:
    """Writes samples with their times and the labels that a scrape would add. Only metrics that a rule asks for are
    kept: the others would cost most of the time."""

    def __init__(self, path: Path, instance: str, metrics: set[str]):
        self._path = path
        self._labels = f'job="{JOB}",instance="{instance}"'
        self._metrics = metrics
        self._known: dict[str, tuple[tuple[int, int], list[str]]] = {}
        self._file = path.open("w", encoding="utf-8")
        self.samples = 0

    def take(self, moment: int, directory: Path) -> None:
        """Adds every batch's file as it stands; an unchanged one is not read again."""
        ending = f" {moment}\n"
        for entry in os.scandir(directory):
            if not entry.name.startswith("batchwatch_"):
                continue
            information = entry.stat()
            state = (information.st_ino, information.st_mtime_ns)
            if self._known.get(entry.name, (None,))[0] != state:
                self._known[entry.name] = (state, self._series(Path(entry.path).read_text(encoding="utf-8")))
            lines = self._known[entry.name][1]
            self._file.write("".join([line + ending for line in lines]))
            self.samples += len(lines)

    def take_in(self, data: Path) -> None:
        """Makes blocks of all that was kept. Blocks longer than two hours save reading the file once for each."""
        self._file.write("# EOF\n")
        self._file.close()
        command = [PROMTOOL, "tsdb", "create-blocks-from", "--max-block-duration=54h", "openmetrics", self._path, data]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=False)
        if done.returncode != 0:
            raise SystemExit(f"verdict: promtool: {done.stdout}{done.stderr}")
        self._path.unlink()

    def _series(self, text: str) -> list[str]:
        found = []
        for line in text.splitlines():
            name = _NAME.match(line)
            if name and name[0] in self._metrics:
                labels, value = line[name.end() :].rsplit(" ", 1)
                found.append(f"{name[0]}{labels[:-1]},{self._labels}}} {value}")
        return found
