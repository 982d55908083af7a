"""What a pass of the monitor costs besides the network: it waits for nobody here, since mail is the way and none is due."""

from pathlib import Path

from benchmarks.export import peak_memory
from benchmarks.measure import Candidate, goal, in_turns, table
from benchmarks.record import build_reference
from benchmarks.scenes import Scene

MEMORY = 48
PASS = 150
# A program that takes each mail at once.
MAILER = "#!/bin/sh\nexec cat >/dev/null\n"


def monitor(directory: Path, binary: str, batches: int, rounds: int) -> None:
    scene = Scene(directory / "monitor", binary, batches=batches)
    mailer = directory / "mailer"
    mailer.write_text(MAILER)
    mailer.chmod(0o755)
    config = Path(scene.environment["BATCHWATCH_CONFIG"])
    config.write_text(
        config.read_text() + f"mail: {{to: a@example.com, from: b@example.com, sendmail: {mailer}}}\n"
    )
    scene.call("export")
    program = build_reference(directory, b"#\n")
    candidates = [
        Candidate("batchwatch export, nothing changed", lambda _: [binary, "export"], scene.environment),
        Candidate("batchwatch monitor --once, all is well", lambda _: [binary, "monitor", "--once"], scene.environment),
    ]
    in_turns(candidates, rounds, warm_up=2)
    memory = peak_memory(program, scene, "monitor", "--once")
    for name in ["leads"] + [f"batch-{number:04d}" for number in range(1, batches)]:
        scene.call("start", name)
        scene.call("end", name, "--failed")
    first = peak_memory(program, scene, "monitor", "--once")
    failed = Candidate(
        f"batchwatch monitor --once, {batches:,} alerts hold", lambda _: [binary, "monitor", "--once"], scene.environment
    )
    in_turns([failed], rounds, warm_up=1)
    table(f"A pass over {batches:,} batches (ratio to export)", [*candidates, failed], candidates[0])
    goal("a pass, all is well, median", candidates[1].median, PASS, " ms")
    goal("a pass, every batch has failed, median", failed.median, PASS, " ms")
    goal("peak memory, all is well", memory, MEMORY, " MB")
    goal("peak memory, the pass that mails", first, MEMORY, " MB")
