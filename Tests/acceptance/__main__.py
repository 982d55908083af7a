"""Plays the scenarios, several at once: those that wait beside those that compute.

    .build/venv/bin/python -B Tests acceptance [--quick] [features/NAME.feature[:LINE]…]

With --quick those are left out that wait or compute long, which are tagged @waits or @long. KEEP=1 keeps the directories
of scenarios that failed.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from behave.parser import parse_file

from kit import programs
from kit.checks import Checks
from kit.processes import take_children_along

HERE = Path(__file__).resolve().parent
WAITING = 5
"""So many that wait are played at once."""


def parts(place, is_quick):
    """What a feature is cut into, as places for behave: its scenarios that take long one by one, and the others
    together. Each with whether it waits."""
    together = []
    for scenario in parse_file(place).walk_scenarios():
        tags = {*scenario.effective_tags}
        here = f"{place}:{scenario.line}"
        if not tags & {"waits", "long"}:
            together.append(here)
        elif not is_quick:
            yield "waits" in tags, [here]
    if together:
        yield False, together


def play(places, checks):
    """Plays scenarios in a behave of their own."""
    with tempfile.NamedTemporaryFile(suffix=".json") as result:
        done = subprocess.run(
            [*programs.again("behave"), "--format", "json", "--outfile", result.name, "--format", "progress3", *places],
            cwd=HERE, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace", check=False)
        text = Path(result.name).read_text(encoding="utf-8")
    found = [each for feature in _features(text) for each in feature.get("elements", ())
             if each["type"] == "scenario" and each.get("status") != "skipped"]
    for each in found:
        has_passed = each.get("status") == "passed"
        checks.add(f"{each['location']}  {each['name']}", [] if has_passed else [done.stdout + done.stderr])
    if not found or (done.returncode and all(each.get("status") == "passed" for each in found)):
        checks.add(" ".join(places), [f"behave ends with {done.returncode}", done.stdout + done.stderr])


def _features(text):
    """Those in the JSON, which ends in the middle where behave did."""
    try:
        return json.loads(text)
    except ValueError:
        return []


def main():
    """All of them, the longest first."""
    parser = argparse.ArgumentParser(description="Plays the scenarios.")
    parser.add_argument("--quick", action="store_true", help="only those that don't wait")
    parser.add_argument("places", nargs="*", help="features, with a line for one scenario")
    options = parser.parse_args()
    take_children_along()
    os.chdir(HERE)
    checks = Checks()
    chosen = [(False, [place]) for place in options.places]
    for feature in [] if chosen else sorted(map(str, Path("features").glob("*.feature"))):
        chosen += parts(feature, options.quick)
    with ThreadPoolExecutor(WAITING) as patient, ThreadPoolExecutor(os.cpu_count()) as quick:
        ended = [(patient if waits else quick).submit(play, places, checks) for waits, places in chosen]
        for each in ended:
            each.result()
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
