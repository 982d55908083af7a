"""Installs batchwatch on real Debian machines, and holds it to what the documents say of that.

    Tests/system [--only MACHINE]… [--count FILE]

Each machine is booted by systemd-nspawn with its own systemd, from one image that debootstrap makes once. They live
side by side, since most of the time they wait for a minute of cron's. It needs root, which it gets by sudo otherwise.
The journals are kept under .build/system.
"""

import argparse
import concurrent.futures
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent)]
sys.dont_write_bytecode = True

import by_package  # noqa: E402
import by_script  # noqa: E402
import conditions  # noqa: E402
import image  # noqa: E402
import isolation  # noqa: E402
from machine import Machine  # noqa: E402
from report import Report  # noqa: E402

MACHINES = {"package": by_package.play, "conditions": conditions.play, "script": by_script.play}


def play(name, story, tree, report):
    """Lives through a story on a machine of its own."""
    machine = None

    def tell():
        nonlocal machine
        machine = Machine(name, tree, image.DIRECTORY)
        story(machine, lambda title, function, *arguments: report.check(name, title, function, *arguments))

    try:
        tell()
    except Exception:  # pylint: disable=broad-exception-caught
        error = sys.exc_info()[1]

        def fail():
            raise error

        report.check(name, "goes on to its end", fail)
    finally:
        if machine is not None:
            machine.keep_journal(image.DIRECTORY / f"{name}.journal")
            machine.cut_power()


def main():
    parser = argparse.ArgumentParser(description="Installs batchwatch on real Debian machines.")
    parser.add_argument("--only", action="append", choices=sorted(MACHINES), help="only this machine")
    parser.add_argument("--count", type=Path, help="file for the figures PASSED FAILED")
    options = parser.parse_args()
    isolation.enter()
    begun = time.monotonic()
    tree = isolation.WORK / "tree"
    image.unpack(tree)
    report = Report()
    chosen = options.only or MACHINES
    with concurrent.futures.ThreadPoolExecutor(len(MACHINES)) as pool:
        for each in [pool.submit(play, name, MACHINES[name], tree, report) for name in chosen]:
            each.result()
    if options.count:
        options.count.write_text(f"{report.passed} {report.failed}\n", encoding="ascii")
    image.hand_over()
    print(f"{len(chosen)} machines, {time.monotonic() - begun:.0f} s")
    print(f"{report.passed} passed, {report.failed} failed")
    return int(bool(report.failed) or not report.passed)


if __name__ == "__main__":
    sys.exit(main())
