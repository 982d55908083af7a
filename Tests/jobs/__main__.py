"""Plays each job alone and under `run`, and compares.

    python3 -B Tests jobs [--only NAME] [--times N] [--workers N]
"""

import argparse
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor

from jobs.stage import environment_of, play
from jobs.table import JOBS, PLAIN, QUIET, RETRIES, STAGE
from kit import programs
from kit.checks import Checks
from kit.world import World

OPTIONS = {PLAIN: [], STAGE: ["--stage", "work"], QUIET: ["--quiet"], RETRIES: ["--retries", "2", "--retry-delay", "0s"]}


def differences(job, alone, under, way):
    """What is not as it was alone."""
    found = []
    for part in ("status", "out", "errors", "files", "left"):
        # What fails is tried again, so all but its status comes several times.
        if part in job.ignores or (way == RETRIES and alone.status != 0 and part != "status"):
            continue
        expected, seen = getattr(alone, part), getattr(under, part)
        if way == QUIET and alone.status == 0 and part in ("out", "errors"):
            expected = b""
        if expected != seen:
            found.append(f"{part}: alone {shown(expected)}, {way} {shown(seen)}")
    return found


def shown(value):
    if isinstance(value, dict):
        return {name: shown(content) for name, content in value.items()}
    if isinstance(value, bytes) and len(value) > 200:
        return f"{len(value)} bytes ending in {value[-80:]!r}"
    return value


def compare(job, way, world, times):
    """- Returns: what differed, in words."""
    environment = environment_of(world)
    batch = "job-" + "".join(c if c.isalnum() else "-" for c in job.name)[:40]
    program = str(programs.BATCHWATCH)
    prefix = [program, "run", batch, *OPTIONS[way], "--"]
    if way == STAGE:
        world.run([program, "start", batch])
    found = []
    alone = [play(job, [], environment)]
    for _ in range(min(times, job.times)):
        under = play(job, prefix, environment)
        apart = differences(job, alone[0], under, way)
        # Where chance decides alone too, it must be something that also happens alone.
        for _ in range(4 if apart else 0):
            alone.append(play(job, [], environment))
            if not differences(job, alone[-1], under, way):
                apart = []
                break
        found += apart
        if len(found) > 3:
            break
    return found


def main():
    parser = argparse.ArgumentParser(prog="jobs", description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="part of a job's name")
    parser.add_argument("--times", type=int, default=30, help="at most so often, where chance decides")
    parser.add_argument("--workers", type=int, default=4)
    arguments = parser.parse_args()
    programs.require(programs.BATCHWATCH)
    checks = Checks()
    plays = [(job, way) for job in JOBS if arguments.only in job.name for way in job.under]
    with World() as world, ThreadPoolExecutor(arguments.workers) as pool:

        def result(each):
            try:
                return compare(*each, world, arguments.times)
            except Exception:  # pylint: disable=broad-exception-caught
                return [traceback.format_exc()]

        results = pool.map(result, plays)
        for (job, way), found in zip(plays, results):
            checks.add(f"{job.name}, {way}", found)
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
