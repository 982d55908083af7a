"""Textfiles of many batches that all live through the same night: one is recorded, the others are copies of its file.

The rules see no difference, and thousands of nights needn't be recorded."""

import time
from pathlib import Path

from benchmarks.scenes import Scene

BATCH = """\
  - name: leads
    schedule: "{slot}"
    complete_within: 4h
    max_duration: 3h
    min_duration: 5m
    stall_after: 45m
    stages: [scrape, enrich, dedupe, score, {{name: mockup, optional: true, weight: 2}}, email]
    cost_per_lead_limit: 0.75
    gpu_cost_limit: 20
    severity: critical
    team: data-engineering
"""
STAGES = ("scrape", "enrich", "dedupe", "score", "mockup", "email")
HOUR = 3600


class Night:
    """A batch whose slot came five hours ago, and whose deadline passed an hour ago."""

    def __init__(self, directory: Path, binary: str):
        self._scene = Scene(directory, binary)
        self._slot = int(time.time()) // 60 * 60 - 5 * HOUR
        config = directory / "config.yml"
        config.write_text(
            f"tracker: {self._scene.tracker}\ntextfile_directory: {self._scene.textfiles}\n"
            "timezone: Etc/UTC\nbatches:\n" + BATCH.format(slot=time.strftime("%M %H * * *", time.gmtime(self._slot)))
        )
        self._scene.environment = {"BATCHWATCH_CONFIG": str(config)}

    def healthy(self) -> str:
        """Complete in time: nothing fires."""
        self._record(0, "start", "leads")
        for number, stage in enumerate(STAGES, 1):
            self._record(number * 900, "stage", "leads", stage)
        self._record(2 * HOUR, "leads", "leads", "480")
        self._record(2 * HOUR, "cost", "leads", "0.50")
        self._record(2 * HOUR, "end", "leads")
        return self._text()

    def terrible(self) -> str:
        """Seven alerts fire: incomplete, failed, stalled, slow, overlapping, and both costs too high."""
        self._record(0, "start", "leads", "--run", "first")
        self._record(60, "end", "leads", "--run", "first", "--failed")
        for run in ("second", "third"):
            self._record(120, "start", "leads", "--run", run)
        self._record(900, "stage", "leads", "scrape", "--run", "third")
        self._record(900, "leads", "leads", "10", "--run", "third")
        self._record(900, "cost", "leads", "25", "--run", "third")
        return self._text()

    def _record(self, after: int, *words: str) -> None:
        self._scene.call(*words, "--at", str(self._slot + after))

    def _text(self) -> str:
        self._scene.call("export")
        return (self._scene.textfiles / "batchwatch_leads.prom").read_text()


def write_copies(text: str, count: int, textfiles: Path) -> None:
    """The file of one batch under as many names."""
    textfiles.mkdir()
    for number in range(count):
        name = f"batch-{number:04d}"
        (textfiles / f"batchwatch_{name}.prom").write_text(text.replace('batch="leads"', f'batch="{name}"'))
