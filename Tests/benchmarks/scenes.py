"""Trackers to measure on: small, with a long past, with many configured batches."""

import os
import sqlite3
import subprocess
import time
from pathlib import Path

DAY = 86_400_000
PASS = 60
"""Seconds between two passes of the monitor."""

BATCH = """\
  - name: {name}
    schedule: "0 1 * * *"
    start_within: 15m
    complete_by: "05:00"
    max_duration: 3h
    min_duration: 5m
    stall_after: 45m
    stages: [scrape, enrich, dedupe, score, {{name: mockup, optional: true, weight: 2}}, email]
    cost_per_lead_limit: 0.75
    gpu_cost_limit: 20
    severity: critical
    team: data-engineering
"""


class Scene:
    """A directory of its own with a tracker and a textfile directory, and the environment that names them."""

    def __init__(self, directory: Path, binary: str, batches: int = 0):
        self.binary = binary
        self.directory = directory
        self.tracker = directory / "tracker.db"
        self.textfiles = directory / "textfile"
        self.textfiles.mkdir(parents=True)
        self._passed = 0.0
        self.environment = {
            "BATCHWATCH_TRACKER": str(self.tracker),
            "BATCHWATCH_TEXTFILE_DIRECTORY": str(self.textfiles),
        }
        if batches:
            names = ["leads"] + [f"batch-{number:04d}" for number in range(1, batches)]
            self.configure(names)

    def configure(self, names: list[str]) -> None:
        """All settings stand in the file then; the environment names nothing but the file."""
        config = self.directory / "config.yml"
        batches = "".join(BATCH.format(name=name) for name in names)
        config.write_text(
            f"tracker: {self.tracker}\ntextfile_directory: {self.textfiles}\n"
            f"timezone: America/New_York\ncurrency: USD\nretention: 400d\nbatches:\n{batches}"
        )
        self.environment = {"BATCHWATCH_CONFIG": str(config)}

    def call(self, *arguments: str) -> None:
        environment = os.environ | self.environment
        subprocess.run([self.binary, *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)

    def keep_passing(self) -> None:
        """A pass each minute, as on a host where the monitor runs: else every file would be flushed."""
        if time.monotonic() - self._passed > PASS:
            self.call("export")
            self._passed = time.monotonic()

    def add_past(self, batch: str, runs: int) -> None:
        """Past runs of one batch with six stages each, in one transaction, straight into the tables."""
        database = sqlite3.connect(self.tracker, isolation_level=None)
        database.execute("PRAGMA cache_size = -200000")
        database.execute("BEGIN")
        (row,) = database.execute("SELECT id FROM batches WHERE name = ?", (batch,)).fetchone()
        (last,) = database.execute("SELECT max(id) FROM runs").fetchone()
        # Within the retention, so that starts have nothing to prune.
        first = int(time.time() * 1000) - 300 * DAY
        step = 290 * DAY // runs
        database.execute(
            f"""
            WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {runs})
            INSERT INTO runs(id, batch, name, outcome, started_at, ended_at, progress_at, leads)
            SELECT {last} + n, {row}, printf('past-%08d', n), 'succeeded', {first} + n * {step},
              {first} + n * {step} + 3600000, {first} + n * {step} + 3600000, 10 FROM numbers
            """
        )
        database.execute(
            f"""
            WITH stages(name, position) AS (VALUES ('dedupe', 2), ('email', 5), ('enrich', 1), ('mockup', 4),
              ('score', 3), ('scrape', 0))
            INSERT INTO run_stages(run, name, position, state, completion, started_at, ended_at, reported_at)
            SELECT r.id, s.name, s.position, 'complete', 1, r.started_at, r.ended_at, r.ended_at
            FROM runs r CROSS JOIN stages s WHERE r.id > {last} ORDER BY r.id, s.name
            """
        )
        database.execute(
            f"UPDATE batches SET succeeded = {runs}, last_run = {last} + {runs}, "
            f"succeeded_start = {first} + {runs} * {step}, last_success = {first} + {runs} * {step} + 3600000"
        )
        counts = database.execute("SELECT (SELECT count(*) FROM runs), (SELECT count(*) FROM run_stages)").fetchone()
        assert counts[0] > runs and counts[1] >= 6 * runs, counts
        database.execute("COMMIT")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()

    def stage(self, index: int) -> list[str]:
        """Another figure each time: to report the same again would be cheaper."""
        return [self.binary, "stage", "leads", "scrape", "--done", str(index + 1), "--total", "1000000"]

    def series(self) -> int:
        files = self.textfiles.glob("*.prom")
        return sum(1 for file in files for line in file.read_text().splitlines() if not line.startswith("#"))
