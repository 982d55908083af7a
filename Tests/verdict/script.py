"""What happens in one generated night, as commands at moments."""

from dataclasses import dataclass, field
from math import ceil
from random import Random

from verdict.settings import QUARTER, Settings


@dataclass(frozen=True)
class Event:
    """A command that is executed at a moment, or the end of a process that a run was said to be."""

    moment: int
    words: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    kills: str = ""


@dataclass
class Script:
    """The life of one batch. Plots add to it; `play.py` executes it."""

    name: str
    settings: Settings
    random: Random
    plots: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    changed: Settings | None = None
    _runs: int = 0

    def say(self, moment: float, verb: str, *words: str, **environment: str) -> None:
        """Has a verb recorded. What happened within a second is told at its end, by `--at`."""
        at = () if moment == int(moment) else ("--at", f"{moment:.3f}")
        arguments = (verb, self.name, *words, *at)
        self.events.append(Event(ceil(moment), arguments, tuple(environment.items())))

    def start(self, moment: float, *words: str, **environment: str) -> str:
        """Opens a run and gives its id."""
        self._runs += 1
        run = f"r{self._runs}"
        self.say(moment, "start", "--run", run, *words, **environment)
        return run

    def process(self) -> str:
        """Stands for the id of a process that lives until `kill`."""
        return f"process-{self.name}-{self._runs + 1}"

    def kill(self, moment: int, process: str) -> None:
        self.events.append(Event(moment, kills=process))

    def execute(self, moment: int, *command: str) -> None:
        """A run around a command, which takes no time where the clock stands still."""
        self._runs += 1
        self.events.append(Event(moment, ("run", self.name, "--run", f"r{self._runs}", "--", *command)))

    def jitter(self) -> float:
        """Mostly on time; sometimes some seconds late, or between two."""
        return self.random.choice((0, 0, 0, 0, 7, 61.5, 300))

    def quarters(self, least: int, most: int) -> int:
        return QUARTER * self.random.randint(least, most)
