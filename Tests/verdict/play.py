"""Lives through the nights with the real binary, whose clock stands where the story is."""

import json
import subprocess
from collections import defaultdict
from pathlib import Path
from random import Random
from shlex import quote
from typing import Iterator

from kit.clocks import Shell
from kit.commands import environment_of
from kit.processes import kill
from verdict import generator
from verdict.script import Event
from verdict.settings import QUARTER
from verdict.windows import Window

EDITED = 24 * 3600
"""How long after the window's start the configuration is edited."""


class Stage:
    """A directory with a tracker and textfiles of its own, and the processes that runs are said to be."""

    def __init__(self, directory: Path, window: Window, count: int, seed: int):
        self.window = window
        self.textfiles = directory / "textfile"
        self.textfiles.mkdir(parents=True)
        self._directory = directory
        self._random = Random(f"{seed} {window.name} moments")
        self._processes: dict[str, subprocess.Popen] = {}
        self._configuration = directory / "config.yml"
        self._shell = Shell(directory, environment_of(directory, config=self._configuration, TZ="UTC"))
        self.scripts = generator.nights(window, count, seed, self._slots_of)

    def perform(self) -> Iterator[tuple[int, dict]]:
        """Gives each moment of judgement, with what `status --json` says then; the textfiles stand as exported then."""
        try:
            self._configure(generator.configuration(self.scripts, False))
            self._shell.run(self.window.start, ["batchwatch export"])
            events = defaultdict(list)
            for script in self.scripts:
                for event in script.events:
                    events[event.moment].append(event)
            judged = self._moments()
            for moment in sorted(judged | set(events)):
                if moment == self.window.start + EDITED:
                    self._configure(generator.configuration(self.scripts, True))
                commands = [self._command(event) for event in events[moment]]
                if moment not in judged:
                    self._shell.run(moment, commands)
                    continue
                commands += ["batchwatch export", "batchwatch status --json"]
                yield moment, json.loads(self._shell.run(moment, commands))
        finally:
            self._shell.close()
            for process in self._processes.values():
                kill(process)

    def _moments(self) -> set[int]:
        """Every quarter of an hour, where limits lie; and one second before and after some of them."""
        quarters = range(self.window.start + QUARTER, self.window.end, QUARTER)
        near = self._random.sample(quarters, len(quarters) // 4)
        return set(quarters) | {moment + self._random.choice((1, 1, -1)) for moment in near}

    def _slots_of(self, batches: str) -> str:
        self._configure(batches)
        # Some plots begin an hour before their slot.
        begin = f"{self.window.start + 6 * QUARTER}"
        return self._shell.run(self.window.start, [f"batchwatch schedule --json --count 100 --from {begin}"])

    def _configure(self, batches: str) -> None:
        self._configuration.write_text(
            f"tracker: {self._directory}/tracker.db\ntextfile_directory: {self.textfiles}\n"
            f"timezone: Etc/UTC\ncurrency: USD\n{batches}"
        )

    def _command(self, event: Event) -> str:
        """A line for the shell. A process is ended at once: it must be gone before the commands look."""
        if event.kills:
            kill(self._processes[event.kills])
            return ":"
        words = ["batchwatch", *event.words]
        for index, word in enumerate(words):
            if word.startswith("process-"):
                self._processes[word] = subprocess.Popen(["/bin/sleep", "15m"], stdin=subprocess.DEVNULL)
                words[index] = str(self._processes[word].pid)
        environment = "".join(f"{name}={quote(value)} " for name, value in event.environment)
        line = environment + " ".join(map(quote, words)) + " >>records.log"
        # What is run may fail on purpose; a record may not.
        return line if event.words[0] != "run" else f"{{ {line} || test $? = 1; }}"
