"""Makes the nights of a window from a seed: the same seed makes the same nights."""

import json
from collections import defaultdict
from datetime import datetime
from random import Random
from typing import Callable

from verdict import plots, settings
from verdict.script import Script
from verdict.settings import QUARTER
from verdict.windows import Window

SLOTS = 4
"""How many slots of a batch get a plot at most. In a schedule that comes often, the others are missed."""


def nights(window: Window, count: int, seed: int, slots_of: Callable[[str], str]) -> list[Script]:
    """The scripts of `count` batches, in this window's time.

    `slots_of` gives the text of `schedule --json` for a configuration: where a slot lies, and how the change of the
    clocks moves it, is batchwatch's to say here; other tests hold that against Debian's cron.
    """
    random = Random(f"{seed} {window.name}")
    scripts = [_script(random, window, index) for index in range(count)]
    slots = _slots(slots_of(configuration(scripts, False)))
    for script in scripts:
        _tell(script, window, slots[script.name])
    return scripts


def configuration(scripts: list[Script], is_changed: bool) -> str:
    """The file's list of batches, at first or after it was edited."""
    batches = [s.changed if is_changed and s.changed else s.settings for s in scripts]
    return "batches:\n" + "".join(each.text(s.name) for s, each in zip(scripts, batches))


def _script(random: Random, window: Window, index: int) -> Script:
    script = Script(f"night-{index:03d}", settings.make(random, random.choice(window.zones)), Random(random.random()))
    if random.random() < 0.08:
        script.changed = settings.changed(random, script.settings)
    return script


def _slots(text: str) -> dict[str, list[int]]:
    found = defaultdict(list)
    for batch in json.loads(text)["batches"]:
        found[batch["name"]] = [_seconds(slot["start"]) for slot in batch["slots"]]
    return found


def _seconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp())


def _tell(script: Script, window: Window, slots: list[int]) -> None:
    """Gives each slot a plot; batches without clock times begin at any quarter of an hour."""
    random = script.random
    inside = [slot for slot in slots if slot < window.end - QUARTER]
    if "schedule" not in script.settings.values:
        step = script.settings.values.get("every", "6h")
        span = int(step[:-1]) * (3600 if step.endswith("h") else 60)
        first = window.start + QUARTER * random.randint(6, 60)
        inside = [first + number * span for number in range(3) if first + number * span < window.end - QUARTER]
    for slot in sorted(random.sample(inside, min(SLOTS, len(inside)))):
        plot = random.choices(list(plots.PLOTS), plots.PLOTS.values())[0]
        script.plots.append(plot.__name__)
        plot(script, slot)
    script.events = sorted(
        (event for event in script.events if event.moment < window.end), key=lambda event: event.moment
    )
