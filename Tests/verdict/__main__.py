"""Holds batchwatch's own verdict of generated nights against that of a real Prometheus with the shipped rules.

    python3 -B Tests verdict [--seed N] [--nights N] [--windows N]

The same seed makes the same nights.

Several hundred batches live through two days with a change of the clocks. At each moment `batchwatch status --json`
says what is wrong with which batch, and `export` writes the textfiles, which go with that time into a Prometheus. It
then evaluates the shipped expressions at the same moments. Every alert must say the same of every batch each time.
At last every alert is raised over hosts where all is wrong, and its texts are read.
"""

import argparse
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kit.checks import Checks
from kit.clocks import ClockFailed
from kit.processes import take_children_along
from kit.programs import BATCHWATCH, PROMETHEUS, PROMTOOL, RULES, require
from kit.world import Place
from verdict import annotations, prometheus
from verdict.comparison import Comparison
from verdict.judgement import Judgement
from verdict.play import Stage
from verdict.snapshots import Snapshots
from verdict.windows import ALL, Window

MEMORY = Path("/dev/shm")
"""Where trackers cost no syncs: what is proven here is no durability."""


def live(window: Window, options: argparse.Namespace, directory: Path, metrics: set[str]) -> Judgement:
    """Lives through a window, and takes what was exported into the Prometheus's data."""
    stage = Stage(directory / window.name, window, options.nights, options.seed)
    snapshots = Snapshots(directory / f"{window.name}.om", window.name, metrics)
    judgement = Judgement(window, stage.scripts)
    for moment, status in stage.perform():
        judgement.take(moment, status)
        snapshots.take(moment, stage.textfiles)
    snapshots.take_in(directory / "data")
    judgement.samples = snapshots.samples
    return judgement


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--nights", type=int, default=120, help="batches in each window")
    parser.add_argument("--windows", type=int, default=2, help=f"changes of the clocks, up to {len(ALL)}")
    options = parser.parse_args()
    take_children_along()
    require(BATCHWATCH, PROMETHEUS, PROMTOOL)
    windows = ALL[: options.windows]
    began = time.monotonic()
    checks = Checks()
    with Place(below=MEMORY if MEMORY.is_dir() else None) as place:
        metrics = set(re.findall(r"\bbatch_\w+", RULES.read_text(encoding="utf-8")))
        with ThreadPoolExecutor(2) as pool:
            judgements = list(pool.map(lambda window: live(window, options, place.directory, metrics), windows))
        lived = time.monotonic() - began
        # A sample counts at its own moment only, so that a series that is gone a second later is gone.
        with prometheus.start(place, lookback="500ms") as server:
            Comparison(server, judgements, checks).run()
        judged = time.monotonic() - began - lived
        annotations.check(checks, place)
    slots = sum(len(script.plots) for each in judgements for script in each.scripts)
    moments = sum(len(each.moments) for each in judgements)
    print(
        f"seed {options.seed}: {len(windows) * options.nights} batches with {slots} nights, "
        f"{sum(each.samples for each in judgements):,} samples at {moments} moments; "
        f"lived in {lived:.0f} s, judged in {judged:.0f} s; all in {time.monotonic() - began:.0f} s"
    )
    return checks.end()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ClockFailed as failure:
        sys.exit(str(failure))
