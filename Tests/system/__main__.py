"""Installs batchwatch on real Debian machines, and holds it to what the documents say of that.

    python3 -B Tests system [--only MACHINE]…

Each machine is booted by systemd-nspawn with its own systemd, from one image that debootstrap makes once. They live
side by side, since most of the time they wait for a minute of cron's. It needs root, which it gets by sudo otherwise.
The journals are kept under .build/system.
"""

import argparse
import concurrent.futures
import sys
import time

from kit.checks import Checks
from system import by_package, by_script, conditions, image, isolation, under_run
from system.machine import Machine

MACHINES = {"package": by_package.play, "conditions": conditions.play, "script": by_script.play,
            "jobs": under_run.play}


def play(name, story, tree, checks):
    """Lives through a story on a machine of its own."""
    machine = None

    def tell():
        nonlocal machine
        machine = Machine(name, tree, image.DIRECTORY)
        story(machine, lambda title, function, *arguments: checks.check(f"{name}: {title}", function, *arguments))

    try:
        tell()
    except Exception:  # pylint: disable=broad-exception-caught
        error = sys.exc_info()[1]

        def fail():
            raise error

        checks.check(f"{name}: goes on to its end", fail)
    finally:
        if machine is not None:
            machine.keep_journal(image.DIRECTORY / f"{name}.journal")
            machine.cut_power()


def main():
    parser = argparse.ArgumentParser(description="Installs batchwatch on real Debian machines.")
    parser.add_argument("--only", action="append", choices=sorted(MACHINES), help="only this machine")
    options = parser.parse_args()
    isolation.enter()
    begun = time.monotonic()
    tree = isolation.WORK / "tree"
    image.unpack(tree)
    checks = Checks()
    chosen = options.only or MACHINES
    with concurrent.futures.ThreadPoolExecutor(len(MACHINES)) as pool:
        for each in [pool.submit(play, name, MACHINES[name], tree, checks) for name in chosen]:
            each.result()
    image.hand_over()
    print(f"{len(chosen)} machines, {time.monotonic() - begun:.0f} s")
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
