"""What one record costs: beside a C program that does the same, and beside what people use today."""

import sqlite3
import subprocess
from pathlib import Path

from benchmarks.measure import CURL, Candidate, goal, in_turns, table
from benchmarks.scenes import Scene
from kit.programs import PUSHGATEWAY, TOOLS
from kit.service import Service
from kit.world import Place

PYTHON_TEXTFILE = """\
import sys
from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

registry = CollectorRegistry()
Gauge("batch_completion_ratio", "Completion", ["batch"], registry=registry).labels("leads").set(0.5)
write_to_textfile(sys.argv[1], registry)
"""


def build_reference(directory: Path, text: bytes) -> str:
    """Compiles the C program with the text of the file that it shall write."""
    header = directory / "prom.h"
    header.write_text("static const char prom[] = {" + ",".join(map(str, text)) + ",0};\n")
    program = directory / "reference"
    source = Path(__file__).with_name("reference.c")
    subprocess.run(
        ["gcc", "-O2", "-Wall", "-Wextra", "-I", directory, "-o", program, source, "-lsqlite3"], check=True
    )
    return str(program)


def new_scene(directory: Path, binary: str) -> Scene:
    scene = Scene(directory, binary)
    scene.call("start", "leads")
    scene.call("stage", "leads", "scrape", "--done", "1", "--total", "1000000")
    scene.keep_passing()
    return scene


class Reference:
    """The C program on a tracker of its own, which batchwatch made."""

    def __init__(self, directory: Path, binary: str, journal: str = "wal", frames: int = 48):
        self.scene = new_scene(directory, binary)
        self.file = self.scene.textfiles / "batchwatch_leads.prom"
        self.program = build_reference(directory, self.file.read_bytes())
        self.journal = journal
        self.frames = frames
        if journal != "wal":
            database = sqlite3.connect(self.scene.tracker)
            database.execute(f"PRAGMA journal_mode = {journal}")
            database.close()

    def stage(self, index: int) -> list[str]:
        return [self.program, "stage", str(self.scene.tracker), str(self.file), self.journal, str(self.frames)] + [
            "leads", "scrape", str(index + 1), "1000000"
        ]  # fmt: skip


def record(directory: Path, binary: str, rounds: int) -> None:
    scene = new_scene(directory / "batchwatch", binary)
    reference = Reference(directory / "reference", binary)
    script = directory / "textfile.py"
    script.write_text(PYTHON_TEXTFILE)
    body = directory / "body.prom"
    body.write_text("# TYPE batch_completion_ratio gauge\nbatch_completion_ratio 0.5\n")
    with Service(Place(directory), PUSHGATEWAY) as server:
        url = f"http://{server.address}/metrics/job/leads"
        push = [CURL, "--silent", "--fail", "--data-binary", f"@{body}", url]
        write = ["/usr/bin/python3", str(script), str(directory / "python.prom")]
        base = Candidate("C: the same rows and file", reference.stage)
        mine = Candidate("batchwatch stage --done N --total M", scene.stage, scene.environment, scene.keep_passing)
        gateway = Candidate("curl, one gauge to a Pushgateway on this host", lambda _: push)
        python = Candidate(
            "prometheus_client, one gauge to a textfile",
            lambda _: write,
            {"PYTHONPATH": str(TOOLS / "lib/python3/dist-packages")},
        )
        floor = Candidate("/bin/true, the floor", lambda _: ["/bin/true"])
        version = Candidate("batchwatch --version, its start-up", lambda _: [binary, "--version"])
        cost = Candidate("batchwatch cost", lambda _: [binary, "cost", "leads", "0.01"], scene.environment)
        all_of_them = [base, mine, cost, version, floor, gateway, python]
        in_turns(all_of_them, rounds, warm_up=20)
    table("One record, as a whole process (ratio to the C program)", all_of_them, base)
    goal("batchwatch stage against the C program", mine.against(base), 1.5, " ×")
    goal("batchwatch stage against the Pushgateway", mine.against(gateway), 0.5, " ×")
    goal("batchwatch stage against Python", mine.against(python), 1 / 25, " ×")


def journals(directory: Path, binary: str, rounds: int) -> None:
    """The C program with each journal mode and length of the write-ahead log."""
    modes = [("wal", frames) for frames in (16, 32, 48, 64, 128)]
    modes += [(mode, 0) for mode in ("delete", "truncate", "persist")]
    candidates = []
    for mode, frames in modes:
        name = f"{mode}{frames or ''}"
        title = f"C, write-ahead log copied back at {frames} frames" if frames else f"C, rollback journal: {mode}"
        candidates.append(Candidate(title, Reference(directory / name, binary, mode, frames).stage))
    in_turns(candidates, rounds, warm_up=20)
    table("Journal modes of SQLite, the C program (ratio to 48 frames)", candidates, candidates[2])
