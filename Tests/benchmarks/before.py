"""What this build costs against an older one, in pairs: each round runs both, one right after the other."""

import statistics
import subprocess
from pathlib import Path

from benchmarks.export import outdate_files
from benchmarks.measure import Candidate, in_turns
from benchmarks.scenes import Scene

DELAY = 5_000
"""Microseconds that a flush takes longer on the slow disk."""


def build_slow_flush(directory: Path) -> dict[str, str]:
    """The environment in which each flush of a program is slow."""
    library = directory / "slow_flush.so"
    source = Path(__file__).with_name("slow_flush.c")
    subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", "-shared", "-fPIC", "-o", library, source], check=True)
    return {"LD_PRELOAD": str(library), "SLOW_FLUSH_MICROSECONDS": str(DELAY)}


class Pair:
    """The same command of both builds, each on a tracker that it has made itself."""

    def __init__(self, title: str, old: Candidate, new: Candidate):
        self.title, self.old, self.new = title, old, new

    def row(self) -> str:
        ratios = [new / old for new, old in zip(self.new.wall, self.old.wall)]
        low, _, high = statistics.quantiles(ratios, n=4)
        cpu = statistics.mean(self.new.cpu) / statistics.mean(self.old.cpu)
        return (
            f"  {self.title:<44}{self.old.median:>9.2f} ms{self.new.median:>9.2f} ms"
            f"{statistics.median(ratios):>8.2f}{low:>8.2f} to {high:.2f}{cpu:>8.2f}"
        )


def before(directory: Path, binary: str, older: str, rounds: int) -> None:
    slow = build_slow_flush(directory)
    scenes = []
    for name, program in (("before", older), ("now", binary)):
        scene = Scene(directory / name, program)
        scene.call("start", "leads")
        scene.call("stage", "leads", "scrape", "--done", "1", "--total", "1000000")
        scenes.append(scene)

    def pair(title, command, environment=None) -> Pair:
        return Pair(title, *(
            Candidate(title, command(scene), scene.environment | (environment or {}), scene.keep_passing)
            for scene in scenes
        ))  # fmt: skip

    records = [
        pair("stage", lambda scene: scene.stage),
        pair("stage, a flush takes 5 ms longer", lambda scene: scene.stage, slow),
        pair("run -- true", lambda scene: lambda _: [scene.binary, "run", "other", "--", "/bin/true"]),
        pair("run -- true, a flush takes 5 ms longer",
             lambda scene: lambda _: [scene.binary, "run", "other", "--", "/bin/true"], slow),
        pair("--version", lambda scene: lambda _: [scene.binary, "--version"]),
    ]  # fmt: skip
    in_turns([each for pair in records for each in (pair.old, pair.new)], rounds, warm_up=20)
    table("Records", records, rounds)

    many = []
    for scene in scenes:
        other = Scene(scene.directory / "many", scene.binary, batches=2_000)
        other.call("export")
        many.append(other)
    exports = [
        Pair(title, *(
            Candidate(title, lambda _, scene=scene: [scene.binary, "export"], scene.environment, prepare(scene))
            for scene in many
        ))
        for title, prepare in (
            ("export, every file changed", lambda scene: lambda: outdate_files(scene)),
            ("export, nothing changed", lambda scene: None),
        )
    ]  # fmt: skip
    count = max(4, rounds // 10)
    in_turns([each for pair in exports for each in (pair.old, pair.new)], count, warm_up=1)
    table(f"Exports of {many[0].series():,} series in 2,000 batches", exports, count)


def table(title: str, pairs: list[Pair], rounds: int) -> None:
    """Prints a line for each pair; the ratio is the median of the ratios round by round, with their middle half."""
    print(f"\n{title}, {rounds} rounds")
    print(f"  {'':<44}{'before':>12}{'now':>12}{'ratio':>8}{'middle half':>16}{'CPU':>8}")
    for each in pairs:
        print(each.row())
