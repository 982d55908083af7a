"""What an export of many batches costs, beside what node_exporter needs to serve what it wrote."""

import os
import subprocess
from pathlib import Path

from benchmarks.measure import CURL, Candidate, goal, in_turns, table
from benchmarks.record import build_reference
from benchmarks.scenes import Scene
from kit.exporter import NodeExporter
from kit.world import Place

MEMORY = 64


def remove_files(scene: Scene) -> None:
    for file in scene.textfiles.glob("batchwatch_*.prom"):
        file.unlink()


def outdate_files(scene: Scene) -> None:
    """Leaves other content of the same length in every file, as after a night: all must be written again."""
    for file in scene.textfiles.glob("batchwatch_*.prom"):
        with file.open("r+b") as handle:
            handle.seek(-2, os.SEEK_END)
            handle.write(b"7")
    os.sync()


def peak_memory(program: str, scene: Scene, *arguments: str) -> float:
    """Megabytes of the largest resident set of one call, an export where nothing else is said."""
    environment = os.environ | scene.environment
    done = subprocess.run(
        [program, "peak", scene.binary, *(arguments or ["export"])], env=environment, check=True, stdout=subprocess.PIPE
    )
    return int(done.stdout) / 1024


def export(directory: Path, binary: str, batches: int, rounds: int) -> None:
    scene = Scene(directory / "export", binary, batches=batches)
    scene.call("export")
    program = build_reference(directory, b"#\n")
    with NodeExporter(Place(directory), scene.textfiles) as exporter:
        series = scene.series()
        served = len([name for name, _ in exporter.scrape().series if name.startswith("batch_")])
        command = [binary, "export"]
        url = f"http://{exporter.address}/metrics"
        scrape = Candidate(
            f"curl, node_exporter serves {served:,} series",
            lambda _: [CURL, "--silent", "--fail", "--output", os.devnull, url],
        )
        same = Candidate("batchwatch export, nothing changed", lambda _: command, scene.environment)
        changed = Candidate(
            "batchwatch export, every file changed", lambda _: command, scene.environment, lambda: outdate_files(scene)
        )
        gone = Candidate(
            "batchwatch export, every file missing", lambda _: command, scene.environment, lambda: remove_files(scene)
        )
        in_turns([scrape, same, changed, gone], rounds, warm_up=2)
    title = f"Export of {series:,} series in {batches:,} batches (ratio to node_exporter)"
    table(title, [scrape, same, changed, gone], scrape)
    goal("export, nothing changed, against node_exporter", same.against(scrape), 0.1, " ×")
    goal("export, every file changed, against node_exporter", changed.against(scrape), 0.1, " ×")
    goal("peak memory, nothing changed", peak_memory(program, scene), MEMORY, " MB")
    outdate_files(scene)
    goal("peak memory, every file changed", peak_memory(program, scene), MEMORY, " MB")
