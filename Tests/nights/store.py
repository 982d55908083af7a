"""Prometheus's blocks, made from samples of the past, and a real Prometheus that answers from them."""

import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kit import prometheus, programs
from nights import openmetrics

LOOKBACK = "6m"
"""How old a sample may be and still count: a little more than the step between two exports of the story."""


def add_blocks(data, recorders):
    """Adds the recorders' samples to a data directory, with one promtool for each block."""
    data.mkdir(exist_ok=True)
    numbers = sorted({number for recorder in recorders for number in recorder.blocks})
    with tempfile.TemporaryDirectory(dir=data.parent) as texts, ThreadPoolExecutor(2) as pool:
        def make(number):
            path = Path(texts) / f"{number}.om"
            with path.open("w", encoding="utf-8") as text:
                for recorder in recorders:
                    text.writelines(f"{line}\n" for line in recorder.blocks.get(number, ()))
                text.write("# EOF\n")
            done = subprocess.run(
                [programs.PROMTOOL, "tsdb", "create-blocks-from",
                 f"--max-block-duration={openmetrics.SPAN // 3600}h", "openmetrics", "--quiet", path, data],
                capture_output=True, text=True, check=False,
            )
            path.unlink()
            if done.returncode:
                raise AssertionError(f"promtool refused the samples of block {number}: {done.stdout}{done.stderr}")

        list(pool.map(make, numbers))


def serve(place, data):
    """A Prometheus that answers from a data directory, without anything to scrape."""
    return prometheus.Server(place, "global: {scrape_interval: 5m}\n", "--storage.tsdb.retention.time=10y",
                             f"--query.lookback-delta={LOOKBACK}", data=data)
