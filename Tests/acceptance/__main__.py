"""Plays the scenarios, several at once: those that wait beside those that compute.

    .build/venv/bin/python -B Tests acceptance [--quick] [features/NAME.feature[:LINE]…]

With --quick those are left out that wait or compute long, which are tagged @waits or @long. KEEP=1 keeps the directories
of scenarios that failed.
"""

import argparse
import json
import os
import shutil
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


def parts(features, is_quick):
    """What all are cut into, as places for behave, each with whether it waits: scenarios that take long one by one, and
    the others in some heaps."""
    others = []
    for feature in features:
        for scenario in parse_file(feature).walk_scenarios():
            place = f"{feature}:{scenario.line}"
            if not {"waits", "long"} & {*scenario.effective_tags}:
                others.append(place)
            elif not is_quick:
                yield "waits" in scenario.effective_tags, [place]
    heaps = 2 * (os.cpu_count() or 1)
    yield from ((False, others[number::heaps]) for number in range(heaps))


def play(waits, places, checks):
    """Plays scenarios in a behave of their own. Those that only compute leave the processor to those that wait for
    something that must come in time."""
    with tempfile.NamedTemporaryFile(suffix=".json") as result:
        done = subprocess.run(
            [*programs.again("behave"), "--format", "json", "--outfile", result.name, "--format", "progress3", *places],
            cwd=HERE, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace", check=False,
            preexec_fn=None if waits else lambda: os.nice(10))
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
    """All of them."""
    parser = argparse.ArgumentParser(description="Plays the scenarios.")
    parser.add_argument("--quick", action="store_true", help="only those that don't wait")
    parser.add_argument("places", nargs="*", help="features, with a line for one scenario")
    options = parser.parse_args()
    take_children_along()
    os.chdir(HERE)
    checks = Checks()
    features = sorted(map(str, Path("features").glob("*.feature")))
    chosen = [(True, [place]) for place in options.places] or parts(features, options.quick)
    shared = programs.share()
    try:
        with ThreadPoolExecutor(WAITING) as patient, ThreadPoolExecutor(os.cpu_count()) as quick:
            for each in [(patient if waits else quick).submit(play, waits, *rest, checks) for waits, *rest in chosen]:
                each.result()
    finally:
        shutil.rmtree(shared)
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
