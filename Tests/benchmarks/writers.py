"""Many writers at once."""

import os
import statistics
import time
from pathlib import Path
from typing import Callable

from benchmarks.measure import CandidateFailed, spawn
from benchmarks.record import Reference, new_scene


def rate(command: Callable[[int], list[str]], environment: dict[str, str], writers: int, records: int) -> float:
    """Records per second while `writers` processes run at any time; each that ends makes room for the next."""
    environment = dict(os.environ) | environment
    running = 0
    started = 0
    began = time.perf_counter()
    while started < records or running:
        while running < writers and started < records:
            spawn(command(started), environment)
            started += 1
            running += 1
        _, status = os.wait()
        running -= 1
        if status != 0:
            raise CandidateFailed(f"{command(0)}: a writer ended with status {os.waitstatus_to_exitcode(status)}")
    return records / (time.perf_counter() - began)


def writers(directory: Path, binary: str, count: int, records: int, rounds: int) -> None:
    scene = new_scene(directory / "batchwatch", binary)
    reference = Reference(directory / "reference", binary)
    rates: list[tuple[float, float]] = []
    for index in range(rounds + 1):
        scene.keep_passing()
        pair = (
            rate(reference.stage, {}, count, records),
            rate(scene.stage, scene.environment, count, records),
        )
        if index > 0:
            rates.append(pair)
    print(f"\n{count} writers at once on one tracker, {records} records, {rounds} rounds in turns")
    print(f"  C, the same rows and file, busy timeout 10 s {statistics.median(c for c, _ in rates):8.0f} records/s")
    print(f"  batchwatch stage                             {statistics.median(b for _, b in rates):8.0f} records/s")
    print(f"  ratio, pair by pair                          {statistics.median(b / c for c, b in rates):8.2f}")
