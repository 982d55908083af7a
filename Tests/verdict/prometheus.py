"""A real Prometheus on a data directory, asked over its API."""

import json
import re
import subprocess
import time
import urllib.parse
import urllib.request
from pathlib import Path

LOOKBACK = "500ms"
"""A sample counts at its own moment only, so that a series that is gone a second later is gone."""


class Prometheus:
    """Runs on a port of the loopback interface that the kernel chooses, and ends with the `with`."""

    def __init__(self, program: Path, directory: Path, rules: Path):
        self._log = directory / "prometheus.log"
        configuration = directory / "prometheus.yml"
        configuration.write_text(f"rule_files: [{rules.resolve()}]\n")
        self._arguments = [
            program, f"--config.file={configuration}", f"--storage.tsdb.path={directory}/data",
            "--storage.tsdb.retention.time=100y", "--web.listen-address=127.0.0.1:0",
            f"--query.lookback-delta={LOOKBACK}", "--query.max-samples=100000000",
        ]

    def __enter__(self) -> "Prometheus":
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(self._arguments, stderr=log, stdin=subprocess.DEVNULL)
        try:
            self._address = f"http://127.0.0.1:{self._wait_until_ready()}"
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def alerts(self) -> dict[str, dict]:
        """The alerting rules of the shipped file, as Prometheus read them, by name."""
        groups = self._ask("rules", type="alert")["groups"]
        return {rule["name"]: rule for group in groups for rule in group["rules"]}

    def range(self, expression: str, start: int, end: int, step: int) -> list[tuple[int, dict]]:
        """Each series that the expression gives at each step: the time and its labels."""
        found = self._ask("query_range", query=expression, start=start, end=end, step=step)["result"]
        return [(int(moment), series["metric"]) for series in found for moment, _ in series["values"]]

    def at(self, expression: str, moment: int) -> list[tuple[dict, str]]:
        """Labels and value of each series at one time."""
        found = self._ask("query", query=expression, time=moment)["result"]
        return [(series["metric"], series["value"][1]) for series in found]

    def _ask(self, what: str, **parameters) -> dict:
        data = urllib.parse.urlencode(parameters)
        with urllib.request.urlopen(f"{self._address}/api/v1/{what}?{data}", timeout=120) as answer:
            return json.load(answer)["data"]

    def _wait_until_ready(self) -> int:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._process.poll() is None:
            text = self._log.read_text(encoding="utf-8", errors="replace")
            listening = re.search(r'msg="Listening on" address=\S*:(\d+)', text)
            if listening and "Server is ready to receive web requests" in text:
                return int(listening[1])
            time.sleep(0.1)
        raise SystemExit(f"verdict: Prometheus does not start:\n{self._log.read_text()}")
