"""Whole processes, measured in turns, so that a busy moment of the machine hits all candidates alike."""

import os
import statistics
import time
from dataclasses import dataclass, field
from typing import Callable, Sequence

CURL = "/usr/bin/curl"
NULL = os.open(os.devnull, os.O_RDWR)
QUIET = [(os.POSIX_SPAWN_DUP2, NULL, 0), (os.POSIX_SPAWN_DUP2, NULL, 1)]


class CandidateFailed(Exception):
    """A candidate ended with a status other than 0: its figures would mean nothing."""


def spawn(arguments: Sequence[str], environment: dict[str, str]) -> int:
    return os.posix_spawn(arguments[0], arguments, environment, file_actions=QUIET)


def run(arguments: Sequence[str], environment: dict[str, str] | None = None) -> tuple[float, float]:
    """Milliseconds from spawn to exit, and of CPU time, user and system."""
    environment = dict(os.environ) if environment is None else environment
    began = time.perf_counter_ns()
    _, status, usage = os.wait4(spawn(arguments, environment), 0)
    wall = time.perf_counter_ns() - began
    if status != 0:
        raise CandidateFailed(f"{' '.join(arguments)}: exit status {os.waitstatus_to_exitcode(status)}")
    return wall / 1e6, (usage.ru_utime + usage.ru_stime) * 1e3


@dataclass
class Candidate:
    """One way to do the job; `command` gives the arguments of each round, so that every round says something new."""

    title: str
    command: Callable[[int], Sequence[str]]
    environment: dict[str, str] = field(default_factory=dict)
    prepare: Callable[[], None] | None = None  # before each round, not measured
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.wall)

    def against(self, base: "Candidate") -> float:
        """The median of the ratios to `base`, round by round."""
        return statistics.median(mine / other for mine, other in zip(self.wall, base.wall))


def in_turns(candidates: Sequence[Candidate], rounds: int, warm_up: int) -> None:
    """A B C A B C …; the first `warm_up` rounds don't count."""
    environment = dict(os.environ)
    for index in range(warm_up + rounds):
        for candidate in candidates:
            if candidate.prepare:
                candidate.prepare()
            wall, cpu = run(candidate.command(index), environment | candidate.environment)
            if index >= warm_up:
                candidate.wall.append(wall)
                candidate.cpu.append(cpu)


def table(title: str, candidates: Sequence[Candidate], base: Candidate) -> None:
    """Prints one line for each candidate; the ratio is to `base`."""
    print(f"\n{title}")
    print(f"  {'':<58}{'median':>10}{'p95':>10}{'CPU':>10}{'ratio':>8}")
    for each in candidates:
        p95 = statistics.quantiles(each.wall, n=20)[-1]
        ratio = "1" if each is base else f"{each.against(base):.2f}"
        cpu = statistics.mean(each.cpu)
        print(f"  {each.title:<58}{each.median:>7.2f} ms{p95:>7.2f} ms{cpu:>7.2f} ms{ratio:>8}")


def goal(text: str, figure: float, limit: float, unit: str = "") -> None:
    verdict = "reached" if figure <= limit else "MISSED"
    print(f"  goal: {text}: at most {limit:g}{unit}; it is {figure:.3g}{unit}: {verdict}")
