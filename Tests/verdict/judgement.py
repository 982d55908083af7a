"""What batchwatch itself said."""

from collections import defaultdict
from dataclasses import dataclass, field

from verdict.script import Script
from verdict.windows import Window

OUTCOMES = ("", "running", "succeeded", "failed", "incomplete", "lost")


@dataclass
class Judgement:
    """What batchwatch itself said in one window."""

    window: Window
    scripts: list[Script]
    moments: list[int] = field(default_factory=list)
    samples: int = 0
    # By alert: (moment, batch), of all alerts that held.
    held: dict[str, set[tuple[int, str]]] = field(default_factory=lambda: defaultdict(set))
    texts: dict[tuple[str, int, str], str] = field(default_factory=dict)
    # By (moment, batch): the recorded state, and the labels by which alerts are routed.
    states: dict[tuple[int, str], int] = field(default_factory=dict)
    routes: dict[tuple[int, str], tuple[str, str]] = field(default_factory=dict)

    def take(self, moment: int, status: dict) -> None:
        self.moments.append(moment)
        for batch in status["batches"]:
            self.routes[moment, batch["name"]] = (batch["severity"], batch["team"])
            self.states[moment, batch["name"]] = _state(batch)
            for problem in batch["problems"]:
                self.held[problem["alert"]].add((moment, batch["name"]))
                self.texts[problem["alert"], moment, batch["name"]] = problem["text"]


def _state(batch: dict) -> int:
    """The state that is recorded for dashboards, from what status says."""
    if batch["open_runs"] > 1:
        return 7
    if any(problem["alert"] == "BatchNotStarted" for problem in batch["problems"]):
        return 6
    return OUTCOMES.index(batch["run"]["outcome"]) if batch["run"] else 0
