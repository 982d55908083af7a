"""Prometheus's blocks, made from samples of the past, and a real Prometheus that answers from them."""

import json
import re
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from nights import openmetrics, programs

LOOKBACK = "6m"
"""How old a sample may be and still count: a little more than the step between two exports of the story."""

_LISTENING = re.compile(r"address=127\.0\.0\.1:([1-9]\d*)")


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


class Prometheus:
    """A Prometheus on a free port of the loopback interface, without anything to scrape."""

    def __init__(self, data, directory):
        configuration = directory / "prometheus.yml"
        configuration.write_text("global: {scrape_interval: 5m}\n", encoding="utf-8")
        self._log = directory / "prometheus.log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [programs.PROMETHEUS, f"--config.file={configuration}", f"--storage.tsdb.path={data}",
                 "--storage.tsdb.retention.time=10y", f"--query.lookback-delta={LOOKBACK}",
                 "--web.listen-address=127.0.0.1:0"],
                cwd=directory, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log,
            )
        try:
            self.url = f"http://127.0.0.1:{self._wait_for_port()}"
            self._wait_until_ready()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Ends it."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait_for_port(self):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self._process.poll() is None:
            listening = _LISTENING.search(self._log.read_text(encoding="utf-8"))
            if listening:
                return int(listening[1])
            time.sleep(0.02)
        raise AssertionError(f"Prometheus does not listen: {self._log.read_text(encoding='utf-8')[-2000:]}")

    def _wait_until_ready(self):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/-/ready", timeout=5):
                    return
            except urllib.error.URLError:
                time.sleep(0.02)
        raise AssertionError("Prometheus is never ready")

    def _get(self, path, parameters):
        body = urllib.parse.urlencode(parameters, doseq=True).encode()
        try:
            with urllib.request.urlopen(f"{self.url}/api/v1/{path}", body, timeout=60) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            raise QueryError(json.load(error).get("error", str(error))) from error

    def instant(self, expression, moment):
        """The series of an expression at a moment, as (labels, value)."""
        data = self._get("query", {"query": expression, "time": moment})
        if data["resultType"] == "scalar":
            return [({}, float(data["result"][1]))]
        return [(series["metric"], float(series["value"][1])) for series in data["result"]]

    def range(self, expression, start, end, step):
        """The series of an expression over a span, as (labels, [(time, value)])."""
        data = self._get("query_range", {"query": expression, "start": start, "end": end, "step": step})
        return [(series["metric"], [(int(moment), float(value)) for moment, value in series["values"]])
                for series in data["result"]]

    def series(self, selector, start, end):
        """The label sets of a selector in a span."""
        body = urllib.parse.urlencode({"match[]": selector, "start": start, "end": end})
        try:
            with urllib.request.urlopen(f"{self.url}/api/v1/series?{body}", timeout=60) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            raise QueryError(json.load(error).get("error", str(error))) from error


class QueryError(Exception):
    """Prometheus did not take a query."""
