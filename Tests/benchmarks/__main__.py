"""Measures batchwatch as whole processes, beside other ways, and prints tables; `make bench` calls it.

    python3 -B Tests benchmarks DIRECTORY [--rounds N] [--before DIRECTORY] [SECTION…]
"""

import argparse
import os
import platform
from pathlib import Path

from benchmarks import before, export, flat, monitor, progress, record, rules, writers
from kit.programs import BATCHWATCH

SECTIONS = ("record", "journals", "writers", "configured", "export", "monitor", "past", "rules", "progress")


def machine(directory: Path) -> str:
    model = next((line for line in open("/proc/cpuinfo") if line.startswith("model name")), "?: ?").split(":")[1].strip()
    mounts = [line.split() for line in open("/proc/mounts")]
    real = str(directory.resolve()) + "/"
    mount = max((m for m in mounts if real.startswith(m[1].rstrip("/") + "/")), key=lambda m: len(m[1]))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} × {model}, {memory:.0f} GB, Linux {platform.release()}, "
        f"{mount[2]} on {mount[0]}, load {load:.1f} at the start"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=Path)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--before", type=Path, help="where the binaries of an older build stand; measures against it")
    parser.add_argument("sections", nargs="*", metavar="SECTION", help="one of: " + " ".join(SECTIONS))
    options = parser.parse_intermixed_args()
    if unknown := set(options.sections) - set(SECTIONS):
        parser.error(f"unknown section {', '.join(unknown)}; one of: {' '.join(SECTIONS)}")
    binary, directory = str(BATCHWATCH), options.directory
    rounds = options.rounds
    print(machine(directory))
    print(f"Whole processes from spawn to exit, all on one file system, in turns; {rounds} rounds unless said otherwise.")
    measures = {
        "record": lambda at: record.record(at, binary, rounds),
        "past": lambda at: flat.past(at, binary, 1_000_000, rounds // 2),
        "configured": lambda at: flat.configured(at, binary, 5_000, rounds // 2),
        "export": lambda at: export.export(at, binary, 2_000, max(2, rounds // 20)),
        "monitor": lambda at: monitor.monitor(at, binary, 1_000, max(4, rounds // 10)),
        "writers": lambda at: writers.writers(at, binary, 64, 512, max(1, rounds // 40)),
        "rules": lambda at: rules.rules(at, binary, max(3, rounds // 20)),
        "progress": lambda at: progress.progress(at, binary, max(3, rounds // 20)),
        "journals": lambda at: record.journals(at, binary, rounds),
    }
    sections = options.sections or SECTIONS
    if options.before:
        older = (options.before / "batchwatch").resolve()
        if not older.is_file():
            parser.error(f"no program {older}; name the directory in which an older build's batchwatch stands")
        measures["before"] = lambda at: before.before(at, binary, str(older), rounds)
        sections = ["before", *options.sections]
    for section in sections:
        at = directory / section
        at.mkdir()
        os.sync()  # What earlier sections and other programs left to write would slow down the first syncs.
        measures[section](at)


main()
