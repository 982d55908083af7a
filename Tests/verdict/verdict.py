"""Holds batchwatch's own verdict of generated nights against that of a real Prometheus with the shipped rules.

    verdict.py [--seed N] [--nights N] [--windows N] [--count FILE]

The same seed makes the same nights.

Several hundred batches live through two days with a change of the clocks. At each moment `batchwatch status --json`
says what is wrong with which batch, and `export` writes the textfiles, which go with that time into a Prometheus. It
then evaluates the shipped expressions at the same moments. Every alert must say the same of every batch each time.
At last every alert is raised over hosts where all is wrong, and its texts are read.
"""

import argparse
import re
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import annotations
from checks import Checks
from clock import ClockFailed
from comparison import Comparison
from judgement import Judgement
from play import Stage, stage_directory
from prometheus import Prometheus
from snapshots import Snapshots
from windows import ALL, Window

REPOSITORY = Path(__file__).resolve().parents[2]
BINARY = REPOSITORY / ".build/bin/batchwatch"
TOOLS = REPOSITORY / ".build/tools/usr/bin"
RULES = REPOSITORY / "alertmanager/prometheus/batchwatch.rules.yml"


def live(window: Window, options: argparse.Namespace, directory: Path, metrics: set[str]) -> Judgement:
    """Lives through a window, and takes what was exported into the Prometheus's data."""
    stage = Stage(directory / window.name, BINARY, window, options.nights, options.seed)
    snapshots = Snapshots(directory / f"{window.name}.om", window.name, metrics)
    judgement = Judgement(window, stage.scripts)
    for moment, status in stage.perform():
        judgement.take(moment, status)
        snapshots.take(moment, stage.textfiles)
    snapshots.take_in(TOOLS / "promtool", directory / "data")
    judgement.samples = snapshots.samples
    return judgement


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--nights", type=int, default=120, help="batches in each window")
    parser.add_argument("--windows", type=int, default=2, help=f"changes of the clocks, up to {len(ALL)}")
    parser.add_argument("--count", type=Path, help="file for the figures PASSED FAILED")
    options = parser.parse_args()
    windows = ALL[: options.windows]
    began = time.monotonic()
    directory = Path(stage_directory())
    checks = Checks()
    try:
        metrics = set(re.findall(r"\bbatch_\w+", RULES.read_text(encoding="utf-8")))
        with ThreadPoolExecutor(2) as pool:
            judgements = list(pool.map(lambda window: live(window, options, directory, metrics), windows))
        lived = time.monotonic() - began
        # A sample counts at its own moment only, so that a series that is gone a second later is gone.
        with Prometheus(TOOLS, directory, RULES, lookback="500ms") as prometheus:
            Comparison(prometheus, judgements, checks).run()
        judged = time.monotonic() - began - lived
        (directory / "live").mkdir()
        annotations.check(checks, directory / "live", BINARY, TOOLS, RULES)
    finally:
        shutil.rmtree(directory)
    slots = sum(len(script.plots) for each in judgements for script in each.scripts)
    moments = sum(len(each.moments) for each in judgements)
    print(
        f"seed {options.seed}: {len(windows) * options.nights} batches with {slots} nights, "
        f"{sum(each.samples for each in judgements):,} samples at {moments} moments; "
        f"lived in {lived:.0f} s, judged in {judged:.0f} s; all in {time.monotonic() - began:.0f} s"
    )
    print(f"{checks.passed} passed, {checks.failed} failed")
    if options.count:
        options.count.write_text(f"{checks.passed} {checks.failed}\n")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ClockFailed as failure:
        sys.exit(str(failure))
