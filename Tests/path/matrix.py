"""Breaks each link of the alert path in each way, and holds batchwatch to telling a person once by the best way left.

    python3 -B Tests path.matrix [--quick] [--only LINK/FAULT/COLUMN]… [--workers N] [--seed N] [--markdown FILE]

Real node_exporter, Prometheus and Alertmanager run with the shipped rules and routes, in which minutes pass as seconds;
`batchwatch monitor` looks each second. Proxies before the servers, and relays for mail, break as servers break. A cell
is a fault and an alert that is raised before it, during it or after it is mended. In each, a person must be told once
that the alert fires, by the best way that is left, and once that it is over; and of nothing else but the fault itself.

--only takes the beginning of a cell's name. With --quick only those that tell most. The seed says in which order they
come. KEEP=1 keeps the cells' directories. With EARNEST=1 minutes pass as minutes: a cell takes up to an hour, and a
machine that has 200 MB for each plays seventy at once.
"""

import argparse
import concurrent.futures
import random
import shutil
import sys
import time
import traceback
from pathlib import Path

from kit import processes, programs
from kit.checks import Checks
from path import rows
from path.cell import TIMES, Cell
from path.judgement import Verdict, judge
from path.pace import IS_EARNEST

QUICK = (
    "alertmanager/stopped/during", "alertmanager/stopped/before", "alertmanager/mute/at once",
    "alertmanager/huge/during", "prometheus/killed/during", "prometheus/garbage/during", "scrape/refusing/within",
    "rules/older/during", "receivers/known to refuse/during", "silence/set/during", "mail/rejecting/during",
    "mail/dropping/during", "mail/first of two refusing/during",
)
WAITING_WORKERS = 4
"""Cells that mostly wait run beside the others."""


def cells():
    """The whole matrix. Without a stack there is no path that could be down."""
    for row in rows.ROWS:
        for column in TIMES:
            makes_sense = column not in row.skipped and (column != "alone" or row.has_stack)
            if makes_sense and (IS_EARNEST or column not in row.earnest):
                yield Cell(row, column)


def play(cell):
    """Returns the verdict; a cell that can't be played has failed."""
    try:
        return judge(cell.row, cell.column, cell.play())
    except Exception:  # pylint: disable=broad-exception-caught
        return Verdict(wrong=traceback.format_exc().splitlines())


class Progress:
    """Says how each cell came out as soon as that is known."""

    def __init__(self):
        self.verdicts = {}
        self.checks = Checks()

    def take(self, cell, verdict):
        """A line for each cell, and what was wrong below it."""
        self.verdicts[str(cell)] = verdict
        self.checks.add(
            f"{cell!s:52} {verdict.way:14} {verdict.seconds:5.1f} s {verdict.passes:3} passes {verdict.mails:3} mails",
            verdict.wrong, *(f"excused: {line}" for line in verdict.excused))


def run(chosen, workers):
    """Plays the cells. Those in which the fault must last long run beside the others."""
    progress = Progress()
    waiting = [cell for cell in chosen if cell.column == "alone"]
    others = [cell for cell in chosen if cell.column != "alone"]
    with (
        concurrent.futures.ThreadPoolExecutor(WAITING_WORKERS) as patient,
        concurrent.futures.ThreadPoolExecutor(workers) as quick,
    ):
        ended = [patient.submit(lambda cell=cell: progress.take(cell, play(cell))) for cell in waiting]
        ended += [quick.submit(lambda cell=cell: progress.take(cell, play(cell))) for cell in others]
        for each in ended:
            each.result()
    return progress


def markdown(verdicts):
    """The matrix as a table: by which way a person was told, and in which pass or after how many seconds."""
    lines = ["| link | fault | " + " | ".join(TIMES) + " |", "|" + "---|" * (len(TIMES) + 2)]
    for row in rows.ROWS:
        found = [verdicts.get(f"{row}/{column}") for column in TIMES]
        if any(found):
            lines.append(f"| {row.link} | {row.fault} | " + " | ".join(map(_shown, found)) + " |")
    return "\n".join(lines) + "\n"


def _shown(verdict):
    if verdict is None:
        return ""
    if verdict.wrong:
        return "**failed**"
    return verdict.way + (f", {verdict.seconds:.0f} s" if verdict.seconds else "")


def main():
    parser = argparse.ArgumentParser(description="Breaks each link of the alert path in each way.")
    parser.add_argument("--quick", action="store_true", help="only the cells that tell most")
    parser.add_argument("--only", action="append", default=[], help="cells whose names begin so")
    parser.add_argument("--workers", type=int, default=9, help="cells at once")
    parser.add_argument("--seed", type=int, default=1, help="for the order of the cells")
    parser.add_argument("--markdown", type=Path, help="file for the matrix as a table")
    options = parser.parse_args()
    processes.take_children_along()
    programs.require(programs.BATCHWATCH, programs.NODE_EXPORTER, programs.PROMETHEUS, programs.ALERTMANAGER,
                     programs.FAKETIME)
    chosen = list(cells())
    if options.quick:
        chosen = [cell for cell in chosen if str(cell) in QUICK]
        assert len(chosen) == len(QUICK), "a quick cell is not in the matrix"
    if options.only:
        chosen = [cell for cell in chosen if any(str(cell).startswith(begin) for begin in options.only)]
    random.Random(options.seed).shuffle(chosen)
    begun = time.monotonic()
    shared = programs.share()
    try:
        progress = run(chosen, options.workers)
    finally:
        shutil.rmtree(shared)
    if options.markdown:
        options.markdown.write_text(markdown(progress.verdicts), encoding="utf-8")
    excused = sum(bool(verdict.excused) for verdict in progress.verdicts.values())
    print(f"{len(chosen)} cells in {time.monotonic() - begun:.0f} s; in {excused} a person heard more than once, and"
          " batchwatch could not help it")
    return progress.checks.end()


if __name__ == "__main__":
    sys.exit(main())
